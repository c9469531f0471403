// Numbers that depend on the seed alone: std::distributions differ between standard libraries.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

namespace tacit::generator {

// SplitMix64. Thread safety: one thread.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  // In [0, 1).
  double Unit() { return static_cast<double>(Next() >> 11U) * 0x1.0p-53; }
  bool Chance(double probability) { return Unit() < probability; }
  // In [0, n); n > 0.
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(Unit() * static_cast<double>(n)) % n; }
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t offset = span == 0 ? Next() : Next() % span;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  }
  // In [0, n), rank r with a probability near 1/(r+1): Zipf's law with exponent 1. n > 0.
  std::size_t Skewed(std::size_t n) {
    const double rank = std::exp(Unit() * std::log(static_cast<double>(n) + 1)) - 1;
    const auto index = static_cast<std::size_t>(rank);
    return index < n ? index : n - 1;
  }

 private:
  std::uint64_t state_;
};

// FNV-1a: a seed for each name, so that one table's rows do not depend on another's.
[[nodiscard]] constexpr std::uint64_t HashOf(std::string_view text, std::uint64_t seed = 0) {
  std::uint64_t hash = 0xCBF29CE484222325U ^ seed;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

}  // namespace tacit::generator
