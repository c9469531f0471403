#include "src/encoder/alphabetic_code.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tacit::encoder {
namespace {

// The least cost by dynamic programming over all trees.
double LeastCost(const std::vector<double>& weights) {
  const std::size_t n = weights.size();
  std::vector<double> sums(n + 1);
  for (std::size_t i = 0; i < n; ++i) sums[i + 1] = sums[i] + weights[i];
  std::vector<std::vector<double>> cost(n, std::vector<double>(n, 0));
  for (std::size_t length = 1; length < n; ++length) {
    for (std::size_t i = 0; i + length < n; ++i) {
      double best = HUGE_VAL;
      for (std::size_t k = i; k < i + length; ++k)
        best = std::min(best, cost[i][k] + cost[k + 1][i + length]);
      cost[i][i + length] = best + sums[i + length + 1] - sums[i];
    }
  }
  return cost[0][n - 1];
}

double Cost(const std::vector<double>& weights, const std::vector<int>& levels) {
  double cost = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) cost += weights[i] * levels[i];
  return cost;
}

void ExpectCodes(const std::vector<Code>& codes) {
  ASSERT_GE(codes.size(), 2U);
  EXPECT_EQ(codes[0].bits, 0U);
  EXPECT_GE(codes[0].length, kMinFirstCodeBits);
  for (std::size_t i = 0; i + 1 < codes.size(); ++i) {
    // Rising, and none begins with another: what has the code's bits ends where the next begins, or before.
    const std::uint64_t end = codes[i].bits + (std::uint64_t{1} << (32 - codes[i].length));
    ASSERT_LE(end, codes[i + 1].bits);
  }
  for (const Code& code : codes) {
    ASSERT_GE(code.length, 1);
    ASSERT_LE(code.length, kMaxCodeBits);
    ASSERT_EQ(code.bits & ((std::uint64_t{1} << (32 - code.length)) - 1), 0U);
  }
}

TEST(AlphabeticLevels, AreOptimal) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::vector<double> weights(1 + random() % 24);
    const std::uint64_t range = std::uint64_t{1} << (random() % 12);
    for (double& weight : weights) weight = static_cast<double>(random() % range);
    const std::vector<int> levels = AlphabeticLevels(weights);
    ASSERT_EQ(levels.size(), weights.size());
    ASSERT_DOUBLE_EQ(Cost(weights, levels), LeastCost(weights)) << "round " << round;
  }
}

TEST(AlphabeticLevels, OfShapesThatMoveNodesFar) {
  const auto check = [](auto weight) {
    std::vector<double> weights(200);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = weight(static_cast<double>(i));
    const double least = LeastCost(weights);
    EXPECT_NEAR(Cost(weights, AlphabeticLevels(weights)), least, 1e-12 * least);
  };
  check([](double) { return 1.0; });
  check([](double i) { return 1000 - i; });
  check([](double i) { return i; });
  check([](double i) { return std::exp2(-i / 4); });
  check([](double i) { return static_cast<int>(i) % 2 == 0 ? 1.0 : 500 - i; });
}

TEST(CodeLevels, AreOptimalWhereNoneIsTooDeep) {
  std::mt19937_64 random(2);
  std::vector<double> weights(300);
  for (double& weight : weights) weight = static_cast<double>(1 + random() % 100);
  const std::vector<int> levels = AlphabeticLevels(weights);
  const std::vector<std::uint8_t> limited = CodeLevels(weights);
  EXPECT_EQ(std::vector<int>(limited.begin(), limited.end()), levels);
}

TEST(CodeLevels, AreLimited) {
  for (const int most : {9, 14, kMaxCodeBits}) {
    std::vector<double> weights(100);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::exp2(-static_cast<double>(i));
    const std::vector<std::uint8_t> levels = CodeLevels(weights, most);
    EXPECT_LE(*std::max_element(levels.begin(), levels.end()), most);
    ExpectCodes(CodesOfLevels(levels));
  }
  // Nothing known of any.
  ExpectCodes(CodesOfLevels(CodeLevels(std::vector<double>(256, 0.0))));
}

// Weights whose sums are rounded: such sums can be equal in one order and not in another.
TEST(CodeLevels, AreATreesWhateverTheWeights) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 3000; ++round) {
    std::vector<double> weights(256 + random() % 60);
    for (double& weight : weights) {
      weight = static_cast<double>(random() % 3) + 0.1 * static_cast<double>(1 + random() % 3) / 3;
    }
    ASSERT_FALSE(CodesOfLevels(CodeLevels(weights)).empty()) << "round " << round;
  }
}

TEST(CodesOfLevels, ArePrefixFreeAndRise) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> weights(256 + random() % 500);
    for (double& weight : weights) weight = std::exp(static_cast<double>(random() % 30));
    ExpectCodes(CodesOfLevels(CodeLevels(weights)));
  }
  // A first leaf that is nearly all: its code is made longer.
  std::vector<double> weights(300, 1.0);
  weights[0] = 1e9;
  const std::vector<Code> codes = CodesOfLevels(CodeLevels(weights));
  ExpectCodes(codes);
  EXPECT_EQ(codes[0].length, kMinFirstCodeBits);
  EXPECT_EQ(codes[1].bits, 0x80000000U);
}

TEST(CodesOfLevels, RefusesWhatIsNoTree) {
  const auto refused = [](std::vector<std::uint8_t> levels) { return CodesOfLevels(levels).empty(); };
  EXPECT_TRUE(refused({}));
  EXPECT_TRUE(refused({0}));
  EXPECT_TRUE(refused({1}));
  EXPECT_TRUE(refused({1, 1, 1}));
  EXPECT_TRUE(refused({1, 2}));
  EXPECT_TRUE(refused({2, 1, 2}));
  EXPECT_TRUE(refused({1, 24, 24}));
  EXPECT_TRUE(refused({1, 255}));
  EXPECT_FALSE(refused({1, 1}));
  EXPECT_FALSE(refused({2, 2, 1}));
}

TEST(FixedLengthCodes, AreOfOneLength) {
  for (const std::size_t leaves : {2U, 256U, 257U, 65792U, 1U << 18U}) {
    const std::vector<Code> codes = FixedLengthCodes(leaves);
    ASSERT_EQ(codes.size(), leaves);
    ExpectCodes(codes);
    for (const Code& code : codes) ASSERT_EQ(code.length, codes[0].length);
  }
}

}  // namespace
}  // namespace tacit::encoder
