// The nodes of the adaptive radix tree (Leis et al., ICDE 2013), each as small as its contents let it be.
#pragma once

#include <array>
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
class Node {
 public:
  explicit Node(unsigned char* at) : at_(at) {}

  [[nodiscard]] static std::size_t BytesFor(std::uint8_t kind, std::size_t prefix) {
    return ChildrenAt(kind, prefix) + kCapacities[kind] * sizeof(Child);
  }
  // Makes an empty node of its memory.
  void Make(std::uint8_t kind, std::string_view prefix);

  [[nodiscard]] std::uint8_t kind() const { return at_[0]; }
  [[nodiscard]] std::size_t bytes() const { return BytesFor(kind(), prefix().size()); }
  [[nodiscard]] std::string_view prefix() const {
    return {reinterpret_cast<const char*>(at_ + kHeader), at_[1]};
  }
  // Whether the key begins with the prefix.
  [[nodiscard]] bool Leads(std::string_view key) const {
    const std::size_t size = at_[1];
    // Behind a prefix there are eight bytes of the node at least.
    if (size <= sizeof(std::uint64_t) && key.size() >= sizeof(std::uint64_t)) [[likely]] {
      std::uint64_t mine = 0;
      std::uint64_t others = 0;
      std::memcpy(&mine, at_ + kHeader, sizeof mine);
      std::memcpy(&others, key.data(), sizeof others);
      return FirstBytes(mine ^ others, size) == 0;
    }
    return key.starts_with(prefix());
  }
  [[nodiscard]] std::size_t count() const { return Read<std::uint16_t>(2); }
  [[nodiscard]] bool full() const { return count() == kCapacities[kind()]; }
  [[nodiscard]] Child end() const { return Read<Child>(4); }
  void set_end(Child child) { Write(4, child); }

  // Nothing where there is none.
  [[nodiscard]] Child Find(unsigned char byte) const {
    const std::size_t place = PlaceOf(byte);
    return place == kNone ? kNothing : ChildAt(place);
  }
  // A node that has a child for the byte.
  void Replace(unsigned char byte, Child child) { SetChildAt(PlaceOf(byte), child); }
  // A node that is not full and has none.
  void Add(unsigned char byte, Child child);
  // A node that has one.
  void Remove(unsigned char byte);
  // A node that is empty and large enough gets the other's children and end.
  void TakeFrom(const Node& other);

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
  template <typename T>
  [[nodiscard]] T Read(std::size_t at) const {
    T value;
    std::memcpy(&value, at_ + at, sizeof value);
    return value;
  }
  template <typename T>
  void Write(std::size_t at, T value) {
    std::memcpy(at_ + at, &value, sizeof value);
  }
  [[nodiscard]] unsigned char* keys() const { return at_ + kHeader + at_[1]; }
  [[nodiscard]] Child ChildAt(std::size_t place) const {
    return Read<Child>(ChildrenAt(kind(), at_[1]) + place * sizeof(Child));
  }
  void SetChildAt(std::size_t place, Child child) {
    Write(ChildrenAt(kind(), at_[1]) + place * sizeof(Child), child);
  }
  void SetCount(std::size_t count) { Write(2, static_cast<std::uint16_t>(count)); }
  // Where the byte's child stands; kNone where it has none.
  [[nodiscard]] std::size_t PlaceOf(unsigned char byte) const {
    if (kind() < kIndexed) [[likely]] {
      // What is read beyond the bytes are children: there are as many bytes of them, four times.
      const std::size_t count = this->count();
      for (std::size_t at = 0; at < count; at += 8) {
        if (const std::uint64_t equal = EqualBytes(keys() + at, byte); equal != 0) {
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
  static std::uint64_t EqualBytes(const unsigned char* bytes, unsigned char byte) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighs = 0x8080808080808080;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    const std::uint64_t differing = word ^ kOnes * byte;
    return (differing - kOnes) & ~differing & kHighs;
  }
  // How many of the sorted bytes are less than `byte`, which may be 256.
  [[nodiscard]] std::size_t Rank(std::size_t byte) const;

  unsigned char* at_;
};

}  // namespace tacit::index::art
