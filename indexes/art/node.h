// The nodes of the adaptive radix tree (Leis et al., ICDE 2013), each as small as its contents let it be.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "indexes/memory/arena.h"

namespace tacit::index::art {

// What a node refers to: nothing, a leaf, or a node.
using Child = std::uint32_t;
inline constexpr Child kNothing = 0;
inline constexpr Child kLeafBit = Child{1} << 31U;
[[nodiscard]] constexpr bool IsLeaf(Child child) { return (child & kLeafBit) != 0; }
[[nodiscard]] constexpr Arena::Ref RefOf(Child child) { return child & ~kLeafBit; }

// Nodes of the first kinds hold their children's bytes in rising order, one of kIndexed a place for each of
// the 256 bytes, one of kDirect a child for each.
inline constexpr std::array<std::size_t, 10> kCapacities = {2, 4, 6, 8, 12, 16, 24, 32, 48, 256};
inline constexpr std::uint8_t kIndexed = 8;
inline constexpr std::uint8_t kDirect = 9;
// Longer common beginnings take several nodes.
inline constexpr std::size_t kMaxPrefix = 255;

// A node in its memory, which it does not own: a header of eight bytes, the prefix that all keys below have
// next, the bytes (or places), the children. The key that ends behind the prefix is the child `end`.
//
// In the memory of a node, its host, may lie what is below it: nodes and leaves. Most subtrees of some ten
// keys lie in one host, so that who has come there need not wait for memory again and again.
//
// Shared: a tree for several threads replaces children under its readers (concurrent_art.h), and has nodes
// with children that are nothing. All else of a node that readers have come upon stays as it is.
template <bool kShared>
class BasicNode {
 public:
  explicit BasicNode(unsigned char* at) : at_(at) {}

  // Without what lies in it, which comes behind that.
  [[nodiscard]] static std::size_t BytesFor(std::uint8_t kind, std::size_t prefix) {
    return Arena::Rounded(ChildrenAt(kind, prefix) + kCapacities[kind] * sizeof(Child));
  }
  // What lies in a host takes so many pieces of the arena at most, all together.
  static constexpr std::size_t kMaxInside = 64;
  // And with the node itself, if something lies in it, less than that.
  static constexpr std::size_t kMaxHostPieces = 128;
  // Makes an empty node of its memory, with room for so many pieces in it.
  void Make(std::uint8_t kind, std::string_view prefix, std::size_t inside);

  // Asks for the lines of a host behind its first, all at once: who has come to it will need some of them,
  // one after another. Inlined early, as GCC 12 leaves out calls of what does no more than this.
  [[gnu::always_inline]] void Prefetch() const {
    for (std::size_t line = 1; line <= 6; ++line) __builtin_prefetch(at_ + 64 * line);
  }
  [[nodiscard]] std::uint8_t kind() const { return at_[0]; }
  [[nodiscard]] std::size_t own_bytes() const { return BytesFor(kind(), at_[1]); }
  // With what lies in it.
  [[nodiscard]] std::size_t bytes() const { return own_bytes() + at_[3] * Arena::kPiece; }
  [[nodiscard]] std::string_view prefix() const {
    return {reinterpret_cast<const char*>(at_ + kHeader), at_[1]};
  }
  // Whether the key begins with the prefix.
  [[nodiscard]] bool Leads(std::string_view key) const {
    const std::size_t size = at_[1];
    // Behind a prefix there are eight bytes of the node at least.
    if (size <= sizeof(std::uint64_t) && key.size() >= sizeof(std::uint64_t)) [[likely]] {
      std::uint64_t others = 0;
      std::memcpy(&others, key.data(), sizeof others);
      return FirstBytes(WordAt(kHeader) ^ others, size) == 0;
    }
    return key.starts_with(prefix());
  }
  // The children that it has, those that are nothing among them: a node with a child for each byte counts
  // what is there.
  [[nodiscard]] std::size_t count() const { return kind() == kDirect ? Live() : Places(); }
  // Those that are something.
  [[nodiscard]] std::size_t Live() const;
  [[nodiscard]] Child end() const { return ReadChild(4); }
  void set_end(Child child) { WriteChild(4, child); }
  // A byte whose two high bits are the tree's own, 0 when made.
  [[nodiscard]] std::uint8_t* state() const { return at_ + 2; }
  static constexpr std::uint8_t kStateBits = 0xC0;
  static constexpr std::uint8_t kCountBits = 0x3F;

  // Nothing where there is none.
  [[nodiscard]] Child Find(unsigned char byte) const {
    const std::size_t place = PlaceOf(byte);
    return place == kNone ? kNothing : ChildAt(place);
  }
  // Whether it has a place for the byte's child, be that nothing.
  [[nodiscard]] bool Has(unsigned char byte) const { return kind() == kDirect || PlaceOf(byte) != kNone; }
  // A node that has one.
  void Replace(unsigned char byte, Child child) {
    SetChildAt(kind() == kDirect ? byte : PlaceOf(byte), child);
  }
  // A node with room for it, whose bytes are all less.
  void Append(unsigned char byte, Child child);

