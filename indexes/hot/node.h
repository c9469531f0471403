// The nodes of the height-optimised trie as they lie in memory (Binna et al., SIGMOD 2018, section 4).
//
// A node stands for a binary Patricia trie of up to 32 entries, each a leaf or a child. Its inner nodes, each
// at one bit of the keys, are told by the entries' sparse partial keys: of the node's discriminative bits,
// those that are on the way to the entry as they are there, and zeros for the others. Of all entries whose
// sparse partial key has no bit that a key does not have, the last is the one on that key's way.
//
// What differs from the paper: leaves lie in their node. Their keys, which mostly begin alike, take less room
// so, no reference leads to them, and a scan reads on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "indexes/hot/bits.h"
#include "indexes/memory/arena.h"

namespace tacit::index::hot {

using Ref = Arena::Ref;

inline constexpr unsigned kFanOut = 32;
// The longest key that lies in a node; longer ones lie outside, owned by the tree.
inline constexpr std::size_t kMaxKeyInside = 254;

struct LongKey {
  std::size_t place = 0;  // in the tree's list of them
  std::string bytes;
};

// How a node tells its discriminative bits.
enum class Layout : std::uint8_t {
  kWindow,     // by a mask over eight bytes of the key
  kBytes8,     // by masks over up to eight bytes, each with its place, at most 127 behind the first
  kBytes16,    // the same of up to 16
  kBytes32,    // and of up to 32
  kScattered,  // each by its place in the key: they are further apart, or bits of a key's length
};
inline constexpr std::size_t kLayouts = 5;
inline constexpr std::size_t kFurthestByte = 127;

// What a node begins with. Behind it lie:
//   the masks and places of its bits: kWindow one word; kBytesN N/8 words of masks and as many of places, the
//     first byte's highest in its word; kScattered four bytes for each bit;
//   the entries' partial keys, of `width` bytes each: the first bit is the highest of those in use;
//   for each leaf, the size of its rest, in a byte;
//   for each child, its reference;
//   if kSomeOutside, four bytes, with the bits of those leaves whose keys lie outside;
//   the bytes that all keys inside begin with;
//   for each leaf, its value and its rest: what of its key is behind those, or a pointer to the LongKey.
struct Header {
  std::uint8_t count = 0;   // of entries
  std::uint8_t shared = 0;  // bytes that the keys inside have in common and that are not in the rests
  Layout layout = Layout::kWindow;
  std::uint8_t flags = 0;
  std::uint16_t height = 0;  // of leaves 0; not less than 1 and that of any child
  std::uint16_t room = 0;    // what the node was given, in pieces of the arena
  Bit first = kNoBit;        // the first discriminative bit; kNoBit where there is none
  std::uint32_t leaves = 0;  // the entries that are leaves, a bit each

