#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/sql/print.h"
#include "tests/sql/bind_fixture.h"

namespace tacit::sql {
namespace {

std::string ForSqlite(const std::string& sql) {
  const Result<QueryPtr> q = Bind(sql, TestSchema(), Dialect::kPostgresql);
  return q.ok() ? PrintForSqlite(*q) : q.status().message();
}

// Empty where it runs; else why not.
std::string WhyNot(const std::string& sql) {
  const Result<QueryPtr> q = Bind(sql, TestSchema(), Dialect::kPostgresql);
  if (!q.ok()) return "does not bind: " + q.status().message();
  std::string why;
  return RunsInSqlite(*q, &why) ? "" : why;
}

TEST(PrintForSqliteTest, SaysPostgresqlsMeaningInSqlitesWords) {
  EXPECT_EQ(ForSqlite("SELECT n / 2 AS x, a / 2 AS y FROM t"),
            "SELECT CAST(n AS REAL) / 2 AS x, a / 2 AS y FROM t");
  EXPECT_EQ(ForSqlite("SELECT a::numeric AS x, n::integer AS y, b::varchar(3) AS z FROM t"),
            "SELECT CAST(a AS REAL) AS x, CAST(round(n) AS INTEGER) AS y, substr(CAST(b AS TEXT), 1, 3) AS z "
            "FROM t");
  EXPECT_EQ(ForSqlite("SELECT 1 FROM t WHERE a IS NOT DISTINCT FROM id AND d > DATE '2020-01-01'"),
            "SELECT 1 FROM t WHERE a IS id AND d > '2020-01-01'");
  EXPECT_EQ(ForSqlite("SELECT 1 FROM t WHERE b LIKE 'a%' AND b LIKE 'a\\%' AND b ILIKE 'X'"),
            "SELECT 1 FROM t WHERE b LIKE 'a%' AND b LIKE 'a\\%' ESCAPE '\\' AND lower(b) LIKE lower('X')");
  EXPECT_EQ(ForSqlite("SELECT length(b) AS l, strpos(b, 'x') AS s, left(b, 2) AS f, right(b, 2) AS r, "
                      "concat(b, a) AS c, mod(a, 2) AS m FROM t"),
            "SELECT length(b) AS l, instr(b, 'x') AS s, substr(b, 1, 2) AS f, substr(b, -2) AS r, "
            "'' || coalesce(b, '') || coalesce(a, '') AS c, a % 2 AS m FROM t");
  EXPECT_EQ(ForSqlite("SELECT count(*), bool_and(c) FROM t ORDER BY 1"),
            "SELECT COUNT(*) AS count, MIN(c) AS bool_and FROM t ORDER BY count NULLS LAST");
  EXPECT_EQ(ForSqlite("SELECT a FROM t UNION (SELECT id FROM u LIMIT 1) EXCEPT SELECT 1"),
            "SELECT a FROM t UNION SELECT * FROM (SELECT id FROM u LIMIT 1) EXCEPT SELECT 1");
  EXPECT_EQ(ForSqlite("SELECT x FROM (VALUES (1.0, 2)) v (x, y) OFFSET 1"),
            "SELECT column1 AS x FROM (VALUES (1.0, 2)) AS v LIMIT -1 OFFSET 1");
}

TEST(RunsInSqliteTest, WhatMeansTheSameRuns) {
  for (const char* sql :
       {"SELECT t.*, v FROM t LEFT JOIN u ON u.t_id = t.id WHERE a > 1 AND b IN ('x') ORDER BY d DESC LIMIT "
        "1",
        "SELECT a, count(*), avg(n), min(d), bool_or(c) FROM t GROUP BY a HAVING sum(a) > 2",
        "SELECT a FROM t UNION SELECT id FROM u INTERSECT SELECT 1",
        "SELECT (SELECT max(a) FROM t) AS x, n / 2 AS y, mod(a, 3) AS z, left(b, 0) AS l FROM t",
        "SELECT coalesce(a, 0), upper(b), substring(b, 1, 2), round(n) FROM t WHERE d < '2020-01-01'",
        "SELECT 1 FROM t WHERE c IS NOT TRUE AND EXISTS (SELECT 1 FROM u WHERE t_id = a)"}) {
    EXPECT_EQ(WhyNot(sql), "") << sql;
  }
}

TEST(RunsInSqliteTest, WhatMayDifferDoesNotRun) {
  struct Case {
    const char* sql;
    const char* why;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"SELECT 1 FROM t, LATERAL (SELECT 1 FROM u WHERE u.id = t.id) x", "LATERAL"},
           {"SELECT 1 INTERSECT ALL SELECT 1", "INTERSECT ALL"},
           {"SELECT 1 EXCEPT ALL SELECT 1", "EXCEPT ALL"},
           {"SELECT a / id FROM t", "a division whose divisor may be zero"},
           {"SELECT n / 0.0 FROM t", "a division whose divisor may be zero"},
           {"SELECT mod(a, 0) FROM t", "function mod"},
           {"SELECT n % 2 FROM t", "% of numbers that are not whole"},
           {"SELECT d + 1 FROM t", "date arithmetic"},
           {"SELECT now() FROM t", "function current_timestamp"},
           {"SELECT extract(year FROM d) FROM t", "function extract"},
           {"SELECT greatest(a, 1) FROM t", "function greatest"},
           {"SELECT substring(b, 0, 2) FROM t", "function substring"},
           {"SELECT right(b, 0) FROM t", "function right"},
           {"SELECT 1 FROM t WHERE b ~ 'x'", "function ~"},
           {"SELECT b::integer FROM t", "a cast of varchar(10) to integer"},
           {"SELECT n::text FROM t", "a cast of numeric(8,2) to text"},
           {"SELECT a::numeric(4,1) FROM t", "a cast of integer to numeric(4,1)"},
           {"SELECT 1 FROM t WHERE d < TIMESTAMP '2020-01-01 00:00:00'",
            "a comparison of date and timestamp"},
           {"SELECT (SELECT id FROM u) FROM t", "a scalar sub-query that may give two rows"},
           {"SELECT stddev(a) FROM t", "aggregate stddev_samp"},
           {"SELECT 1 FROM t WHERE a = $1", "a parameter"},
           {"SELECT concat(c) FROM t", "function concat"},
           {"SELECT c || b FROM t", "operator || on type boolean"},
           {"SELECT FROM t", "rows without columns"},
           {"SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE EXISTS (SELECT a / id FROM t))",
            "a division whose divisor may be zero"}}) {
    EXPECT_EQ(WhyNot(c.sql), c.why) << c.sql;
  }
}

}  // namespace
}  // namespace tacit::sql
