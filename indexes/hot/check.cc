// What a height-optimised trie rests on, and what it consists of.
#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "indexes/hot/hot.h"

namespace tacit::index::hot {
namespace {

Status Wrong(const std::string& what) { return Status::Internal("hot: expected " + what); }

std::string Found(std::size_t wanted, const char* what, std::size_t found) {
  return std::to_string(wanted) + " " + what + ", found " + std::to_string(found);
}

// A node has one form for what it holds.
Status CheckForm(const Node& node, const unsigned char* at) {
  if (node.count() == 0 || node.count() > kFanOut)
    return Wrong(Found(kFanOut, "entries at most", node.count()));
  const Contents contents(node);
  const Image image(contents);
  const std::size_t room = std::size_t{node.header().room} * Arena::kPiece;
  if (image.least_room() > room) return Wrong(Found(image.least_room(), "bytes for a node", room));
  if (image.bytes() != node.bytes()) return Wrong(Found(image.bytes(), "bytes in a node", node.bytes()));
  std::array<unsigned char, kMaxRoom> written;
  image.Write(room, written.data());
  if (std::memcmp(written.data(), at, image.bytes()) != 0) {
    return Wrong("a node as it would be written again, found another");
  }
  return Status::Ok();
}

std::string WholeKey(const KeyPieces& pieces) {
  std::string key(pieces.head);
  key.append(pieces.tail);
  return key;
}

}  // namespace

Status Hot::Check() const try {
  std::vector<Step> way;
  if (root_ != 0) way.push_back({root_, 0});
  std::size_t keys = 0;
  std::size_t long_keys = 0;
  std::size_t bytes = 0;
  std::string before;
  Bit part = kNoBit;  // where the next key parts from the one before
  while (!way.empty()) {
    const Step step = way.back();
    const unsigned char* const at = arena_.At(step.node);
    const Node node(at);
    if (step.place == 0) {
      const Status formed = CheckForm(node, at);
      if (!formed.ok()) return formed;
      bytes += RoomOf(step.node);
    }
    if (step.place == node.count()) {
      way.pop_back();
      continue;
    }
    if (step.place != 0) part = ContentsAt(step.node).PartAt(step.place);
    ++way.back().place;
    if (!node.IsLeaf(step.place)) {
      const Ref child = node.Child(step.place);
      if (node.count() == 1) return Wrong("a leaf where a node has one entry, found a child");
      if (NodeAt(child).header().height >= node.header().height) {
        return Wrong("children lower than their node, found one that is not");
      }
      way.push_back({child, 0});
      continue;
    }
    const unsigned char* const record = node.Record(node.LeafRank(step.place));
    const std::string key = WholeKey(node.KeyOf(step.place, record));
    if (keys != 0 && (before >= key || FirstDifference(before, key) != part)) {
      return Wrong("keys that rise and part at bit " + std::to_string(part) + ", found others");
    }
    if (kernel_.find(arena_, root_, key) != record)
      return Wrong("every key to be found, found one that is not");
    long_keys += node.Outside(step.place, record) == nullptr ? 0U : 1U;
    ++keys;
    before = key;
  }
  if (keys != size_) return Wrong(Found(size_, "keys", keys));
  if (long_keys != long_keys_.size()) return Wrong(Found(long_keys_.size(), "long keys", long_keys));
  if (bytes != arena_.used_bytes()) return Wrong(Found(arena_.used_bytes(), "bytes in use", bytes));
  return Status::Ok();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<IndexStatistics> Hot::Statistics() const try {
  static constexpr std::array<std::string_view, kLayouts> kNames = {
      "node, bits of a window", "node, bits of 8 bytes", "node, bits of 16 bytes", "node, bits of 32 bytes",
      "node, scattered bits"};
  IndexStatistics statistics;
  for (const std::string_view name : kNames) statistics.parts.push_back({name});
  statistics.parts.push_back({"leaf"});
  statistics.parts.push_back({"key outside of its node", long_keys_.size(), long_key_bytes_});

  struct Place {
    Ref ref;
    std::size_t depth;
  };
  std::vector<Place> left;
  if (root_ != 0) left.push_back({root_, 1});
  double depths = 0;
  std::size_t parts = long_key_bytes_;
  while (!left.empty()) {
    const auto [ref, depth] = left.back();
    left.pop_back();
    const Node node = NodeAt(ref);
    const auto in_leaves =
        static_cast<std::size_t>(node.Record(node.leaves()) - node.Record(0)) + node.leaves();
    IndexStatistics::Part& nodes = statistics.parts[static_cast<std::size_t>(node.header().layout)];
    ++nodes.count;
    nodes.bytes += RoomOf(ref) - in_leaves;
    statistics.parts[kLayouts].count += node.leaves();
    statistics.parts[kLayouts].bytes += in_leaves;
    parts += RoomOf(ref);
    statistics.height = std::max(statistics.height, depth);
    depths += static_cast<double>(depth) * node.leaves();
    for (unsigned place = 0; place < node.count(); ++place) {
      if (!node.IsLeaf(place)) left.push_back({node.Child(place), depth + 1});
    }
  }
  statistics.mean_depth = size_ == 0 ? 0 : depths / static_cast<double>(size_);
  statistics.free_bytes = memory_bytes() - parts;
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit::index::hot
