// What hosts shall hold, before there is memory for them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "indexes/art/nodes.h"

namespace tacit::index::art {

// A trie of parts, the first of which is a host's node. Its parts refer to prefixes and rests where these
// are: in nodes that are there, in keys.
class Plan {
 public:
  using Index = std::uint16_t;
  static constexpr Index kNone = 0xFFFF;

  enum class What : std::uint8_t {
    kLeaf,   // a leaf that is to be made
    kChild,  // a child that is there
    kNode,   // a node that is to be made
    kLater,  // a subtree that somebody else makes
  };
  // Nothing is set in a part that is not in use: there is room for many.
  struct Part {
    What what;
    bool outside;  // has memory of its own
    bool has_end;  // of a node
    unsigned char byte;
    Index above, first, next;  // parts: what this is below of, the first below this, the next beside it
    std::uint16_t count;       // of parts below
    std::uint32_t own;         // pieces of memory that this takes, with the leaf at a node's end
    std::uint32_t inside;      // that all below takes in the memory that this lies in
    Child child;               // that is there; the end of a node that is there
    std::uint64_t value;       // of a leaf, or of the leaf at a node's end where `child` is nothing
    const char* way;           // a node's prefix, a leaf's rest
    std::size_t way_size;
    std::size_t from, to, depth;  // of what is made later
    [[nodiscard]] std::string_view bytes() const { return {way, way_size}; }
  };

  Plan() = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  // A host and what lies in it; nothing that is nothing. `mark` is a node or leaf of these.
  template <bool kShared>
  Plan(const BasicNodes<kShared>& nodes, Child host, Child mark) {
    CopyNode(nodes, host, host, kNone, 0, mark);
  }
  // The part that was made of the mark.
  [[nodiscard]] Index marked() const { return marked_; }

  [[nodiscard]] const Part& operator[](std::size_t i) const { return parts_[i]; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool full() const { return count_ + 2 * 256 > kMaxParts; }

  // Parts below a node, behind all that it has.
  Index AddNode(Index above, unsigned char byte, std::string_view prefix);
  Index AddLeaf(Index above, unsigned char byte, std::string_view rest, std::uint64_t value);
  Index AddChild(Index above, unsigned char byte, Child child);
  Index AddLater(Index above, unsigned char byte, std::size_t from, std::size_t to, std::size_t depth);
  void SetEnd(Index node, std::uint64_t value);
  // What is made later becomes a node, without anything below it; and again what it was, with what was added
  // since forgotten.
  void Open(Index later, std::string_view prefix);
  void Close(Index later, std::size_t count_before);

  // A key goes through a node that has no place for its next byte.
  void Grow(Index node, std::string_view rest, std::uint64_t value);
  // A key goes with a leaf or a node for a while, and then elsewhere.
  void Fork(Index part, std::string_view rest, std::uint64_t value);
  // Nodes that need not be are left out. The first may have become a leaf, or a node that has nothing.
  void Simplify();
  // The first node's prefix gets more at its beginning. False where that would be too long: nothing has
  // changed.
  [[nodiscard]] bool PutBefore(std::string_view bytes);

  // Says of each part whether it lies outside, so that no host is larger than it may be.
  void Divide();

  [[nodiscard]] static std::uint32_t NodePieces(std::size_t children, std::size_t prefix);
  [[nodiscard]] static std::uint32_t LeafPieces(std::size_t rest);
  // Longer rests have leaves outside of their hosts.
  static constexpr std::size_t kMaxRestInside = 120;

 private:
  static constexpr std::size_t kMaxParts = 768;

  template <bool kShared>
  void CopyNode(const BasicNodes<kShared>& nodes, Child host, Child child, Index above, unsigned char byte,
                Child mark);

  Index NewPart(What what, Index above, unsigned char byte, std::string_view way);
  void Link(Index part);
  void Unlink(Index part);
  // One string of several, where there is room for it; nothing, of no bytes, where there is none.
  [[nodiscard]] std::string_view Joined(std::string_view a, char between, std::string_view b);
  // What a part and all below it take, and which of it can lie in no host.
  void Measure(Index part);
  [[nodiscard]] Index HostOf(Index part) const;
  // Of what lies in a host, the part that has most nearly half of it.
  [[nodiscard]] Index HalfOf(Index host) const;

  std::array<Part, kMaxParts> parts_;
  std::size_t count_ = 0;
  Index marked_ = kNone;
  std::array<char, 2'048> room_;  // for strings that were joined
  std::size_t room_used_ = 0;
};

}  // namespace tacit::index::art
