// Progressive sampling: the share of rows that a network gives to a product of sets.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "src/estimator/net/evaluate.h"
#include "src/estimator/net/kernels.h"
#include "src/estimator/sample/resample.h"

namespace tacit::estimator {

// A set over one column's bins: which share of each bin is in it. Columns in the network's order.
struct BinSet {
  bool restricted = false;  // else all is in it, and the rest says nothing
  std::uint32_t begin = 0;  // no bin outside of [begin, end) has a weight
  std::uint32_t end = 0;
  std::span<const float> weights;  // of [begin, end)
};

struct SampleOptions {
  std::size_t paths = 2'000;  // at most
  // The standard error, as a part of the share, at which it stops: of a share that has been found.
  std::function<double(double share)> relative_error = [](double) { return 0.05; };
  std::uint64_t seed = 0;
  std::int64_t deadline_ns = 0;  // of steady_clock; 0: none
};

struct Sampled {
  double share = 0;
  double error = 0;       // its standard error, from the spread of what was drawn; 0: all was enumerated
  std::size_t paths = 0;  // the most at once
};

// Paths are distinct prefixes of values with weights; at each restricted column every path branches into all
// values in the set, and Resample chooses `paths` of the branches: where few are possible they are enumerated
// and there is no error; paths that no set tells apart are one. Begins with few paths and takes four times as
// many until the error is small enough. Naru (section 5.1) draws each path by itself. Equal seeds give equal
// draws whatever is asked, so that a wider set has, but for rare cases, no smaller answer. Thread safety:
// belongs to one thread.
class ProgressiveSampler {
 public:
  ProgressiveSampler(const ServedNetwork& network, const Kernel& kernel);

  // One set per column of the network.
  [[nodiscard]] Sampled Share(std::span<const BinSet> sets, const SampleOptions& options);

 private:
  // The paths after one restricted column.
  struct Step {
    std::vector<std::uint32_t> parents;
    std::vector<float> weights;
    std::vector<std::uint8_t> drawn;
    std::vector<double> mass;  // of each path: what later columns leave of it
  };

  Sampled Run(std::span<const BinSet> sets, std::size_t last, std::size_t paths, std::uint64_t seed);
  void Candidates(const BinSet& set, const Step& from);
  Step& NextStep();
  double Finish(const BinSet& set, Step& step);
  [[nodiscard]] double Variance();

  const ServedNetwork& network_;
  const Kernel& kernel_;
  Evaluator evaluator_;
  std::vector<float> logits_;
  std::vector<float> candidates_;
  std::vector<Chosen> chosen_;
  std::vector<std::uint32_t> bins_;
  std::vector<Step> steps_;  // the first `count_`
  std::size_t count_ = 0;
};

}  // namespace tacit::estimator
