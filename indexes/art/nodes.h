// Where the nodes and leaves of an adaptive radix tree are kept.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <type_traits>
#include <vector>

#include "indexes/art/leaf.h"
#include "indexes/art/node.h"
#include "indexes/memory/arena.h"
#include "indexes/memory/shared_arena.h"

namespace tacit::index::art {

// Of a tree for one thread, or one that is shared: then all but Clear may be called by any thread.
template <bool kShared>
class BasicNodes {
 public:
  using Node = BasicNode<kShared>;

  // `arena_block`: see Arena.
  explicit BasicNodes(std::size_t arena_block) : arena_(arena_block) {}

  // What is changed of the nodes of a const tree is their tree's own affair.
  [[nodiscard]] Node NodeAt(Child child) const { return Node(At(child)); }
  [[nodiscard]] Leaf LeafAt(Child child) const { return Leaf(At(child)); }
  // The bytes that lead from what refers to the child to its own bytes, or to a leaf's end.
  [[nodiscard]] std::string_view WayTo(Child child) const {
    return IsLeaf(child) ? LeafAt(child).rest() : NodeAt(child).prefix();
  }
  [[nodiscard]] bool LiesIn(Child host, Child child) const {
    return RefOf(child) - RefOf(host) < NodeAt(host).bytes() / Arena::kPiece;
  }
  // What the child takes of the arena, or of its host, with what lies in it.
  [[nodiscard]] std::size_t BytesOf(Child child) const {
    return Arena::Rounded(IsLeaf(child) ? LeafAt(child).bytes() : NodeAt(child).bytes());
  }
  // Where it begins. To be fetched there and then: a function that does no more than that, GCC 12 leaves out.
  [[nodiscard]] const void* AddressOf(Child child) const { return At(child); }

  // These may throw std::bad_alloc, and have then changed nothing.
  [[nodiscard]] Child NewLeaf(std::string_view rest, std::uint64_t value);
  [[nodiscard]] Child NewNode(std::uint8_t kind, std::string_view prefix, std::size_t inside);
  // A child that lies in no other, with what lies in it.
  void Free(Child child);
  void Clear();

  [[nodiscard]] std::size_t used_bytes() const { return arena_.used_bytes(); }
  // All that is held.
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] std::size_t long_rests() const;
  [[nodiscard]] std::size_t long_rest_bytes() const;

 private:
  [[nodiscard]] unsigned char* At(Child child) const {
    return const_cast<std::conditional_t<kShared, SharedArena, Arena>&>(arena_).At(RefOf(child));
  }

  std::conditional_t<kShared, SharedArena, Arena> arena_;
  mutable std::mutex long_rests_in_use_;  // of all that follows: there are few of them
  std::vector<std::unique_ptr<LongRest>> long_rests_;
  std::size_t long_rest_bytes_ = 0;
};

using Nodes = BasicNodes<false>;
using SharedNodes = BasicNodes<true>;

// The smallest kind of node that has room for so many children.
[[nodiscard]] inline std::uint8_t SmallestKindFor(std::size_t children) {
  static constexpr auto kKinds = [] {
    std::array<std::uint8_t, 257> kinds{};
    std::uint8_t kind = 0;
    for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] = kCapacities[kind] < i ? ++kind : kind;
    return kinds;
  }();
  return kKinds[children];
}
[[nodiscard]] std::size_t CommonBytes(std::string_view a, std::string_view b);
[[nodiscard]] inline unsigned char ByteOf(std::string_view key, std::size_t at) {
  return static_cast<unsigned char>(key[at]);
}

}  // namespace tacit::index::art
