#include "optimizer/rewrite/measure.h"

#include <gtest/gtest.h>

#include <memory>

namespace tacit::rewrite {
namespace {

std::unique_ptr<Connection> Numbers() {
  auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  EXPECT_TRUE(db.ok());
  EXPECT_TRUE((*db)->Execute("CREATE TABLE t (n integer, x real)").ok());
  EXPECT_TRUE((*db)->Execute("INSERT INTO t VALUES (1, 0.1), (2, 0.2), (2, 0.2), (NULL, 0.3)").ok());
  return std::move(*db);
}

bool Same(const std::string& a, const std::string& b) {
  const auto db = Numbers();
  const auto same = SameRows(*db, a, b, 100);
  EXPECT_TRUE(same.ok()) << same.status().message();
  return same.ok() && *same;
}

TEST(MeasureTest, BagsCompareWithoutOrderAndWithDuplicates) {
  EXPECT_TRUE(Same("SELECT n FROM t ORDER BY n", "SELECT n FROM t ORDER BY n DESC"));
  EXPECT_FALSE(Same("SELECT n FROM t", "SELECT DISTINCT n FROM t"));
  EXPECT_FALSE(Same("SELECT n FROM t", "SELECT coalesce(n, 0) FROM t"));
  EXPECT_TRUE(Same("SELECT x + 0.2 FROM t WHERE n = 1", "SELECT 0.3 FROM t WHERE n = 1"));
  EXPECT_FALSE(Same("SELECT 1, 23", "SELECT 12, 3"));
}

TEST(MeasureTest, AnEqualPlanIsNotTimed) {
  const auto db = Numbers();
  const auto measured = Measure(*db, "SELECT n FROM t WHERE n = 1",
                                {"SELECT n FROM t WHERE 1 = n", "SELECT n FROM t ORDER BY n"}, {.runs = 2});
  ASSERT_TRUE(measured.ok()) << measured.status().message();
  EXPECT_FALSE(measured->rewrites[0].has_value());
  ASSERT_TRUE(measured->rewrites[1].has_value());
  EXPECT_EQ(measured->rewrites[1]->runs, 2);
}

TEST(MeasureTest, ARewriteThatIsFarSlowerIsGivenUp) {
  const auto db = Numbers();
  const auto measured = Measure(
      *db, "SELECT n FROM t",
      {"WITH RECURSIVE c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c) SELECT i FROM c"}, {.runs = 2});
  ASSERT_TRUE(measured.ok()) << measured.status().message();
  EXPECT_EQ(measured->original.runs, 2);
  EXPECT_FALSE(measured->rewrites[0].has_value());
}

TEST(MeasureTest, AGainIsMoreThanMarginAndNoise) {
  const Timing slow{.min_ms = 9, .median_ms = 10, .max_ms = 11, .runs = 5, .rows = 1};
  EXPECT_TRUE(Gains(slow, {.min_ms = 4, .median_ms = 5, .max_ms = 6, .runs = 5, .rows = 1}, 0.05, 0.02));
  EXPECT_FALSE(
      Gains(slow, {.min_ms = 9.6, .median_ms = 9.7, .max_ms = 9.8, .runs = 5, .rows = 1}, 0.05, 0.02));
  EXPECT_FALSE(Gains(slow, {.min_ms = 4, .median_ms = 9, .max_ms = 20, .runs = 5, .rows = 1}, 0.05, 0.02));
}

}  // namespace
}  // namespace tacit::rewrite
