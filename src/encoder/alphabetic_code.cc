#include "src/encoder/alphabetic_code.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace tacit::encoder {
namespace {

struct TreeNode {
  double weight = 0;
  int left = -1;  // -1: a leaf
  int right = -1;
};

// Knuth's formulation. Nodes stand in a list in which each is heavier than the one two behind it; where a new
// one breaks that, the two nodes before it are joined, and what they become moves left to behind the next one
// that is at least as heavy. The weights at even places fall, and those at odd places, so that this one is
// found by bisection; and few nodes have to move.
class GarsiaWachs {
 public:
  explicit GarsiaWachs(std::span<const double> weights) {
    nodes_.reserve(2 * weights.size());
    for (const double weight : weights) nodes_.push_back({weight, -1, -1});
  }

  std::vector<int> Levels() {
    const std::size_t leaves = nodes_.size();
    for (std::size_t i = 0; i < leaves; ++i) {
      list_.push_back(static_cast<int>(i));
      Settle(list_.size() - 1);
    }
    while (list_.size() > 1) Settle(Join(list_.size() - 1));
    return LevelsBelow(list_.front(), leaves);
  }

 private:
  [[nodiscard]] double WeightAt(std::size_t place) const {
    return nodes_[static_cast<std::size_t>(list_[place])].weight;
  }

  // Joins until what stands at `place` and to its left is in order.
  void Settle(std::size_t place) {
    // Counted from the end, which joins further to the left do not move.
    std::vector<std::size_t> waiting = {list_.size() - place};
    while (!waiting.empty()) {
      const std::size_t at = list_.size() - waiting.back();
      if (at >= 2 && WeightAt(at - 2) <= WeightAt(at)) {
        const std::size_t joined = Join(at - 1);
        waiting.push_back(list_.size() - joined);
      } else {
        waiting.pop_back();
      }
    }
  }

  // Joins the nodes at `right` and before it. Gives the place of the new one.
  std::size_t Join(std::size_t right) {
    const int joined = static_cast<int>(nodes_.size());
    const double weight = WeightAt(right - 1) + WeightAt(right);
    nodes_.push_back({weight, list_[right - 1], list_[right]});
    const std::size_t place = BehindHeavier(weight, right - 1);
    const auto begin = list_.begin() + static_cast<std::ptrdiff_t>(place);
    const auto hole = list_.begin() + static_cast<std::ptrdiff_t>(right);
    std::move_backward(begin, hole - 1, hole);
    *begin = joined;
    list_.erase(hole);
    return place;
  }

  // The place behind the last node before `end` that has at least this weight; 0 where there is none.
  [[nodiscard]] std::size_t BehindHeavier(double weight, std::size_t end) const {
    std::size_t best = 0;
    for (std::size_t parity = 0; parity < 2; ++parity) {
      // Of the places parity, parity + 2, ... below `end`, the first `heavier` are at least so heavy.
      std::size_t heavier = 0;
      std::size_t beyond = end > parity ? (end - parity + 1) / 2 : 0;
      while (heavier < beyond) {
        const std::size_t middle = (heavier + beyond) / 2;
        if (WeightAt(2 * middle + parity) >= weight) {
          heavier = middle + 1;
        } else {
          beyond = middle;
        }
      }
      if (heavier > 0) best = std::max(best, 2 * (heavier - 1) + parity + 1);
    }
    return best;
  }

  [[nodiscard]] std::vector<int> LevelsBelow(int root, std::size_t leaves) const {
    std::vector<int> levels(leaves, 0);
    std::vector<std::pair<int, int>> waiting = {{root, 0}};
    while (!waiting.empty()) {
      const auto [node, level] = waiting.back();
      waiting.pop_back();
      const TreeNode& shape = nodes_[static_cast<std::size_t>(node)];
      if (shape.left < 0) {
        levels[static_cast<std::size_t>(node)] = level;
      } else {
        waiting.emplace_back(shape.left, level + 1);
        waiting.emplace_back(shape.right, level + 1);
      }
    }
    return levels;
  }

  std::vector<TreeNode> nodes_;
  std::vector<int> list_;
};

std::uint32_t Shifted(std::uint32_t value, int length) { return value << (32 - length); }

}  // namespace

std::vector<int> AlphabeticLevels(std::span<const double> weights) {
  if (weights.empty()) return {};
  return GarsiaWachs(weights).Levels();
}

std::vector<Code> CodesOfLevels(std::span<const std::uint8_t> levels) {
  std::vector<Code> codes;
  codes.reserve(levels.size());
  // Each code is the one before, plus one at its last bit; in a tree, this ends exactly at 1.
  std::uint64_t next = 0;
  constexpr std::uint64_t kOne = std::uint64_t{1} << 32;
  for (const std::uint8_t level : levels) {
    if (level < 1 || level > kMaxCodeBits) return {};
    const std::uint64_t step = kOne >> level;
    if (next >= kOne || next % step != 0) return {};
    codes.push_back({static_cast<std::uint32_t>(next), level});
    next += step;
  }
  if (next != kOne) return {};
  codes[0].length = std::max(codes[0].length, kMinFirstCodeBits);
  return codes;
}

std::vector<std::uint8_t> CodeLevels(std::span<const double> weights, int most) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> raised(weights.begin(), weights.end());
  // A leaf that has this share of the whole is seldom below the deepest level; where one is, all shares rise.
  double least = std::max(total, 1.0) / static_cast<double>(1 << (most - 1));
  const double scale = std::ldexp(1.0, 48) / std::max(total, 1.0);
  std::vector<std::uint8_t> found(weights.size());
  while (true) {
    // Whole numbers, whose sums are exact: with rounded ones, the levels can be no tree's.
    for (std::size_t i = 0; i < raised.size(); ++i) {
      raised[i] = std::floor(std::max(weights[i], least) * scale);
    }
    const std::vector<int> levels = AlphabeticLevels(raised);
    if (*std::max_element(levels.begin(), levels.end()) <= most) {
      std::copy(levels.begin(), levels.end(), found.begin());
      break;
    }
    least *= 2;
  }
  return found;
}

std::vector<Code> FixedLengthCodes(std::size_t leaves) {
  const int length = std::max<int>(kMinFirstCodeBits, static_cast<int>(std::bit_width(leaves - 1)));
  std::vector<Code> codes;
  codes.reserve(leaves);
  for (std::size_t i = 0; i < leaves; ++i) {
    codes.push_back({Shifted(static_cast<std::uint32_t>(i), length), static_cast<std::uint8_t>(length)});
  }
  return codes;
}

}  // namespace tacit::encoder
