// Choosing few of many weighted candidates so that every weighted sum stays what it was in the mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/estimator/net/kernels.h"

namespace tacit::estimator {

struct Chosen {
  std::uint32_t candidate = 0;
  float weight = 0;
  bool drawn = false;  // else it was kept for certain, with its own weight
};

// Fearnhead and Clifford's resampling ("On-line inference for hidden Markov models via particle filters",
// 2003, section 3.2): with no more than `most` candidates of positive weight, all of them; else a bound k
// with sum(min(1, weight / k)) = most. Candidates of weight k or more are kept; of the others each is drawn
// with the probability weight / k and then has the weight k. No way of choosing `most` that keeps the mean
// has less variance. Draws are systematic: one `offset` from [0, 1) decides all, so that neighbours share. In
// order of candidates. Weights are not negative.
void Resample(std::span<const float> weights, std::size_t most, double offset, const Kernel& kernel,
              std::vector<Chosen>& chosen);

}  // namespace tacit::estimator
