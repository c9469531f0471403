// A network evaluated column by column for many prefixes of values at once, each hidden unit once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/estimator/net/kernels.h"
#include "src/estimator/net/shape.h"

namespace tacit::estimator {

// A network as it is asked. Thread safety: immutable.
class ServedNetwork {
 public:
  explicit ServedNetwork(Network network);

  [[nodiscard]] const Shape& shape() const { return network_.shape; }
  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const float* weights() const { return network_.weights.data(); }
  // A column's bins, rounded up to whole vectors.
  [[nodiscard]] std::size_t padded(std::size_t column) const { return padded_[column]; }
  // E_j, transposed: `width` rows of padded(column) numbers; c_j, padded with what has no weight.
  [[nodiscard]] const float* by_bin(std::size_t column) const { return by_bin_.data() + by_bin_at_[column]; }
  [[nodiscard]] const float* bias(std::size_t column) const { return bias_.data() + bias_at_[column]; }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  Network network_;
  Layout layout_;
  std::vector<std::size_t> padded_, by_bin_at_, bias_at_;
  std::vector<float> by_bin_, bias_;
};

// Prefixes ("paths") of values of the first columns. Thread safety: belongs to one thread. Scratch memory
// grows with the greatest number of paths and stays.
class Evaluator {
 public:
  Evaluator(const ServedNetwork& network, const Kernel& kernel);

  // One path, of no column.
  void Reset();
  [[nodiscard]] std::size_t paths() const { return paths_; }
  // How many columns the paths have.
  [[nodiscard]] std::size_t columns() const { return known_; }

  // Unnormalised logarithmic probabilities of the next column's bins, for paths `first` to `first + count`:
  // as many rows of padded(columns()) numbers into `out`; what lies beyond the bins is far below every logit.
  void Logits(std::size_t first, std::size_t count, float* out);
  // The next column is not restricted: every path goes on with its wildcard.
  void SkipColumn();
  // Replaces the paths: new path i is path parents[i] with bin bins[i] of the next column.
  void Branch(std::span<const std::uint32_t> parents, std::span<const std::uint32_t> bins);

 private:
  // A layer of activations, a row of `stride` numbers per path.
  struct Plane {
    std::size_t stride = 0;
    std::vector<float> now, next;
  };

  void ComputeGroups();
  void ComputeGroup(std::size_t group);
  void Reserve(std::size_t paths);

  const ServedNetwork& network_;
  const Kernel& kernel_;
  std::size_t paths_ = 1;
  std::size_t known_ = 0;
  std::size_t computed_ = 0;  // groups
  Plane x_;
  std::vector<Plane> relu_;   // of h, blocks + 1
  std::vector<Plane> inner_;  // of A relu(h) + a, blocks
  std::vector<float> h_, part_, z_;
};

}  // namespace tacit::estimator
