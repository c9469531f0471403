// Window functions and grouping sets spelled out mean what PostgreSQL makes of them as they were written.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "src/sql/bind.h"
#include "src/sql/ddl.h"
#include "src/sql/print.h"
#include "tests/postgres/server.h"

namespace tacit {
namespace {

constexpr const char* kDdl = "CREATE TABLE t (a integer, b integer, c integer, s text);";

std::unique_ptr<Connection> OpenRandomRows(unsigned seed, int count) {
  std::mt19937 random(seed);
  const auto cell = [&](const char* values) -> std::string {
    const std::string text(values);
    const std::size_t pick = random() % (text.size() + 1);
    return pick == text.size() ? "NULL" : std::string("'") + text[pick] + "'";
  };
  std::string ddl = kDdl;
  for (int i = 0; i < count; ++i) {
    ddl += "INSERT INTO t VALUES (" + cell("12") + ", " + cell("123") + ", " + cell("0456") + ", " +
           cell("xyz") + ");";
  }
  return testing::ReopenPostgres(ddl);
}

std::vector<Row> Sorted(ResultSet result) {
  std::sort(result.rows.begin(), result.rows.end());
  return result.rows;
}

void ExpectExpandsTo(Connection& db, const std::string& sql) {
  const auto ddl = sql::ParseDdl(kDdl);
  ASSERT_TRUE(ddl.ok());
  const auto bound = sql::Bind(sql, ddl->schema, Dialect::kPostgresql, sql::Expand::kYes);
  ASSERT_TRUE(bound.ok()) << sql << ": " << bound.status().message();
  const std::string expanded = sql::Print(*bound, ddl->schema, Dialect::kPostgresql);
  auto as_written = db.Run(sql);
  auto spelled_out = db.Run(expanded);
  ASSERT_TRUE(as_written.ok()) << sql << ": " << as_written.status().message();
  ASSERT_TRUE(spelled_out.ok()) << expanded << ": " << spelled_out.status().message();
  EXPECT_EQ(Sorted(*std::move(as_written)), Sorted(*std::move(spelled_out))) << sql << "\n" << expanded;
}

constexpr const char* kQueries[] = {
    "SELECT a, RANK() OVER (PARTITION BY a ORDER BY b) FROM t",
    "SELECT a, RANK() OVER (PARTITION BY a ORDER BY b DESC, c) + 1 FROM t",
    "SELECT a, RANK() OVER (ORDER BY b NULLS FIRST) FROM t",
    "SELECT a, DENSE_RANK() OVER (PARTITION BY s ORDER BY b DESC NULLS LAST, a) FROM t",
    "SELECT a, SUM(c) OVER (PARTITION BY a), COUNT(*) OVER () FROM t",
    "SELECT a, SUM(c) OVER (PARTITION BY a ORDER BY b), COUNT(c) OVER (ORDER BY b DESC) FROM t",
    "SELECT MIN(c) OVER (PARTITION BY a ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t",
    "SELECT MAX(c) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t",
    "SELECT COUNT(*) FILTER (WHERE c > 4) OVER (PARTITION BY b) FROM t WHERE a = 1",
    "SELECT a, COUNT(*), RANK() OVER (ORDER BY COUNT(*)), SUM(COUNT(*)) OVER () FROM t GROUP BY a",
    "SELECT x.a FROM (SELECT a, RANK() OVER (PARTITION BY a ORDER BY b) AS r FROM t) x WHERE x.r < 3",
    "SELECT DISTINCT a, COUNT(*) OVER (PARTITION BY a) FROM t ORDER BY a",
    "SELECT a FROM t ORDER BY RANK() OVER (ORDER BY b), a",
    "SELECT a, b, COUNT(*), SUM(c) FROM t GROUP BY GROUPING SETS ((a, b), (a), ())",
    "SELECT a, b, COUNT(*) FROM t GROUP BY ROLLUP (a, b)",
    "SELECT a, b, s, COUNT(DISTINCT c) FROM t GROUP BY CUBE (a, b), s",
    "SELECT a, b, s, COUNT(*) FROM t GROUP BY ROLLUP (a, (b, s))",
    "SELECT a, b, GROUPING(a), GROUPING(a, b), GROUPING(b, a) = 2, COUNT(*) FROM t GROUP BY CUBE (a, b)",
    "SELECT a, COUNT(*) FROM t GROUP BY GROUPING SETS (a, ROLLUP (a)) HAVING COUNT(*) > 1",
    "SELECT a, GROUPING(a) FROM t GROUP BY a",
    "SELECT COUNT(*) FROM t WHERE a = 7 GROUP BY GROUPING SETS ((), (a))",
    "SELECT COUNT(*) FROM t WHERE a = 7 GROUP BY ROLLUP (a)",
    "SELECT a + 1, COALESCE(a + 1, 0), SUM(SUM(c)) OVER () FROM t GROUP BY ROLLUP (a + 1)",
};

TEST(ExpandOnPostgres, MeansWhatWasWritten) {
  for (const auto& [seed, count] :
       {std::pair{1U, 0}, std::pair{2U, 1}, std::pair{3U, 12}, std::pair{4U, 40}}) {
    const auto db = OpenRandomRows(seed, count);
    ASSERT_NE(db, nullptr);
    for (const char* sql : kQueries) ExpectExpandsTo(*db, sql);
  }
}

TEST(Expand, RefusesWhatDependsOnTies) {
  const auto ddl = sql::ParseDdl(kDdl);
  ASSERT_TRUE(ddl.ok());
  for (const char* sql :
       {"SELECT ROW_NUMBER() OVER (ORDER BY a) FROM t", "SELECT LAG(a) OVER (ORDER BY a) FROM t",
        "SELECT SUM(a) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t",
        "SELECT SUM(a) OVER (ORDER BY a ROWS 3 PRECEDING) FROM t", "SELECT RANK() OVER () FROM t",
        "SELECT SUM(a) OVER (ORDER BY a RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM "
        "t",
        "SELECT SUM(a) OVER w FROM t WINDOW w AS (PARTITION BY b)"}) {
    const auto bound = sql::Bind(sql, ddl->schema, Dialect::kPostgresql, sql::Expand::kYes);
    ASSERT_FALSE(bound.ok()) << sql;
    EXPECT_EQ(bound.status().code(), StatusCode::kNotSupported) << sql << ": " << bound.status().message();
  }
  for (const char* sql :
       {"SELECT a FROM t WHERE RANK() OVER (ORDER BY a) = 1", "SELECT GROUPING(b) FROM t GROUP BY a",
        "SELECT SUM(RANK() OVER (ORDER BY a)) FROM t", "SELECT a FROM t WHERE GROUPING(a) = 0"}) {
    const auto bound = sql::Bind(sql, ddl->schema, Dialect::kPostgresql, sql::Expand::kYes);
    ASSERT_FALSE(bound.ok()) << sql;
    EXPECT_EQ(bound.status().code(), StatusCode::kInvalidArgument) << sql << ": " << bound.status().message();
  }
}

}  // namespace
}  // namespace tacit
