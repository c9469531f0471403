#include "src/estimator/table/value_runs.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace tacit::estimator {
namespace {

TEST(AtomBegins, GivesEachValueItsOwnWhileItCan) {
  const std::vector<std::int64_t> rows(100, 7);
  std::vector<std::uint32_t> each(100);
  std::iota(each.begin(), each.end(), 0U);
  EXPECT_EQ(AtomBegins(rows, 100, 0), each);
  EXPECT_LT(AtomBegins(rows, 99, 0).size(), 100U);
  EXPECT_TRUE(AtomBegins({}, 16, 0).empty());
  EXPECT_TRUE(AtomBegins({}, 16, 4).empty());
}

// Zipf's law, uniform, a few heavy among many light, and one row each.
std::vector<std::int64_t> RandomRows(std::mt19937_64& random) {
  std::vector<std::int64_t> rows(1 + random() % 5'000);
  const std::uint64_t kind = random() % 4;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    switch (kind) {
      case 0: rows[i] = static_cast<std::int64_t>(1'000'000 / (1 + random() % rows.size())) + 1; break;
      case 1: rows[i] = static_cast<std::int64_t>(random() % 1'000) + 1; break;
      case 2: rows[i] = random() % 100 == 0 ? 100'000 : 1 + static_cast<std::int64_t>(random() % 3); break;
      default: rows[i] = 1;
    }
  }
  return rows;
}

TEST(AtomBegins, KeepsToItsBounds) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3'000; ++round) {
    const std::vector<std::int64_t> rows = RandomRows(random);
    const auto most = static_cast<std::uint32_t>(kFewestAtoms + random() % 2'000);
    const std::int64_t few = round % 2 == 0 ? 0 : 4;
    const std::vector<std::uint32_t> begins = AtomBegins(rows, most, few);
    ASSERT_LE(begins.size(), most) << rows.size() << " values";
    ASSERT_GE(begins.size(), std::min<std::size_t>(rows.size(), few == 0 ? most / 8 : 1));
    ASSERT_EQ(begins.front(), 0U);
    const std::int64_t all = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
    for (std::size_t i = 0; i < begins.size(); ++i) {
      const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : rows.size();
      ASSERT_LT(begins[i], end);
      if (end - begins[i] == 1) continue;
      std::int64_t sum = 0;
      for (std::size_t value = begins[i]; value < end; ++value) {
        sum += rows[value];
        ASSERT_LE(rows[value], std::max(few, all / (most / 4))) << "a frequent value is in a run";
      }
      // A run ends with the value that fills it.
      ASSERT_LE(sum, std::max(4 * few, all / (most / 4) + 1) + std::max(few, all / (most / 4)));
    }
  }
}

TEST(AtomBegins, CutsTheRareIntoEqualShares) {
  const std::vector<std::int64_t> rows(1'000'000, 1);
  const std::vector<std::uint32_t> begins = AtomBegins(rows, 1'000, 0);
  EXPECT_GT(begins.size(), 990U);
  for (std::size_t i = 1; i + 1 < begins.size(); ++i) {
    ASSERT_EQ(begins[i + 1] - begins[i], begins[1] - begins[0]);
  }
}

}  // namespace
}  // namespace tacit::estimator
