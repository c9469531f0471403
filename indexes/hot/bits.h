// Keys as strings of bits, which is how a trie of discriminative bits sees them.
//
// Bit 0 is the highest of a key's first byte. A key goes on with zeros up to the longest that there can be,
// and ends with its length, a big-endian number of four bytes. Two strings of bits compare as their keys do:
// where a key is a proper prefix of another, what is left of the longer one is greater than zeros, or it is
// zeros and the lengths decide. So no two keys have equal bits, and a key that has no NULs behind a prefix
// that is a key as well is never asked for its length.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "tacit/index.h"

namespace tacit::index::hot {

// The place of a bit.
using Bit = std::uint32_t;
inline constexpr Bit kNoBit = ~Bit{0};
inline constexpr Bit kLengthBit = Bit{kMaxIndexKeyBytes} * 8;

// Zero behind the key's end.
[[nodiscard]] inline unsigned ByteOf(std::string_view key, std::size_t at) {
  return at < key.size() ? static_cast<unsigned char>(key[at]) : 0U;
}

// A key that lies in two pieces.
struct KeyPieces {
  std::string_view head;
  std::string_view tail;

  [[nodiscard]] std::size_t size() const { return head.size() + tail.size(); }
  [[nodiscard]] unsigned ByteAt(std::size_t at) const {
    return at < head.size() ? ByteOf(head, at) : ByteOf(tail, at - head.size());
  }
};

[[nodiscard]] inline bool BitOf(std::string_view key, Bit bit) {
  if (bit >= kLengthBit) return (key.size() >> (31U - (bit - kLengthBit)) & 1U) != 0;
  return (ByteOf(key, bit / 8) >> (7U - bit % 8) & 1U) != 0;
}

// How many bytes two pieces of memory have in common at their beginning.
[[nodiscard]] inline std::size_t CommonBytes(const char* a, const char* b, std::size_t size) {
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, a + at, 8);
    std::memcpy(&right, b + at, 8);
    static_assert(std::endian::native == std::endian::little);
    if (left != right) return at + static_cast<std::size_t>(std::countr_zero(left ^ right)) / 8;
  }
  while (at < size && a[at] == b[at]) ++at;
  return at;
}

// The first bit that is not the same in both; kNoBit where the keys are equal.
[[nodiscard]] inline Bit FirstDifference(std::string_view key, const KeyPieces& other) {
  std::size_t at = CommonBytes(key.data(), other.head.data(), std::min(key.size(), other.head.size()));
  if (at == other.head.size()) {
    const std::string_view rest = key.substr(at);
    at += CommonBytes(rest.data(), other.tail.data(), std::min(rest.size(), other.tail.size()));
  }
  const std::size_t longer = std::max(key.size(), other.size());
  for (; at < longer; ++at) {
    const unsigned differing = ByteOf(key, at) ^ other.ByteAt(at);
    if (differing != 0) {
      return static_cast<Bit>(at * 8) +
             static_cast<Bit>(std::countl_zero(static_cast<std::uint8_t>(differing)));
    }
  }
  if (key.size() == other.size()) return kNoBit;
  const auto lengths = static_cast<std::uint32_t>(key.size() ^ other.size());
  return kLengthBit + static_cast<Bit>(std::countl_zero(lengths));
}

[[nodiscard]] inline Bit FirstDifference(std::string_view a, std::string_view b) {
  return FirstDifference(a, KeyPieces{{}, b});
}

}  // namespace tacit::index::hot
