// Random numbers that are functions of a key and a place: the same whoever asks, in whatever order.
#pragma once

#include <cstdint>

namespace tacit::estimator {

// A well mixed 64-bit number (the finalizer of splitmix64, Steele et al. 2014, over both).
[[nodiscard]] constexpr std::uint64_t Mixed(std::uint64_t key, std::uint64_t place) {
  std::uint64_t x = key + 0x9E3779B97F4A7C15U * (place + 1);
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

// From [0, 1), a multiple of 2^-53.
[[nodiscard]] constexpr double Unit(std::uint64_t bits) { return static_cast<double>(bits >> 11U) * 0x1p-53; }

// A number below `bound`, which is not 0; its bias is below bound / 2^32.
[[nodiscard]] constexpr std::uint64_t Below(std::uint64_t bits, std::uint64_t bound) {
  return bound <= 0xFFFFFFFFU ? (bits >> 32U) * bound >> 32U : bits % bound;
}

}  // namespace tacit::estimator