  // The flags: 0, 1 or 2 for a width of 1, 2 or 4; kSomeOutside; in kScattered, the number of bits.
  static constexpr std::uint8_t kWidthMask = 3;
  static constexpr std::uint8_t kSomeOutside = 4;
  static constexpr unsigned kScatteredShift = 3;
  [[nodiscard]] unsigned width() const { return 1U << (flags & kWidthMask); }
  [[nodiscard]] bool some_outside() const { return (flags & kSomeOutside) != 0; }
  [[nodiscard]] unsigned scattered() const { return flags >> kScatteredShift; }
};
static_assert(sizeof(Header) == 16);

inline constexpr std::uint64_t kHighBit = std::uint64_t{1} << 63U;
inline constexpr std::size_t kValueBytes = sizeof(std::uint64_t);
// How many bytes searches read from where the partial keys begin (times their width), and from where the
// sizes do, whatever the number of entries: no node is given less.
inline constexpr std::size_t kReadAhead = 32;

[[nodiscard]] inline std::uint64_t LoadWord(const unsigned char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}
[[nodiscard]] inline std::uint32_t LoadHalf(const unsigned char* at) {
  std::uint32_t half = 0;
  std::memcpy(&half, at, sizeof half);
  return half;
}

// The bits of places below `place`, which is at most 32.
[[nodiscard]] constexpr std::uint32_t Below(unsigned place) {
  return static_cast<std::uint32_t>((std::uint64_t{1} << place) - 1);
}

// As std::popcount, which is a function's call where the processor is not known to have it.
[[nodiscard]] constexpr unsigned CountOnes(std::uint32_t mask) {
  mask -= mask >> 1U & 0x5555'5555U;
  mask = (mask & 0x3333'3333U) + (mask >> 2U & 0x3333'3333U);
  return ((mask + (mask >> 4U)) & 0x0F0F'0F0FU) * 0x0101'0101U >> 24U;
}

// The sum of so many bytes, at most 32. Reads up to 32.
[[nodiscard]] inline std::size_t SumOf(const unsigned char* bytes, unsigned count) {
  constexpr std::uint64_t kEverySecond = 0x00FF'00FF'00FF'00FF;
  std::uint64_t sums = 0;  // four of them
  for (; count >= 8; bytes += 8, count -= 8) {
    const std::uint64_t word = LoadWord(bytes);
    sums += (word & kEverySecond) + (word >> 8U & kEverySecond);
  }
  if (count != 0) {
    const std::uint64_t word = LoadWord(bytes) & ~std::uint64_t{0} >> (64U - 8 * count);
    sums += (word & kEverySecond) + (word >> 8U & kEverySecond);
  }
  return sums * 0x0001'0001'0001'0001 >> 48U;
}

// The partial keys of a node.
class PartialKeys {
 public:
  PartialKeys(const unsigned char* at, unsigned width)
      : at_(at), width_(width), mask_(~std::uint32_t{0} >> (32U - 8 * width)) {}
  // More is read where the width is less: it is not behind what searches read.
  [[nodiscard]] std::uint32_t operator[](unsigned place) const {
    return LoadHalf(at_ + place * width_) & mask_;
  }

 private:
  const unsigned char* at_;
  unsigned width_;
  std::uint32_t mask_;
};

// Discriminative bits, which rise.
struct BitList {
  std::array<Bit, kFanOut> bits;
  unsigned count = 0;

  void Push(Bit bit) { bits[count++] = bit; }
  // How many are not before one.
  [[nodiscard]] unsigned From(Bit bit) const {
    unsigned from = 0;
    while (from != count && bits[count - 1 - from] >= bit) ++from;
    return from;
  }
};

// Places, from `from` up to, without it, `to`.
struct Range {
  unsigned from = 0;
  unsigned to = 0;
  [[nodiscard]] unsigned size() const { return to - from; }
};

// A node that is read. Does not own it.
class Node {
 public:
  explicit Node(const unsigned char* at) : at_(at) { std::memcpy(&header_, at, sizeof header_); }

  [[nodiscard]] const unsigned char* at() const { return at_; }
  [[nodiscard]] const Header& header() const { return header_; }
  [[nodiscard]] unsigned count() const { return header_.count; }
  [[nodiscard]] bool IsLeaf(unsigned place) const { return (header_.leaves >> place & 1U) != 0; }
  [[nodiscard]] unsigned leaves() const { return CountOnes(header_.leaves); }
  // How many leaves come before the place.
  [[nodiscard]] unsigned LeafRank(unsigned place) const { return CountOnes(header_.leaves & Below(place)); }

  [[nodiscard]] PartialKeys partial_keys() const { return {at_ + PartialKeysAt(), header_.width()}; }
  [[nodiscard]] BitList Bits() const;
  // The entries around a place that have all discriminative bits in common but the last so many.
  [[nodiscard]] Range Around(unsigned place, unsigned last_bits) const;

  [[nodiscard]] const unsigned char* sizes() const { return at_ + SizesAt(); }
  [[nodiscard]] Ref Child(unsigned place) const {
    return LoadHalf(at_ + ChildrenAt() + (place - LeafRank(place)) * sizeof(Ref));
  }
  [[nodiscard]] std::uint32_t outside() const {
    return header_.some_outside() ? LoadHalf(at_ + ChildrenAt() + (count() - leaves()) * sizeof(Ref)) : 0;
  }
  [[nodiscard]] std::string_view shared() const {
    return {reinterpret_cast<const char*>(at_ + SharedAt()), header_.shared};
  }
  // The value and the rest of the leaf of a rank; that of the last rank and one more: where they end.
  [[nodiscard]] const unsigned char* Record(unsigned rank) const {
    return at_ + SharedAt() + header_.shared + rank * kValueBytes + SumOf(sizes(), rank);
  }
  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(Record(leaves()) - at_); }

  // Of the leaf at a place, whose record it is.
  [[nodiscard]] KeyPieces KeyOf(unsigned place, const unsigned char* record) const {
    if (const LongKey* const far = Outside(place, record); far != nullptr) return {{}, far->bytes};
    const auto* const rest = reinterpret_cast<const char*>(record + kValueBytes);
    return {shared(), {rest, sizes()[LeafRank(place)]}};
  }
  // Null where the key lies in the node.
  [[nodiscard]] LongKey* Outside(unsigned place, const unsigned char* record) const {
    if (!header_.some_outside() || (outside() >> place & 1U) == 0) return nullptr;
    LongKey* far = nullptr;
    std::memcpy(&far, record + kValueBytes, sizeof far);
    return far;
  }

  [[nodiscard]] std::size_t PartialKeysAt() const {
    return sizeof(Header) + BitBytes(header_.layout, header_.scattered());
  }
  [[nodiscard]] std::size_t SizesAt() const { return PartialKeysAt() + count() * header_.width(); }
  [[nodiscard]] std::size_t ChildrenAt() const { return SizesAt() + leaves(); }
  [[nodiscard]] std::size_t SharedAt() const {
    return ChildrenAt() + (count() - leaves()) * sizeof(Ref) + (header_.some_outside() ? 4U : 0U);
  }
  // What the masks and places of so many bits take.
  [[nodiscard]] static constexpr std::size_t BitBytes(Layout layout, std::size_t bits) {
    constexpr std::array<std::size_t, kLayouts> kBytes = {8, 16, 32, 64, 0};
    return layout == Layout::kScattered ? bits * sizeof(Bit) : kBytes[static_cast<std::size_t>(layout)];
  }

 private:
  const unsigned char* at_;
  Header header_;
};

}  // namespace tacit::index::hot
