#include "src/estimator/train/column_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/estimator/net/random.h"

namespace tacit::estimator {
namespace {

using Sample = std::vector<std::uint16_t>;

// The entropy, in bits, of numbers that are sorted.
double SortedEntropy(const std::vector<std::uint32_t>& sorted) {
  const auto count = static_cast<double>(sorted.size());
  double entropy = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    const double share = static_cast<double>(end - i) / count;
    entropy -= share * std::log2(share);
    i = end;
  }
  return entropy;
}

class Pairs {
 public:
  double Entropy(const Sample& one, const Sample& other) {
    joint_.resize(one.size());
    for (std::size_t i = 0; i < one.size(); ++i) joint_[i] = std::uint32_t{one[i]} << 16U | other[i];
    std::sort(joint_.begin(), joint_.end());
    return SortedEntropy(joint_);
  }

 private:
  std::vector<std::uint32_t> joint_;
};

}  // namespace

std::vector<std::uint32_t> ColumnOrder(const BinnedRows& rows, std::uint64_t seed) {
  const std::size_t columns = rows.size();
  const std::size_t all = rows.front().size();
  const std::size_t count = std::min(all, kOrderRows);
  std::vector<Sample> samples(columns), shuffled(columns);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = count == all ? i : Below(Mixed(seed, i), all);
    for (std::size_t column = 0; column < columns; ++column) samples[column].push_back(rows[column][row]);
  }
  for (std::size_t column = 0; column < columns; ++column) {
    shuffled[column] = samples[column];
    for (std::size_t i = count; i > 1; --i) {
      std::swap(shuffled[column][i - 1], shuffled[column][Below(Mixed(seed + 1 + column, i), i)]);
    }
  }
  Pairs pairs;
  std::vector<double> informative(columns);
  for (std::size_t a = 0; a < columns; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      // H(a) + H(b) fall out of the difference of the two informations.
      const double bits = pairs.Entropy(shuffled[a], samples[b]) - pairs.Entropy(samples[a], samples[b]);
      informative[a] += std::max(0.0, bits);
      informative[b] += std::max(0.0, bits);
    }
  }
  std::vector<std::uint32_t> order(columns);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return informative[a] != informative[b] ? informative[a] > informative[b] : a < b;
  });
  return order;
}

}  // namespace tacit::estimator
