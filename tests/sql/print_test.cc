#include "src/sql/print.h"

#include <gtest/gtest.h>

#include "tests/sql/bind_fixture.h"

namespace tacit::sql {
namespace {

std::string Printed(const std::string& sql, Dialect dialect = Dialect::kPostgresql) {
  const Result<QueryPtr> q = Bind(sql, TestSchema(), dialect);
  return q.ok() ? Print(*q, TestSchema(), dialect) : q.status().message();
}

struct Case {
  const char* sql;
  const char* printed;
};

// Each is what a person would write; most are fixpoints of printing.
constexpr Case kCases[] = {
    {"SELECT * FROM t", "SELECT * FROM t"},
    {"SELECT id, a, b, c, d, n FROM t", "SELECT * FROM t"},
    {"SELECT b, a FROM t", "SELECT b, a FROM t"},
    {"SELECT t.* FROM t, u", "SELECT t.* FROM t CROSS JOIN u"},
    {"SELECT *, 1 FROM t AS x WHERE x.a = 1", "SELECT x.*, 1 FROM t AS x WHERE a = 1"},
    {"SELECT x.a, y.a FROM t x JOIN t y ON x.id = y.id",
     "SELECT x.a, y.a FROM t AS x JOIN t AS y ON x.id = y.id"},
    {"SELECT t.id FROM t LEFT JOIN (u JOIN \"UP\" ON u.id = \"UP\".\"ID\") ON t.id = u.t_id",
     "SELECT t.id FROM t LEFT JOIN (u JOIN \"UP\" ON u.id = \"UP\".\"ID\") ON t.id = u.t_id"},
    {"SELECT a AS \"order\", b \"Some Name\" FROM t ORDER BY 1 DESC, 2",
     "SELECT a AS \"order\", b AS \"Some Name\" FROM t ORDER BY \"order\" DESC, \"Some Name\""},
    {"SELECT a FROM t ORDER BY b NULLS FIRST, a DESC NULLS LAST LIMIT 3 OFFSET 2",
     "SELECT a FROM t ORDER BY b NULLS FIRST, a DESC NULLS LAST LIMIT 3 OFFSET 2"},
    {"SELECT a AS b, b AS a FROM t ORDER BY t.a, t.id", "SELECT a AS b, b AS a FROM t ORDER BY t.a, id"},
    {"SELECT t.id, u.id FROM t JOIN u ON true ORDER BY t.id",
     "SELECT t.id, u.id FROM t CROSS JOIN u ORDER BY 1"},
    {"SELECT DISTINCT a FROM t ORDER BY a", "SELECT DISTINCT a FROM t ORDER BY a"},
    {"SELECT a, count(*), sum(DISTINCT n) FILTER (WHERE c) AS total FROM t WHERE b = 'x' GROUP BY a "
     "HAVING count(*) > 1 AND a IS NOT NULL ORDER BY count(*) DESC",
     "SELECT a, COUNT(*), SUM(DISTINCT n) FILTER (WHERE c) AS total FROM t WHERE b = 'x' GROUP BY a "
     "HAVING COUNT(*) > 1 AND a IS NOT NULL ORDER BY COUNT(*) DESC"},
    {"SELECT 1 FROM t GROUP BY ()", "SELECT 1 FROM t GROUP BY ()"},
    {"SELECT 1 FROM t GROUP BY a + 1, CAST(5 AS integer)",
     "SELECT 1 FROM t GROUP BY a + 1, CAST(5 AS integer)"},
    {"SELECT 1", "SELECT 1"},
    {"SELECT 1 WHERE FALSE", "SELECT 1 WHERE FALSE"},
    {"VALUES (1, 'a'), (2, NULL)", "VALUES (1, 'a'), (2, CAST(NULL AS text))"},
    {"SELECT x FROM (VALUES (1), (2)) v (x)", "SELECT * FROM (VALUES (1), (2)) AS v (x)"},
    // Operators: only the parentheses that are needed.
    {"SELECT 1 FROM t WHERE (a = 1 OR a = 2) AND NOT (a > 3 AND (c)) OR (a) < 4",
     "SELECT 1 FROM t WHERE (a = 1 OR a = 2) AND NOT (a > 3 AND c) OR a < 4"},
    {"SELECT a - (id - 1) - 2, (a + id) * 2, a + (id * 2), -(a + 1), a - -1, - - a FROM t",
     "SELECT a - (id - 1) - 2, (a + id) * 2, a + id * 2, -(a + 1), a - -1, -(-a) FROM t"},
    {"SELECT (b || 'x') || (b || 'y') FROM t", "SELECT b || 'x' || (b || 'y') FROM t"},
    {"SELECT 1 FROM t WHERE (a = 1) IS NOT TRUE AND (a IS NULL) = c AND (NOT c) IS FALSE",
     "SELECT 1 FROM t WHERE (a = 1) IS NOT TRUE AND (a IS NULL) = c AND (NOT c) IS FALSE"},
    {"SELECT 1 FROM t WHERE a IN (1, 2) AND b NOT IN ('x', 'it''s') AND a IS DISTINCT FROM id",
     "SELECT 1 FROM t WHERE a IN (1, 2) AND b NOT IN ('x', 'it''s') AND a IS DISTINCT FROM id"},
    {"SELECT 1 FROM t WHERE b LIKE 'a%' AND b NOT ILIKE '_' AND b LIKE 'x' ESCAPE '!'",
     "SELECT 1 FROM t WHERE b LIKE 'a%' AND b NOT ILIKE '_' AND b LIKE 'x' ESCAPE '!'"},
    {"SELECT CASE WHEN c THEN 1 ELSE NULL END, CASE a WHEN 1 THEN 'x' END AS e FROM t",
     "SELECT CASE WHEN c THEN 1 ELSE NULL END AS \"case\", CASE WHEN a = 1 THEN 'x' END AS e FROM t"},
    // Constants keep their types.
    {"SELECT 1 FROM t WHERE d > '2020-01-01' AND d IN ('2020-01-02') AND n = 5 AND n > 1.50",
     "SELECT 1 FROM t WHERE d > '2020-01-01' AND d IN ('2020-01-02') AND n = 5 AND n > 1.50"},
    {"SELECT DATE '2020-01-01' AS x, NULL::integer AS y, '1.5'::double precision AS z",
     "SELECT DATE '2020-01-01' AS x, CAST(NULL AS integer) AS y, CAST('1.5' AS double precision) AS z"},
    {"SELECT a::text AS x, b::varchar(3) AS y, interval '1 day' AS z FROM t",
     "SELECT CAST(a AS text) AS x, CAST(b AS varchar(3)) AS y, CAST('1 day' AS interval) AS z FROM t"},
    {"SELECT coalesce(a, 0) AS x, trim(b) AS y, length(b) AS z, now() AS w FROM t",
     "SELECT COALESCE(a, 0) AS x, trim(b) AS y, char_length(b) AS z, CURRENT_TIMESTAMP AS w FROM t"},
    {"SELECT extract(year FROM d) AS x, b ~ 'x' AS y FROM t WHERE a = $1",
     "SELECT extract(year FROM d) AS x, b ~ 'x' AS y FROM t WHERE a = $1"},
    // Sub-queries.
    {"SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id) AND id NOT IN (SELECT t_id FROM u)",
     "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE t_id = t.id) AND id NOT IN (SELECT t_id FROM u)"},
    {"SELECT id FROM t WHERE (a, id) IN (SELECT t_id, id FROM u) AND a > (SELECT max(a) FROM t)",
     "SELECT id FROM t WHERE (a, id) IN (SELECT t_id, id FROM u) AND a > (SELECT MAX(a) FROM t)"},
    {"SELECT id FROM t AS x WHERE NOT EXISTS (SELECT 1 FROM t AS y WHERE y.a > x.a)",
     "SELECT id FROM t AS x WHERE NOT EXISTS (SELECT 1 FROM t AS y WHERE a > x.a)"},
    {"SELECT s.a FROM (SELECT a, count(*) AS k FROM t GROUP BY a) s WHERE s.k > 1",
     "SELECT a FROM (SELECT a, COUNT(*) AS k FROM t GROUP BY a) AS s WHERE k > 1"},
    {"SELECT x.id, y.v FROM t x CROSS JOIN LATERAL (SELECT v FROM u WHERE u.t_id = x.id LIMIT 1) y",
     "SELECT x.id, y.* FROM t AS x CROSS JOIN LATERAL (SELECT v FROM u WHERE t_id = x.id LIMIT 1) AS y"},
    {"SELECT id FROM (SELECT id FROM t ORDER BY a LIMIT 1) s",
     "SELECT * FROM (SELECT id FROM t ORDER BY a LIMIT 1) AS s"},
    // Set operations.
    {"SELECT a FROM t UNION ALL SELECT id FROM u ORDER BY a LIMIT 2",
     "SELECT a FROM t UNION ALL SELECT id FROM u ORDER BY a LIMIT 2"},
    {"(SELECT a FROM t UNION SELECT id FROM u) INTERSECT ALL SELECT 1",
     "(SELECT a FROM t UNION SELECT id FROM u) INTERSECT ALL SELECT 1"},
    {"SELECT a FROM t EXCEPT (SELECT id FROM u UNION SELECT 1)",
     "SELECT a FROM t EXCEPT (SELECT id FROM u UNION SELECT 1)"},
    {"SELECT a FROM t UNION (SELECT id FROM u ORDER BY v LIMIT 1)",
     "SELECT a FROM t UNION (SELECT id FROM u ORDER BY v LIMIT 1)"},
};

TEST(PrintTest, TextIsWhatAPersonWouldWrite) {
  for (const Case& c : kCases) EXPECT_EQ(Printed(c.sql), c.printed) << c.sql;
}

TEST(PrintTest, BindingThePrintedTextGivesTheSameQuery) {
  for (const Case& c : kCases) {
    const Result<QueryPtr> q = Bind(c.sql, TestSchema(), Dialect::kPostgresql);
    ASSERT_TRUE(q.ok()) << c.sql << ": " << q.status().message();
    const std::string text = Print(*q, TestSchema(), Dialect::kPostgresql);
    const Result<QueryPtr> again = Bind(text, TestSchema(), Dialect::kPostgresql);
    ASSERT_TRUE(again.ok()) << text << ": " << again.status().message();
    EXPECT_TRUE(SameQuery(*q, *again)) << text << "\n" << Dump(*q) << "\n" << Dump(*again);
    EXPECT_EQ(Print(*again, TestSchema(), Dialect::kPostgresql), text);
  }
}

TEST(PrintTest, OtherDialectsRoundTripToo) {
  for (const Dialect dialect : {Dialect::kSqlite, Dialect::kMysql}) {
    for (const char* sql :
         {"SELECT a, count(*) AS k FROM t WHERE b LIKE 'x%' GROUP BY a ORDER BY k DESC",
          "SELECT t.id FROM t JOIN u ON u.t_id = t.id WHERE n / 2 > 1 ORDER BY t.id LIMIT 5",
          "SELECT id FROM t WHERE a IN (SELECT t_id FROM u) OR c"}) {
      const Result<QueryPtr> q = Bind(sql, TestSchema(), dialect);
      ASSERT_TRUE(q.ok()) << q.status().message();
      const std::string text = Print(*q, TestSchema(), dialect);
      const Result<QueryPtr> again = Bind(text, TestSchema(), dialect);
      ASSERT_TRUE(again.ok()) << text << ": " << again.status().message();
      EXPECT_TRUE(SameQuery(*q, *again)) << text;
    }
  }
  EXPECT_EQ(Printed("SELECT a FROM t WHERE `b` = 'x'", Dialect::kMysql),
            "SELECT `a` FROM `t` WHERE `b` = 'x'");
}

// Shapes that binding does not give, but rewriting does.
class BuiltTest : public ::testing::Test {
 protected:
  [[nodiscard]] QueryPtr Scan(const std::string& sql) const {
    return Bind("SELECT * FROM " + sql, TestSchema(), Dialect::kPostgresql).value()->inputs[0];
  }
  [[nodiscard]] static std::string Text(const QueryPtr& q) {
    return Print(q, TestSchema(), Dialect::kPostgresql);
  }
  [[nodiscard]] static ExprPtr Column(const QueryPtr& q, std::size_t i) {
    return MakeColumn(q->columns[i].id, q->columns[i].type);
  }
  [[nodiscard]] static ExprPtr IsOne(const QueryPtr& q, std::size_t i) {
    return MakeCompare(CompareOp::kEq, Column(q, i), MakeInteger(1));
  }
};

TEST_F(BuiltTest, NoProjectionSelectsEveryColumn) {
  const QueryPtr t = Scan("t");
  EXPECT_EQ(Text(MakeFilter(t, IsOne(t, 1))), "SELECT * FROM t WHERE a = 1");
  EXPECT_EQ(Text(MakeFilter(MakeFilter(t, IsOne(t, 0)), IsOne(t, 1))),
            "SELECT * FROM t WHERE id = 1 AND a = 1");
  EXPECT_EQ(Text(MakeFilter(t, MakeBool(false))), "SELECT * FROM t WHERE FALSE");
  EXPECT_EQ(Text(MakeFilter(MakeDistinctRows(t), IsOne(t, 1))),
            "SELECT * FROM (SELECT DISTINCT * FROM t) AS t1 WHERE a = 1");
}

TEST_F(BuiltTest, FiltersBelowJoinsMoveToWhereOnlyOnSidesThatTheJoinKeeps) {
  const QueryPtr t = Scan("t");
  RelId next = 10;
  const QueryPtr u = Renumber(Scan("u"), &next);
  const QueryPtr one_t = MakeFilter(t, IsOne(t, 1));
  const QueryPtr one_u = MakeFilter(u, IsOne(u, 1));
  const ExprPtr on = MakeCompare(CompareOp::kEq, Column(t, 0), Column(u, 1));
  EXPECT_EQ(Text(MakeJoin(JoinKind::kInner, one_t, one_u, on)),
            "SELECT t.*, u.* FROM t JOIN u ON t.id = u.t_id WHERE t.a = 1 AND u.t_id = 1");
  EXPECT_EQ(Text(MakeJoin(JoinKind::kLeft, one_t, one_u, on)),
            "SELECT t.*, t1.* FROM t LEFT JOIN (SELECT * FROM u WHERE t_id = 1) AS t1 ON t.id = t1.t_id "
            "WHERE t.a = 1");
  EXPECT_EQ(Text(MakeJoin(JoinKind::kFull, one_t, u, on)),
            "SELECT t1.*, u.* FROM (SELECT * FROM t WHERE a = 1) AS t1 FULL JOIN u ON t1.id = u.t_id");
}

TEST_F(BuiltTest, NoRowsAndNoKeysAreSaid) {
  const QueryPtr t = Scan("t");
  EXPECT_EQ(
      Text(MakeValues(7, {}, t->columns)),
      "SELECT CAST(NULL AS integer) AS id, CAST(NULL AS integer) AS a, CAST(NULL AS varchar(10)) AS b, "
      "CAST(NULL AS boolean) AS c, CAST(NULL AS date) AS d, CAST(NULL AS numeric(8,2)) AS n WHERE FALSE");
  const ExprPtr count = MakeAggregateCall("count", {}, MakeType(TypeKind::kInteger), false, nullptr);
  EXPECT_EQ(Text(MakeAggregate(7, t, {}, {count}, {"k"}, /*global=*/false)),
            "SELECT COUNT(*) AS k FROM t HAVING COUNT(*) > 0");
}

TEST_F(BuiltTest, AnAliasDoesNotHideOneThatASubqueryNeeds) {
  const QueryPtr t = Scan("t");
  RelId next = 10;
  const QueryPtr inner = Renumber(Scan("t"), &next);
  const QueryPtr matching = MakeFilter(inner, MakeCompare(CompareOp::kLt, Column(inner, 0), Column(t, 0)));
  EXPECT_EQ(Text(MakeFilter(t, MakeExists(matching, true))),
            "SELECT * FROM t WHERE NOT EXISTS (SELECT 1 FROM t AS t1 WHERE id < t.id)");
}

TEST_F(BuiltTest, ASubqueryOverAnAggregateStandsOutsideItsBlock) {
  const QueryPtr t = Scan("t");
  RelId next = 10;
  const QueryPtr u = Renumber(Scan("u"), &next);
  const ExprPtr count = MakeAggregateCall("count", {}, MakeType(TypeKind::kInteger), false, nullptr);
  const QueryPtr grouped = MakeAggregate(20, t, {Column(t, 1)}, {count}, {"a", "k"}, false);
  const QueryPtr matching = MakeFilter(u, MakeCompare(CompareOp::kEq, Column(u, 0), Column(grouped, 1)));
  EXPECT_EQ(Text(MakeFilter(grouped, MakeExists(matching, false))),
            "SELECT * FROM (SELECT a, COUNT(*) AS k FROM t GROUP BY a) AS t1 "
            "WHERE EXISTS (SELECT 1 FROM u WHERE id = t1.k)");
}

TEST(PrintPredicateTest, ColumnsStandByName) {
  const Table& t = TestSchema().tables[0];
  const Result<ExprPtr> e = BindPredicate("((a)::integer > 0) AND (b IN ('x'))", t, Dialect::kPostgresql);
  ASSERT_TRUE(e.ok());
  EXPECT_EQ(PrintPredicate(*e, t, Dialect::kPostgresql), "a > 0 AND b IN ('x')");
}

}  // namespace
}  // namespace tacit::sql
