#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "src/estimator/sample/progressive.h"
#include "src/estimator/sample/resample.h"
#include "src/estimator/train/trainer.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

std::vector<float> RandomWeights(Random& random, std::size_t count) {
  std::vector<float> weights(count);
  for (float& weight : weights) {
    weight = Draw(random, 3) == 0 ? 0 : std::pow(10.0F, -static_cast<float>(Draw(random, 40)) / 10.0F);
  }
  return weights;
}

TEST(ResampleTest, KeepsEverySumInTheMean) {
  Random random(1);
  for (int round = 0; round < 30; ++round) {
    const std::vector<float> weights = RandomWeights(random, 300);
    const std::size_t most = static_cast<std::size_t>(5 + Draw(random, 60));
    std::vector<double> mean(weights.size());
    constexpr int kOffsets = 4000;
    std::vector<Chosen> chosen;
    for (int i = 0; i < kOffsets; ++i) {
      Resample(weights, most, (i + 0.5) / kOffsets, BestKernel(), chosen);
      ASSERT_LE(chosen.size(), most + 1);
      for (const Chosen& one : chosen) {
        mean[one.candidate] += static_cast<double>(one.weight) / kOffsets;
        if (!one.drawn) {
          ASSERT_EQ(one.weight, weights[one.candidate]);
        }
      }
      ASSERT_TRUE(std::is_sorted(chosen.begin(), chosen.end(),
                                 [](const Chosen& a, const Chosen& b) { return a.candidate < b.candidate; }));
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double weight = static_cast<double>(weights[i]);
      ASSERT_NEAR(mean[i], weight, 0.02 * weight + 1e-3) << "of " << most;
    }
  }
}

TEST(ResampleTest, KeepsAllWhereTheyAreFew) {
  std::vector<Chosen> chosen;
  Resample(std::vector<float>{0, 1e-20F, 3, 0, 2}, 3, 0.5, BestKernel(), chosen);
  ASSERT_EQ(chosen.size(), 3U);
  EXPECT_EQ(chosen[0].weight, 1e-20F);
  EXPECT_FALSE(chosen[0].drawn || chosen[1].drawn || chosen[2].drawn);
  Resample({}, 3, 0.5, BestKernel(), chosen);
  EXPECT_TRUE(chosen.empty());
}

// A network of small columns, and sets on it.
struct Setting {
  ServedNetwork network;
  std::vector<std::vector<float>> weights;
  std::vector<BinSet> sets;
};

Network SmallNetwork(Random& random, const std::vector<std::uint32_t>& bins) {
  Network network;
  network.shape = {.bins = bins, .width = 16, .group = 16, .blocks = 1};
  network.weights.resize(Layout(network.shape).size);
  for (float& weight : network.weights) weight = static_cast<float>(Draw(random, 2001) - 1000) / 2500.0F;
  return network;
}

void RandomSets(Random& random, Setting& setting) {
  const std::vector<std::uint32_t>& bins = setting.network.shape().bins;
  setting.weights.assign(bins.size(), {});
  setting.sets.assign(bins.size(), {});
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (Draw(random, 3) == 0) continue;
    const auto begin = static_cast<std::uint32_t>(Draw(random, static_cast<int>(bins[i])));
    const auto end = begin + 1 + static_cast<std::uint32_t>(Draw(random, static_cast<int>(bins[i] - begin)));
    for (std::uint32_t bin = begin; bin < end; ++bin)
      setting.weights[i].push_back(Draw(random, 5) == 0 ? 0.5F : 1.0F);
    setting.sets[i] = {true, begin, end, setting.weights[i]};
  }
}

