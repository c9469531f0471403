#include "src/estimator/sample/resample.h"

#include <algorithm>
#include <limits>

namespace tacit::estimator {
namespace {

// So many candidates are looked at together before one by one.
constexpr std::size_t kRun = 64;
constexpr int kMostRounds = 40;

struct Sums {
  double below = 0;
  std::size_t above = 0;
};

Sums SplitAll(std::span<const float> weights, float bound, const Kernel& kernel) {
  Sums sums;
  for (std::size_t at = 0; at < weights.size(); at += 4096) {
    const Split split =
        kernel.split(weights.data() + at, bound, std::min<std::size_t>(4096, weights.size() - at));
    sums.below += static_cast<double>(split.below);
    sums.above += split.above;
  }
  return sums;
}

// Falls from above, as fewer are kept at first than in the end, until the number of kept ones stays.
float FindBound(std::span<const float> weights, std::size_t most, const Kernel& kernel) {
  const double total = SplitAll(weights, std::numeric_limits<float>::max(), kernel).below;
  double bound = total / static_cast<double>(most);
  std::size_t kept = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    const Sums sums = SplitAll(weights, static_cast<float>(bound), kernel);
    if (sums.above == kept || sums.above >= most) break;
    kept = sums.above;
    bound = sums.below / static_cast<double>(most - kept);
  }
  return static_cast<float>(bound);
}

void KeepAll(std::span<const float> weights, std::vector<Chosen>& chosen) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) chosen.push_back({static_cast<std::uint32_t>(i), weights[i], false});
  }
}

}  // namespace

void Resample(std::span<const float> weights, std::size_t most, double offset, const Kernel& kernel,
              std::vector<Chosen>& chosen) {
  chosen.clear();
  const std::size_t positive = SplitAll(weights, std::numeric_limits<float>::denorm_min(), kernel).above;
  if (positive <= most) return KeepAll(weights, chosen);
  const float bound = FindBound(weights, most, kernel);
  if (!(bound > 0)) return KeepAll(weights, chosen);
  // The sum of what lies below the bound is cut into pieces of `bound`; whose share holds a cut is drawn.
  double sum = 0;
  double next = offset * static_cast<double>(bound);
  for (std::size_t begin = 0; begin < weights.size(); begin += kRun) {
    const std::size_t end = std::min(begin + kRun, weights.size());
    const Split split = kernel.split(weights.data() + begin, bound, end - begin);
    if (split.above == 0 && sum + static_cast<double>(split.below) <= next) {
      sum += static_cast<double>(split.below);
      continue;
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (weights[i] >= bound) {
        chosen.push_back({static_cast<std::uint32_t>(i), weights[i], false});
        continue;
      }
      sum += static_cast<double>(weights[i]);
      if (sum > next) {
        chosen.push_back({static_cast<std::uint32_t>(i), bound, true});
        next += static_cast<double>(bound);
      }
    }
  }
}

}  // namespace tacit::estimator
