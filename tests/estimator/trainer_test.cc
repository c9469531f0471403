#include "src/estimator/train/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "src/estimator/train/column_order.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

// Three columns: the second follows from the first but for one row in ten, the third is by itself.
BinnedRows MakeRows(Random& random, std::size_t count) {
  BinnedRows rows(3);
  for (std::size_t i = 0; i < count; ++i) {
    const int first = Draw(random, 6) * Draw(random, 6) / 5;
    rows[0].push_back(static_cast<std::uint16_t>(first));
    rows[1].push_back(
        static_cast<std::uint16_t>(Draw(random, 10) == 0 ? Draw(random, 8) : (first * 3 + 1) % 8));
    rows[2].push_back(static_cast<std::uint16_t>(Draw(random, 4)));
  }
  return rows;
}

double EntropyOf(const BinnedRows& rows) {
  std::map<std::vector<std::uint16_t>, double> counts;
  for (std::size_t i = 0; i < rows[0].size(); ++i) ++counts[{rows[0][i], rows[1][i], rows[2][i]}];
  double entropy = 0;
  const auto all = static_cast<double>(rows[0].size());
  for (const auto& [row, count] : counts) entropy -= count / all * std::log2(count / all);
  return entropy;
}

Shape ShapeOf() { return {.bins = {6, 8, 4}, .width = 16, .group = 16, .blocks = 1}; }

TEST(TrainerTest, LearnsHowColumnsOccurTogether) {
  Random random(1);
  const BinnedRows rows = MakeRows(random, 20000);
  NetworkOptions options;
  options.epochs = 12;
  options.batch = 256;
  const Result<TrainedNetwork> trained = TrainNetwork(rows, ShapeOf(), options);
  ASSERT_TRUE(trained.ok());
  EXPECT_LT(trained->bits, EntropyOf(rows) + 0.1);
  EXPECT_GT(trained->bits, EntropyOf(rows) - 0.2);
  EXPECT_NEAR(trained->epochs, 12, 0.1);
}

TEST(TrainerTest, IsRepeatable) {
  Random random(2);
  const BinnedRows rows = MakeRows(random, 3000);
  for (const int threads : {1, 2}) {
    NetworkOptions options;
    options.epochs = 1;
    options.batch = 200;
    options.threads = threads;
    options.seed = 5;
    const Result<TrainedNetwork> one = TrainNetwork(rows, ShapeOf(), options);
    const Result<TrainedNetwork> other = TrainNetwork(rows, ShapeOf(), options);
    ASSERT_TRUE(one.ok() && other.ok());
    EXPECT_EQ(one->network.weights, other->network.weights);
    options.seed = 6;
    const Result<TrainedNetwork> third = TrainNetwork(rows, ShapeOf(), options);
    EXPECT_NE(one->network.weights, third->network.weights);
  }
}

TEST(TrainerTest, StopsWhenItIsToldTo) {
  Random random(3);
  const BinnedRows rows = MakeRows(random, 20000);
  NetworkOptions options;
  options.epochs = 1000;
  options.batch = 100;
  int told = 0;
  options.progress = [&](double, double, double) { return ++told < 2; };
  const Result<TrainedNetwork> trained = TrainNetwork(rows, ShapeOf(), options);
  ASSERT_TRUE(trained.ok());
  EXPECT_EQ(told, 2);
  EXPECT_LT(trained->epochs, 2);
}

TEST(TrainerTest, SaysWhatIsWrong) {
  Random random(4);
  BinnedRows rows = MakeRows(random, 100);
  EXPECT_FALSE(TrainNetwork(rows, ShapeOf(), {}).ok()) << "neither epochs nor seconds";
  NetworkOptions options;
  options.epochs = 1;
  rows[1][50] = 8;
  EXPECT_FALSE(TrainNetwork(rows, ShapeOf(), options).ok()) << "a code that is no bin";
  rows[1].pop_back();
  EXPECT_FALSE(TrainNetwork(rows, ShapeOf(), options).ok());
  EXPECT_FALSE(TrainNetwork({{}, {}, {}}, ShapeOf(), options).ok());
  Shape odd = ShapeOf();
  odd.width = 17;
  EXPECT_FALSE(CheckShape(odd).ok());
}

TEST(TrainerTest, BeginsWithTheColumnsShares) {
  Random random(5);
  const BinnedRows rows = MakeRows(random, 1000);
  const Network network = InitialNetwork(ShapeOf(), rows, 1);
  const Layout layout(network.shape);
  const auto twos = static_cast<double>(std::count(rows[2].begin(), rows[2].end(), 2));
  EXPECT_NEAR(std::exp(static_cast<double>(network.weights[layout.bias[2] + 2])), (twos + 0.5) / 1000, 1e-4);
}

TEST(ColumnOrderTest, PutsWhatTellsMostFirst) {
  Random random(6);
  BinnedRows rows(4);
  for (int i = 0; i < 5000; ++i) {
    const int key = Draw(random, 64);
    rows[0].push_back(static_cast<std::uint16_t>(Draw(random, 200)));  // tells nothing
    rows[1].push_back(static_cast<std::uint16_t>(key % 8));
    rows[2].push_back(static_cast<std::uint16_t>(key));  // tells both others
    rows[3].push_back(static_cast<std::uint16_t>(key / 8));
  }
  const std::vector<std::uint32_t> order = ColumnOrder(rows, 1);
  EXPECT_EQ(order[0], 2U);
  EXPECT_EQ(order[3], 0U);
}

}  // namespace
}  // namespace tacit::estimator
