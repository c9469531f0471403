// Codes for leaves in a given order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tacit::encoder {

// `length` bits, the first one highest, then zeros.
struct Code {
  std::uint32_t bits = 0;
  std::uint8_t length = 0;
};

// Codes fit into 23 bits, so that two of them and a byte's rest fit into one word.
inline constexpr int kMaxCodeBits = 23;
// The first code is all zeros, and is the only one: it must not be mistaken for a key's padding.
inline constexpr std::uint8_t kMinFirstCodeBits = 8;

// The levels of the leaves in a binary tree of the given weights in the given order with the least sum of
// weight times level. O(n log n) comparisons; nodes that move are moved as blocks. Weights are not negative.
// One leaf has level 0. A. Garsia, M. Wachs: A new algorithm for minimum cost binary trees, 1977; D. Knuth,
// The Art of Computer Programming 3, 6.2.2.
[[nodiscard]] std::vector<int> AlphabeticLevels(std::span<const double> weights);

// Levels with a small mean for leaves of these weights, none above `most`: those of AlphabeticLevels, but
// that weights which would be deeper are taken for somewhat greater ones. `most` is at most kMaxCodeBits, and
// there are at most 2^(most - 2) leaves.
[[nodiscard]] std::vector<std::uint8_t> CodeLevels(std::span<const double> weights, int most = kMaxCodeBits);

// The codes of the tree with its leaves at these levels: prefix-free, rising, with zeros appended to the
// first one until it has kMinFirstCodeBits. Nothing where no tree has such levels, or one is 0 or above
// kMaxCodeBits.
[[nodiscard]] std::vector<Code> CodesOfLevels(std::span<const std::uint8_t> levels);

// Codes for so many leaves, at least two, all of one length.
[[nodiscard]] std::vector<Code> FixedLengthCodes(std::size_t leaves);

}  // namespace tacit::encoder