// Sums over every combination of bins; what is not restricted is its wildcard.
double Enumerated(const Setting& setting) {
  Evaluator evaluator(setting.network, ScalarKernel());
  const Shape& shape = setting.network.shape();
  std::vector<double> masses = {1};
  std::vector<float> logits;
  for (std::size_t column = 0; column < shape.columns(); ++column) {
    const BinSet& set = setting.sets[column];
    if (!set.restricted) {
      evaluator.SkipColumn();
      continue;
    }
    logits.resize(evaluator.paths() * setting.network.padded(column));
    evaluator.Logits(0, evaluator.paths(), logits.data());
    std::vector<std::uint32_t> parents, bins;
    std::vector<double> next;
    for (std::uint32_t path = 0; path < evaluator.paths(); ++path) {
      const float* row = logits.data() + path * setting.network.padded(column);
      double sum = 0;
      for (std::size_t bin = 0; bin < shape.bins[column]; ++bin)
        sum += std::exp(static_cast<double>(row[bin]));
      for (std::uint32_t bin = set.begin; bin < set.end; ++bin) {
        parents.push_back(path);
        bins.push_back(bin);
        next.push_back(masses[path] * static_cast<double>(set.weights[bin - set.begin]) *
                       std::exp(static_cast<double>(row[bin])) / sum);
      }
    }
    masses = std::move(next);
    evaluator.Branch(parents, bins);
  }
  double all = 0;
  for (const double mass : masses) all += mass;
  return all;
}

TEST(ProgressiveSamplerTest, FindsWhatEnumerationFinds) {
  Random random(2);
  int drawn = 0;
  int held = 0;
  for (int round = 0; round < 80; ++round) {
    Setting setting{ServedNetwork(SmallNetwork(random, {9, 10, 8, 5})), {}, {}};
    ProgressiveSampler sampler(setting.network, BestKernel());
    for (int i = 0; i < 5; ++i) {
      RandomSets(random, setting);
      const double exact = Enumerated(setting);
      const Sampled all =
          sampler.Share(setting.sets, {.paths = 4000, .relative_error = [](double) { return 0.0; }});
      ASSERT_NEAR(all.share, exact, 1e-4 * exact);
      EXPECT_EQ(all.error, 0) << "all was enumerated";
      const Sampled few = sampler.Share(
          setting.sets,
          {.paths = 8, .relative_error = [](double) { return 0.0; }, .seed = static_cast<std::uint64_t>(i)});
      ASSERT_NEAR(few.share, exact, 0.8 * exact);
      if (few.error == 0) continue;
      ++drawn;
      held += std::abs(few.share - exact) <= 2 * few.error ? 1 : 0;
    }
  }
  EXPECT_GT(drawn, 50);
  EXPECT_GT(held, drawn * 88 / 100) << "of " << drawn;
}

TEST(ProgressiveSamplerTest, RepeatsItselfAndGrowsWithTheSet) {
  Random random(3);
  int less = 0;
  int asked = 0;
  for (int round = 0; round < 20; ++round) {
    Setting setting{ServedNetwork(SmallNetwork(random, {30, 40, 25})), {}, {}};
    ProgressiveSampler sampler(setting.network, BestKernel());
    const std::vector<float> ones(40, 1.0F);
    for (int i = 0; i < 10; ++i) {
      std::vector<BinSet> sets(3);
      const auto fixed = static_cast<std::uint32_t>(1 + Draw(random, 29));
      sets[0] = {true, 0, fixed, std::span<const float>(ones).first(fixed)};
      sets[2] = {true, 5, 20, std::span<const float>(ones).first(15)};
      double before = 0;
      for (std::uint32_t end = 1; end <= 40; end += 3) {
        sets[1] = {true, 0, end, std::span<const float>(ones).first(end)};
        const SampleOptions options{.paths = 64, .relative_error = [](double) { return 0.0; }, .seed = 9};
        const Sampled one = sampler.Share(sets, options);
        ASSERT_EQ(one.share, sampler.Share(sets, options).share);
        less += one.share < before * (1 - 1e-3) ? 1 : 0;
        before = one.share;
        ++asked;
      }
    }
  }
  EXPECT_LE(less, asked / 100) << "of " << asked;
}

TEST(ProgressiveSamplerTest, AnswersWhatNeedsNoPath) {
  Random random(4);
  Setting setting{ServedNetwork(SmallNetwork(random, {6, 5})), {}, std::vector<BinSet>(2)};
  ProgressiveSampler sampler(setting.network, BestKernel());
  EXPECT_EQ(sampler.Share(setting.sets, {}).share, 1);
  setting.sets[1] = {true, 3, 3, {}};
  EXPECT_EQ(sampler.Share(setting.sets, {}).share, 0);
}

}  // namespace
}  // namespace tacit::estimator
