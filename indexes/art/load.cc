// An adaptive radix tree built at once from sorted entries, and what it consists of.
#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "indexes/art/art.h"

namespace tacit::index::art {
namespace {

std::uint8_t SmallestKindFor(std::size_t children) {
  const auto* const kind = std::find_if(kCapacities.begin(), kCapacities.end(),
                                        [&](std::size_t capacity) { return capacity >= children; });
  return static_cast<std::uint8_t>(kind - kCapacities.begin());
}

std::size_t CommonFrom(std::size_t depth, std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t at = depth;
  while (at < shorter && a[at] == b[at]) ++at;
  return at - depth;
}

}  // namespace

// Entries whose keys agree up to `depth`, where `parent` has no child for them yet. Parents come before their
// children, and all below one child before the next: a scan meets its leaves in the order of their addresses.
struct Art::Group {
  Child parent;
  unsigned char byte;
  std::span<const KeyEntry> entries;
  std::size_t depth;
};

Status Art::LoadSorted(std::span<const KeyEntry> entries) {
  try {
    LoadOrThrow(entries);
    size_ = entries.size();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    root_ = kNothing;
    arena_.Clear();
    long_rests_.clear();
    long_rest_bytes_ = 0;
    return Status::ResourceExhausted("out of memory");
  }
}

void Art::LoadOrThrow(std::span<const KeyEntry> entries) {
  std::vector<Group> left;
  if (!entries.empty()) left.push_back({kNothing, 0, entries, 0});
  while (!left.empty()) {
    const Group group = left.back();
    left.pop_back();
    const KeyEntry& first = group.entries.front();
    const Child child = group.entries.size() == 1 ? NewLeaf(first.key.substr(group.depth), first.value)
                                                  : LoadNode(group, &left);
    group.parent == kNothing ? void(root_ = child) : NodeAt(group.parent).Add(group.byte, child);
  }
}

Child Art::LoadNode(const Group& group, std::vector<Group>* left) {
  const std::string_view first = group.entries.front().key;
  const std::size_t prefix = std::min(CommonFrom(group.depth, first, group.entries.back().key), kMaxPrefix);
  const std::size_t depth = group.depth + prefix;

  const std::size_t groups_before = left->size();
  const bool has_end = first.size() == depth;
  for (auto from = group.entries.begin() + (has_end ? 1 : 0); from != group.entries.end();) {
    const char byte = from->key[depth];
    const auto to = std::partition_point(from, group.entries.end(),
                                         [&](const KeyEntry& entry) { return entry.key[depth] == byte; });
    left->push_back({kNothing, static_cast<unsigned char>(byte), {from, to}, depth + 1});
    from = to;
  }

  const Child node =
      NewNode(SmallestKindFor(left->size() - groups_before), first.substr(group.depth, prefix));
  if (has_end) NodeAt(node).set_end(NewLeaf({}, group.entries.front().value));
  const auto mine = left->begin() + static_cast<std::ptrdiff_t>(groups_before);
  std::for_each(mine, left->end(), [&](Group& below) { below.parent = node; });
  std::reverse(mine, left->end());  // the last one is taken first
  return node;
}

Result<IndexStatistics> Art::Statistics() const try {
  static constexpr std::array<std::string_view, kCapacities.size()> kNames = {
      "node of 2",  "node of 4",  "node of 6",  "node of 8",  "node of 12",
      "node of 16", "node of 24", "node of 32", "node of 48", "node of 256"};
  IndexStatistics statistics;
  for (const std::string_view name : kNames) statistics.parts.push_back({name});
  statistics.parts.push_back({"leaf"});
  statistics.parts.push_back({"rest outside of its leaf", long_rests_.size(), long_rest_bytes_});

  struct Place {
    Child child;
    std::size_t depth;
  };
  std::vector<Place> left;
  if (root_ != kNothing) left.push_back({root_, 1});
  double depths = 0;
  std::size_t parts = long_rest_bytes_;
  while (!left.empty()) {
    const auto [child, depth] = left.back();
    left.pop_back();
    const std::size_t kind = IsLeaf(child) ? kCapacities.size() : NodeAt(child).kind();
    const std::size_t bytes = Arena::Rounded(IsLeaf(child) ? LeafAt(child).bytes() : NodeAt(child).bytes());
    ++statistics.parts[kind].count;
    statistics.parts[kind].bytes += bytes;
    parts += bytes;
    statistics.height = std::max(statistics.height, depth);
    if (IsLeaf(child)) {
      depths += static_cast<double>(depth);
      continue;
    }
    const Node node = NodeAt(child);
    if (node.end() != kNothing) left.push_back({node.end(), depth + 1});
    for (std::size_t at = node.FirstPlace(0); at != Node::kNone; at = node.FirstPlace(at + 1)) {
      left.push_back({node.At(at).child, depth + 1});
    }
  }
  statistics.mean_depth = size_ == 0 ? 0 : depths / static_cast<double>(size_);
  statistics.free_bytes = memory_bytes() - parts;
  return statistics;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit::index::art
