// What is kept of a key behind its path: bits of its hash, and its next bits as they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "indexes/surf/bits.h"

namespace tacit::index::surf {

// A byte string as the loops read it.
struct Text {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;

  [[nodiscard]] std::string_view Chars() const { return {reinterpret_cast<const char*>(bytes), size}; }
};

inline Text TextOf(std::string_view chars) {
  return {reinterpret_cast<const unsigned char*>(chars.data()), chars.size()};
}

template <typename Processor>
struct Suffixes {
  using B = Bits<Processor>;

  // The highest `bits` bits of the key's hash, at most 32. Part of the format: files rest on it.
  static std::uint32_t HashBits(Text key, std::uint32_t bits) {
    if (bits == 0) return 0;
    std::uint64_t hash = key.size * 0x9E3779B97F4A7C15U;
    std::size_t at = 0;
    for (; at + 8 <= key.size; at += 8) hash = Mix(hash ^ B::Load64(key.bytes + at));
    if (at < key.size) {
      std::uint64_t rest = 0;
      std::memcpy(&rest, key.bytes + at, key.size - at);
      hash = Mix(hash ^ rest);
    }
    return static_cast<std::uint32_t>(Mix(hash) >> (64 - bits));
  }

  // The key's `bits` bits from byte `at` on, at most 32, zeros behind its end.
  static std::uint32_t RealBits(Text key, std::size_t at, std::uint32_t bits) {
    if (bits == 0) return 0;
    std::uint32_t word = 0;
    if (at + 4 <= key.size) {
      word = __builtin_bswap32(B::Load32(key.bytes + at));
    } else {
      for (std::size_t i = at; i < key.size; ++i) {
        word |= static_cast<std::uint32_t>(key.bytes[i]) << (24 - 8 * (i - at));
      }
    }
    return word >> (32 - bits);
  }

  // Whether the leaf at the end of a path of `at` bytes may be that of a key, which has the path.
  static bool MayBe(const View& view, std::uint32_t suffix, Text key, std::size_t at) {
    const std::uint32_t real = suffix & static_cast<std::uint32_t>(B::Below(view.real_bits));
    if (real != RealBits(key, at, view.real_bits)) return false;
    return view.hash_bits == 0 || suffix >> view.real_bits == HashBits(key, view.hash_bits);
  }

  // Whether a key of the leaf may be not less than `bound`, which has the path.
  static bool MayReach(const View& view, std::uint32_t suffix, Text bound, std::size_t at) {
    const std::uint32_t real = suffix & static_cast<std::uint32_t>(B::Below(view.real_bits));
    return real >= RealBits(bound, at, view.real_bits);
  }

  // Whether a key of the leaf may be less than `bound`, which has the path. The least such key is the path
  // and the real bits, in as few bytes as hold all ones of them.
  static bool MayBeBelow(const View& view, std::uint32_t suffix, Text bound, std::size_t at) {
    if (at == bound.size) return false;
    const std::uint32_t mask = static_cast<std::uint32_t>(B::Below(view.real_bits));
    const std::uint32_t real = suffix & mask;
    const std::uint32_t bits = RealBits(bound, at, view.real_bits);
    if (real != bits) return real < bits;
    // The same bits: less if the bound has bytes behind those, or ones behind the bits.
    const std::size_t bytes =
        view.real_bits == 0 || real == 0
            ? 0
            : (view.real_bits - static_cast<std::uint32_t>(__builtin_ctz(real)) + 7) / 8;
    if (bound.size - at > bytes) return true;
    const std::uint32_t whole = RealBits(bound, at, 32);
    const std::uint32_t least = view.real_bits == 0 ? 0 : real << (32 - view.real_bits);
    return least < whole;
  }

 private:
  static std::uint64_t Mix(std::uint64_t word) {
    word ^= word >> 32U;
    word *= 0xD6E8FEB86659FD93U;
    word ^= word >> 32U;
    word *= 0xD6E8FEB86659FD93U;
    return word ^ word >> 32U;
  }
};

}  // namespace tacit::index::surf
