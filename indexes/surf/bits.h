// Words of bits, read from any address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "indexes/surf/layout.h"

namespace tacit::index::surf {

// `Processor` only tells apart what is compiled for several of them: see walk.h.
template <typename Processor>
struct Bits {
  static std::uint64_t Load64(const unsigned char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  static std::uint32_t Load32(const unsigned char* at) {
    std::uint32_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  static std::uint64_t LoadPlace(const unsigned char* at) { return Load64(at) & kPlaceMask; }

  static std::uint32_t Ones(std::uint64_t word) {
    return static_cast<std::uint32_t>(__builtin_popcountll(word));
  }
  // The bits below `position`, which is less than 64.
  static std::uint64_t Below(std::uint64_t position) { return (std::uint64_t{1} << position) - 1; }
  // Zeros below the lowest one; 64 of no ones.
  static std::uint32_t LowZeros(std::uint64_t word) {
    return word == 0 ? 64 : static_cast<std::uint32_t>(__builtin_ctzll(word));
  }
  // Where the one is that has `before` ones before it. The word has as many.
  static std::uint32_t Select(std::uint64_t word, std::uint32_t before) {
#ifdef __BMI2__
    return static_cast<std::uint32_t>(
        __builtin_ctzll(__builtin_ia32_pdep_di(std::uint64_t{1} << before, word)));
#else
    for (; before > 0; --before) word &= word - 1;
    return static_cast<std::uint32_t>(__builtin_ctzll(word));
#endif
  }

  // Field i of `bits` bits, at most 32.
  static std::uint32_t Field(const unsigned char* fields, std::uint64_t i, std::uint32_t bits) {
    const std::uint64_t at = i * bits;
    return static_cast<std::uint32_t>(Load64(fields + at / 8) >> (at % 8) & Below(bits));
  }
};

}  // namespace tacit::index::surf
