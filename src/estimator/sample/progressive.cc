#include "src/estimator/sample/progressive.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "src/estimator/net/random.h"

namespace tacit::estimator {
namespace {

// Paths whose logits are computed together: few enough to stay in the cache.
constexpr std::size_t kTile = 16;
constexpr std::size_t kFirstPaths = 64;
constexpr std::size_t kGrowth = 4;
// Candidates at most, so that columns of many bins take no memory without end.
constexpr std::size_t kMostCandidates = std::size_t{1} << 23;

std::int64_t Now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

ProgressiveSampler::ProgressiveSampler(const ServedNetwork& network, const Kernel& kernel)
    : network_(network), kernel_(kernel), evaluator_(network, kernel) {
  std::size_t most = 0;
  for (std::size_t column = 0; column < network.shape().columns(); ++column) {
    most = std::max(most, network.padded(column));
  }
  logits_.resize(kTile * most);
}

Sampled ProgressiveSampler::Share(std::span<const BinSet> sets, const SampleOptions& options) {
  std::size_t last = sets.size();
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (!sets[i].restricted) continue;
    last = i;
    if (sets[i].begin >= sets[i].end) return {};
  }
  if (last == sets.size()) return {.share = 1};
  Sampled sampled;
  for (std::size_t paths = std::min(kFirstPaths, options.paths);;
       paths = std::min(paths * kGrowth, options.paths)) {
    sampled = Run(sets, last, paths, options.seed);
    if (paths == options.paths || sampled.error <= options.relative_error(sampled.share) * sampled.share)
      return sampled;
    if (options.deadline_ns != 0 && Now() >= options.deadline_ns) return sampled;
  }
}

ProgressiveSampler::Step& ProgressiveSampler::NextStep() {
  if (steps_.size() == count_) steps_.emplace_back();
  return steps_[count_++];
}

Sampled ProgressiveSampler::Run(std::span<const BinSet> sets, std::size_t last, std::size_t paths,
                                std::uint64_t seed) {
  evaluator_.Reset();
  count_ = 0;
  Step& root = NextStep();
  root.parents.assign(1, 0);
  root.weights.assign(1, 1.0F);
  root.drawn.assign(1, 0);
  std::size_t widest = 1;
  for (std::size_t column = 0; column < last; ++column) {
    if (!sets[column].restricted) {
      evaluator_.SkipColumn();
      continue;
    }
    const BinSet& set = sets[column];
    const std::size_t range = set.end - set.begin;
    Candidates(set, steps_[count_ - 1]);
    const std::size_t most =
        std::max<std::size_t>(1, std::min(paths, kMostCandidates / network_.padded(last)));
    Resample(candidates_, most, Unit(Mixed(seed, column)), kernel_, chosen_);
    Step& step = NextStep();
    step.parents.clear();
    step.weights.clear();
    step.drawn.clear();
    bins_.clear();
    for (const Chosen& chosen : chosen_) {
      step.parents.push_back(static_cast<std::uint32_t>(chosen.candidate / range));
      bins_.push_back(set.begin + static_cast<std::uint32_t>(chosen.candidate % range));
      step.weights.push_back(chosen.weight);
      step.drawn.push_back(chosen.drawn ? 1 : 0);
    }
    if (chosen_.empty()) return {.share = 0, .error = 0, .paths = widest};
    evaluator_.Branch(step.parents, bins_);
    widest = std::max(widest, chosen_.size());
  }
  Sampled sampled;
  sampled.share = Finish(sets[last], steps_[count_ - 1]);
  sampled.error = std::sqrt(Variance());
  sampled.paths = widest;
  return sampled;
}

// Every path's weight times the share of each bin of the next column that is in the set.
void ProgressiveSampler::Candidates(const BinSet& set, const Step& from) {
  const std::size_t column = evaluator_.columns();
  const std::size_t bins = network_.shape().bins[column];
  const std::size_t padded = network_.padded(column);
  const std::size_t range = set.end - set.begin;
  candidates_.resize(evaluator_.paths() * range);
  for (std::size_t first = 0; first < evaluator_.paths(); first += kTile) {
    const std::size_t count = std::min(kTile, evaluator_.paths() - first);
    evaluator_.Logits(first, count, logits_.data());
    for (std::size_t i = 0; i < count; ++i) {
      float* powers = logits_.data() + i * padded;
      const float sum = kernel_.exponentials(powers, bins);
      kernel_.scale(powers + set.begin, set.weights.data(), from.weights[first + i] / sum,
                    candidates_.data() + (first + i) * range, range);
    }
  }
}

// The last restricted column: no path branches.
double ProgressiveSampler::Finish(const BinSet& set, Step& step) {
  const std::size_t column = evaluator_.columns();
  const std::size_t bins = network_.shape().bins[column];
  const std::size_t padded = network_.padded(column);
  step.mass.resize(evaluator_.paths());
  double share = 0;
  for (std::size_t first = 0; first < evaluator_.paths(); first += kTile) {
    const std::size_t count = std::min(kTile, evaluator_.paths() - first);
    evaluator_.Logits(first, count, logits_.data());
    for (std::size_t i = 0; i < count; ++i) {
      float* powers = logits_.data() + i * padded;
      const float sum = kernel_.exponentials(powers, bins);
      const float inside = kernel_.dot(powers + set.begin, set.weights.data(), set.end - set.begin);
      step.mass[first + i] = static_cast<double>(inside) / static_cast<double>(sum);
      share += static_cast<double>(step.weights[first + i]) * step.mass[first + i];
    }
  }
  return share;
}

// Of the draws of every step, from what became of the drawn paths: systematic draws of neighbours that have
// the same mass have no variance, so differences of neighbours are what counts (Wolter, "Introduction to
// Variance Estimation", 2007, section 8.2).
double ProgressiveSampler::Variance() {
  double variance = 0;
  for (std::size_t i = count_; i-- > 1;) {
    const Step& step = steps_[i];
    Step& before = steps_[i - 1];
    before.mass.assign(before.weights.size(), 0);
    double previous = -1;
    std::size_t drawn = 0;
    double squares = 0;
    for (std::size_t k = 0; k < step.parents.size(); ++k) {
      const double mass = static_cast<double>(step.weights[k]) * step.mass[k];
      before.mass[step.parents[k]] += mass / static_cast<double>(before.weights[step.parents[k]]);
      if (step.drawn[k] == 0) continue;
      ++drawn;
      if (previous >= 0) squares += (mass - previous) * (mass - previous);
      previous = mass;
    }
    if (drawn == 1) variance += previous * previous;
    if (drawn > 1) variance += squares / 2 * static_cast<double>(drawn) / static_cast<double>(drawn - 1);
  }
  return variance;
}

}  // namespace tacit::estimator