  struct Entry {
    unsigned char byte = 0;
    Child child = kNothing;
  };
  // Children in rising order of their bytes have rising places. From is the first place whose byte is not
  // less than `byte`; FirstPlace the first from `from` on that has a child, LastPlace the last below `below`;
  // kNone where there is none.
  static constexpr std::size_t kNone = ~std::size_t{0};
  [[nodiscard]] std::size_t From(std::size_t byte) const { return kind() < kIndexed ? Rank(byte) : byte; }
  [[nodiscard]] std::size_t FirstPlace(std::size_t from) const;
  [[nodiscard]] std::size_t LastPlace(std::size_t below) const;
  [[nodiscard]] Entry At(std::size_t place) const {
    if (kind() < kIndexed) return {keys()[place], ChildAt(place)};
    return {static_cast<unsigned char>(place), Find(static_cast<unsigned char>(place))};
  }

 private:
  static constexpr std::size_t kHeader = 8;

  static std::size_t ChildrenAt(std::uint8_t kind, std::size_t prefix) {
    const std::size_t bytes = kind == kDirect ? 0 : (kind == kIndexed ? 256 : kCapacities[kind]);
    return (kHeader + prefix + bytes + 3) & ~std::size_t{3};
  }
  // The first bytes in memory of a word, in some order; nothing else of it.
  static std::uint64_t FirstBytes(std::uint64_t word, std::size_t count) {
    if (count == 0) return 0;
    if constexpr (std::endian::native == std::endian::little) return word << (64 - 8 * count);
    return word >> (64 - 8 * count);
  }
  // Eight bytes, of which some may be children. Where these change meanwhile, they are read as what they are.
  [[nodiscard]] std::uint64_t WordAt(std::size_t at) const {
    std::uint64_t word = 0;
    if constexpr (kShared && std::endian::native == std::endian::little) {
      // Behind a prefix's and the bytes' beginning there are twelve bytes from a multiple of four on.
      const auto half = [&](std::size_t i) {
        return std::uint64_t{ChildIn((at & ~std::size_t{3}) + 4 * i).load(std::memory_order_relaxed)};
      };
      const std::size_t shift = at % 4 * 8;
      word = (half(0) | half(1) << 32) >> shift | half(2) << 1 << (63 - shift);
    } else {
      std::memcpy(&word, at_ + at, sizeof word);
    }
    return word;
  }
  // Memory and place are whole multiples of a child's size.
  [[nodiscard]] std::atomic_ref<Child> ChildIn(std::size_t at) const {
    return std::atomic_ref(*reinterpret_cast<Child*>(at_ + at));
  }
  [[nodiscard]] Child ReadChild(std::size_t at) const { return ChildIn(at).load(std::memory_order_acquire); }
  void WriteChild(std::size_t at, Child child) { ChildIn(at).store(child, std::memory_order_release); }
  // Of a node with less than a place for each byte.
  [[nodiscard]] std::size_t Places() const {
    if constexpr (!kShared) return at_[2];
    // The state may change meanwhile.
    return std::atomic_ref(at_[2]).load(std::memory_order_relaxed) & kCountBits;
  }
  [[nodiscard]] unsigned char* keys() const { return at_ + kHeader + at_[1]; }
  [[nodiscard]] Child ChildAt(std::size_t place) const {
    return ReadChild(ChildrenAt(kind(), at_[1]) + place * sizeof(Child));
  }
  void SetChildAt(std::size_t place, Child child) {
    WriteChild(ChildrenAt(kind(), at_[1]) + place * sizeof(Child), child);
  }
  // Where the byte's child stands; kNone where it has none.
  [[nodiscard]] std::size_t PlaceOf(unsigned char byte) const {
    if (kind() < kIndexed) [[likely]] {
      // What is read beyond the bytes are children: there are as many bytes of them, four times.
      const std::size_t count = Places();
      for (std::size_t at = 0; at < count; at += 8) {
        if (const std::uint64_t equal = EqualBytes(WordAt(kHeader + at_[1] + at), byte); equal != 0) {
          const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(equal)) / 8;
          return place < count ? place : kNone;
        }
      }
      return kNone;
    }
    if (kind() == kDirect) return ChildAt(byte) == kNothing ? kNone : byte;
    return keys()[byte] == 0 ? kNone : keys()[byte] - 1U;
  }
  // Which of eight bytes is `byte`: the least place is right, which is all that is asked for.
  static std::uint64_t EqualBytes(std::uint64_t word, unsigned char byte) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighs = 0x8080808080808080;
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    const std::uint64_t differing = word ^ kOnes * byte;
    return (differing - kOnes) & ~differing & kHighs;
  }
  // How many of the sorted bytes are less than `byte`, which may be 256.
  [[nodiscard]] std::size_t Rank(std::size_t byte) const;

  unsigned char* at_;
};

using Node = BasicNode<false>;
using SharedNode = BasicNode<true>;

}  // namespace tacit::index::art
