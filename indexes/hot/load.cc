// A trie built at once from sorted entries, with the least height that there can be.
#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <optional>
#include <vector>

#include "indexes/hot/hot.h"
#include "indexes/hot/leaf_to_be.h"

namespace tacit::index::hot {

// The bits at which neighbours part are the inner nodes of a binary trie: the first bit of a range of entries
// is its root. From the leaves up, each inner node learns the least height of nodes over it, and, of all ways
// to have that, the least number of inner nodes that its own node must hold (section 3.2 of the paper, for
// all entries at once).
class Hot::Loader {
 public:
  // Throws std::bad_alloc.
  Loader(Hot& tree, std::span<const KeyEntry> entries)
      : tree_(tree), entries_(entries), inner_(entries.size()) {
    std::vector<std::uint32_t> way;  // the last inner node at each depth; those off it are done
    for (std::size_t i = 1; i < entries_.size(); ++i) {
      inner_[i].bit = FirstDifference(entries_[i - 1].key, entries_[i].key);
      while (!way.empty() && inner_[way.back()].bit > inner_[i].bit) {
        inner_[i].left = way.back();
        Rank(&inner_[way.back()]);
        way.pop_back();
      }
      if (!way.empty()) inner_[way.back()].right = static_cast<std::uint32_t>(i);
      way.push_back(static_cast<std::uint32_t>(i));
    }
    if (!way.empty()) root_ = way.front();
    for (; !way.empty(); way.pop_back()) Rank(&inner_[way.back()]);
  }

  // Throws std::bad_alloc, and leaves then what is built.
  void Run() {
    std::vector<Part> left = {{{}, root_, 0, entries_.size()}};
    while (!left.empty()) {
      const Part part = left.back();
      left.pop_back();
      MakeNode(part, &left);
    }
  }

 private:
  // Stands between two entries, the second of which is its place. 0 is none.
  struct Inner {
    Bit bit = 0;
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    std::uint16_t height = 0;
    std::uint8_t in_node = 0;  // of the inner nodes below, with itself, that are in its node
  };
  // Entries below one inner node, or one entry.
  struct Part {
    Step above;
    std::uint32_t root;
    std::size_t from;
    std::size_t to;
    [[nodiscard]] std::size_t size() const { return to - from; }
  };

  void Rank(Inner* inner) {
    const Inner& left = inner_[inner->left];  // inner_[0] has height 0, as leaves do
    const Inner& right = inner_[inner->right];
    const std::uint16_t height = std::max(left.height, right.height);
    unsigned in_node = 1;
    if (left.height == height) in_node += left.in_node;
    if (right.height == height) in_node += right.in_node;
    const bool fits = height != 0 && in_node < kFanOut;
    if (!fits && height == std::numeric_limits<std::uint16_t>::max()) throw std::bad_alloc();
    inner->height = fits ? height : static_cast<std::uint16_t>(height + 1);
    inner->in_node = static_cast<std::uint8_t>(fits ? in_node : 1);
  }

  // The parts that become the entries of a node.
  void Cut(const Part& part, std::uint16_t height) {
    const Inner& inner = inner_[part.root];
    if (part.root == 0 || inner.height < height) {
      parts_[count_++] = part;
      return;
    }
    Cut({{}, inner.left, part.from, part.root}, height);
    Cut({{}, inner.right, part.root, part.to}, height);
  }

  // Small parts come into the node whole while there is room, the smallest first: they are no nodes then.
  void TakeIn() {
    for (;;) {
      Part* smallest = nullptr;
      for (unsigned i = 0; i < count_; ++i) {
        if (parts_[i].size() > 1 && (smallest == nullptr || parts_[i].size() < smallest->size())) {
          smallest = &parts_[i];
        }
      }
      if (smallest == nullptr || count_ - 1 + smallest->size() > kFanOut) return;
      const Part taken = *smallest;
      const auto more = static_cast<unsigned>(taken.size()) - 1;
      std::copy_backward(smallest + 1, parts_.data() + count_, parts_.data() + count_ + more);
      for (std::size_t i = taken.from; i < taken.to; ++i) smallest[i - taken.from] = {{}, 0, i, i + 1};
      count_ += more;
    }
  }

  void MakeNode(const Part& part, std::vector<Part>* left) {
    count_ = 0;
    Cut(part, inner_[part.root].height);
    TakeIn();
    left->reserve(left->size() + count_);
    std::optional<Contents> contents;
    for (unsigned i = 0; i < count_; ++i) {
      const Entry entry = EntryOf(parts_[i], &leaves_[i]);
      contents ? contents->Push(inner_[parts_[i].from].bit, entry) : void(contents.emplace(entry));
    }
    std::uint16_t height = 0;
    for (unsigned i = 0; i < count_; ++i) height = std::max(height, inner_[parts_[i].root].height);
    contents->set_height(static_cast<std::uint16_t>(height + 1));
    const Ref ref = tree_.NewNode(*contents);
    tree_.SetChild(part.above, ref);
    // The first one is taken first: a scan meets nodes in the order of their addresses.
    for (unsigned i = count_; i-- > 0;) {
      if (parts_[i].root == 0) continue;
      left->push_back(parts_[i]);
      left->back().above = {ref, i};
    }
  }

  // A child that is not made yet is told by any reference.
  Entry EntryOf(const Part& part, LeafToBe* leaf) {
    if (part.root != 0) return {~Ref{0}, {}};
    const KeyEntry& entry = entries_[part.from];
    const bool outside = entry.key.size() > kMaxKeyInside;
    leaf->Make(entry.key, entry.value, outside ? tree_.AddLongKey(entry.key) : nullptr);
    return leaf->entry();
  }

  Hot& tree_;
  std::span<const KeyEntry> entries_;
  std::vector<Inner> inner_;
  std::uint32_t root_ = 0;
  std::array<Part, kFanOut> parts_;
  unsigned count_ = 0;
  std::array<LeafToBe, kFanOut> leaves_;
};

Status Hot::LoadSorted(std::span<const KeyEntry> entries) {
  if (entries.empty()) return Status::Ok();
  try {
    const auto loader = std::make_unique<Loader>(*this, entries);
    loader->Run();
    size_ = entries.size();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    root_ = 0;
    arena_.Clear();
    long_keys_.clear();
    long_key_bytes_ = 0;
    return Status::ResourceExhausted("out of memory");
  }
}

}  // namespace tacit::index::hot
