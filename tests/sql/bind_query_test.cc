// Blocks, joins, sub-queries, set operations: the canonical shape of what is bound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/sql/bind_fixture.h"

namespace tacit::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(BindTest, BlockShape) {
  EXPECT_EQ(
      BindText("SELECT DISTINCT a FROM t WHERE a > 1 ORDER BY a DESC LIMIT 3 OFFSET 1"),
      "limit(sort(distinct(project(filter(scan(t #1), (#1.1 > 1)), #1.1 as a)), #2.0 desc nulls first), 3, "
      "offset 1)");
  EXPECT_EQ(BindText("SELECT 1"), "project(values([]), 1 as ?column?)");
  EXPECT_EQ(BindText("SELECT * FROM u"), "project(scan(u #1), #1.0 as id, #1.1 as t_id, #1.2 as v)");
  EXPECT_EQ(BindText("SELECT u.*, t.a x FROM t, u"),
            "project(join(scan(t #1), scan(u #2), true), #2.0 as id, #2.1 as t_id, #2.2 as v, #1.1 as x)");
}

TEST(BindTest, Joins) {
  EXPECT_EQ(
      BindText("SELECT a FROM t LEFT JOIN u ON t.id = u.t_id AND v = 'x' WHERE u.id IS NULL"),
      "project(filter(leftjoin(scan(t #1), scan(u #2), ((#1.0 = #2.1) and (#2.2 = 'x'))), (#2.0 is null)), "
      "#1.1 as a)");
  EXPECT_EQ(BindText("SELECT * FROM u x JOIN u y USING (id)"),
            "project(join(scan(u #1), scan(u #2), (#1.0 = #2.0)), #1.0 as id, #1.1 as t_id, #1.2 as v, #2.1 "
            "as t_id, "
            "#2.2 as v)");
  EXPECT_EQ(BindText("SELECT id FROM u x RIGHT JOIN u y USING (id)"),
            "project(rightjoin(scan(u #1), scan(u #2), (#1.0 = #2.0)), #2.0 as id)");
  EXPECT_EQ(BindText("SELECT id FROM u x FULL JOIN u y USING (id)"),
            "project(fulljoin(scan(u #1), scan(u #2), (#1.0 = #2.0)), coalesce(#1.0, #2.0) as id)");
  EXPECT_EQ(BindText("SELECT a FROM t NATURAL JOIN u"),
            "project(join(scan(t #1), scan(u #2), (#1.0 = #2.0)), #1.1 as a)");
  EXPECT_EQ(BindText("SELECT a FROM t, LATERAL (SELECT v FROM u WHERE u.t_id = t.id) s"),
            "project(lateraljoin(scan(t #1), project(filter(scan(u #2), (#2.1 = #1.0)), #2.2 as v), true), "
            "#1.1 as a)");
}

TEST(BindTest, NamesAreFoundWithoutRegardToCaseWhereTheExactOneIsNot) {
  EXPECT_EQ(BindText("SELECT Id, NAME FROM up"), "project(scan(UP #1), #1.0 as id, #1.1 as name)");
  EXPECT_EQ(BindText("SELECT \"ID\" FROM \"UP\" x WHERE name = 'ab  '"),
            "project(filter(scan(UP #1), (#1.1 = char'ab')), #1.0 as ID)");
}

TEST(BindTest, DoubleQuotesAroundATextThatNamesNoColumn) {
  EXPECT_EQ(BindText("SELECT a FROM t WHERE b = \"it\"\"s\" AND \"a\" = 1", Dialect::kSqlite),
            "project(filter(scan(t #1), ((#1.2 = 'it\"s') and (#1.1 = 1))), #1.1 as a)");
  EXPECT_EQ(BindText("SELECT `a` FROM `t` WHERE `b` = \"x\"", Dialect::kMysql),
            "project(filter(scan(t #1), (#1.2 = 'x')), #1.1 as a)");
  EXPECT_THAT(BindText("SELECT a FROM t WHERE b = \"x\""), HasSubstr("\"x\" does not exist"));
}

TEST(BindTest, NameErrors) {
  EXPECT_THAT(BindText("SELECT id FROM t, u"), HasSubstr("ambiguous"));
  EXPECT_THAT(BindText("SELECT z FROM t"), HasSubstr("\"z\" does not exist"));
  EXPECT_THAT(BindText("SELECT u.a FROM t"), HasSubstr("missing FROM-clause entry for table \"u\""));
  EXPECT_THAT(BindText("SELECT 1 FROM missing"), HasSubstr("relation \"missing\" does not exist"));
  EXPECT_THAT(BindText("SELECT 1 FROM t, t"), HasSubstr("specified more than once"));
  EXPECT_THAT(BindText("SELECT a FROM t, (SELECT v FROM u WHERE u.t_id = t.id) s"),
              HasSubstr("missing FROM-clause"));
  EXPECT_THAT(BindText("SELECT t FROM t"), StartsWith("unsupported: whole-row reference"));
}

TEST(BindTest, GroupingLiftsExpressionsOverTheAggregate) {
  EXPECT_EQ(BindText("SELECT a + 1, count(*) FROM t GROUP BY a + 1 HAVING sum(id) > 2"),
            "project(filter(group(scan(t #1), [(#1.1 + 1)], [count(), sum(#1.0)]), (#2.2 > 2)), #2.0 as "
            "?column?, #2.1 "
            "as count)");
  EXPECT_EQ(BindText("SELECT count(DISTINCT a) FILTER (WHERE c) FROM t"),
            "project(global(scan(t #1), [], [count(distinct #1.1) filter #1.3]), #2.0 as count)");
  EXPECT_EQ(BindText("SELECT 1 FROM t HAVING true"),
            "project(filter(global(scan(t #1), [], []), true), 1 as ?column?)");
  EXPECT_EQ(BindText("SELECT a x, max(b) FROM t GROUP BY x"),
            "project(group(scan(t #1), [#1.1], [max(#1.2)]), #2.0 as x, #2.1 as max)");
  EXPECT_EQ(BindText("SELECT a, max(b) FROM t GROUP BY 1 ORDER BY count(*)"),
            "project(sort(group(scan(t #1), [#1.1], [max(#1.2), count()]), #2.2), #2.0 as a, #2.1 as max)");
  EXPECT_EQ(BindText("SELECT a, (SELECT max(v) FROM u WHERE t_id = a) FROM t GROUP BY a"),
            "project(group(scan(t #1), [#1.1], []), #5.0 as a, scalar(project(global(filter(scan(u #2), "
            "(#2.1 = #5.0)), "
            "[], [max(#2.2)]), #3.0 as max)) as max)");
}

TEST(BindTest, AnInputColumnGoesBeforeAnOutputNameInGroupByButNotInOrderBy) {
  EXPECT_EQ(BindText("SELECT b AS a, count(*) FROM t GROUP BY a, b"),
            "project(group(scan(t #1), [#1.1, #1.2], [count()]), #2.1 as a, #2.2 as count)");
  EXPECT_EQ(BindText("SELECT b AS a FROM t ORDER BY a"), "sort(project(scan(t #1), #1.2 as a), #2.0)");
}

TEST(BindTest, AGroupedPrimaryKeyDeterminesItsRow) {
  EXPECT_EQ(BindText("SELECT t.id, b, count(u.id) FROM t JOIN u ON t.id = t_id GROUP BY t.id"),
            "project(group(join(scan(t #1), scan(u #2), (#1.0 = #2.1)), [#1.0, #1.2], [count(#2.0)]), #3.0 "
            "as id, #3.1 "
            "as b, #3.2 as count)");
  EXPECT_THAT(BindText("SELECT a, b FROM t GROUP BY a"), HasSubstr("must appear in the GROUP BY clause"));
  EXPECT_THAT(BindText("SELECT v FROM t, u GROUP BY t.id"), HasSubstr("must appear in the GROUP BY clause"));
  EXPECT_THAT(BindText("SELECT id FROM up GROUP BY name"), HasSubstr("must appear in the GROUP BY clause"));
  EXPECT_THAT(BindText("SELECT a, b FROM t GROUP BY a", Dialect::kSqlite), StartsWith("unsupported: column"));
}

TEST(BindTest, FormsOfOtherDialects) {
  EXPECT_EQ(BindText("SELECT if(a > 1, 'x', b) FROM t", Dialect::kMysql),
            "project(scan(t #1), case when (#1.1 > 1) then 'x' else #1.2 end as if)");
  EXPECT_EQ(BindText("SELECT count(DISTINCT a, b) FROM t", Dialect::kMysql),
            "project(global(scan(t #1), [], [count(distinct row(#1.1, #1.2)) filter ((#1.1 is not null) and "
            "(#1.2 is not "
            "null))]), #2.0 as count)");
  EXPECT_THAT(BindText("SELECT count(DISTINCT a, b) FROM t"), StartsWith("bind: function count of several"));
  EXPECT_EQ(BindText("SELECT a AS k, count(*) AS x FROM t GROUP BY a HAVING x > 1", Dialect::kMysql),
            "project(filter(group(scan(t #1), [#1.1], [count()]), (#2.1 > 1)), #2.0 as k, #2.1 as x)");
  EXPECT_THAT(BindText("SELECT count(*) AS x FROM t GROUP BY a HAVING x > 1"),
              HasSubstr("\"x\" does not exist"));
}

TEST(BindTest, AggregateErrors) {
  EXPECT_THAT(BindText("SELECT 1 FROM t WHERE count(*) > 1"), HasSubstr("not allowed in WHERE"));
  EXPECT_THAT(BindText("SELECT sum(count(*)) FROM t"),
              HasSubstr("not allowed in the argument of an aggregate"));
  EXPECT_THAT(BindText("SELECT a FROM t GROUP BY count(*)"), HasSubstr("not allowed in GROUP BY"));
  EXPECT_THAT(BindText("SELECT (SELECT max(t.a) FROM u) FROM t"),
              StartsWith("unsupported: an aggregate of an outer"));
  EXPECT_THAT(BindText("SELECT string_agg(b, ',') FROM t"),
              StartsWith("unsupported: order-dependent aggregate"));
}

TEST(BindTest, OrderByWhatIsNoOutputSortsBelowTheProjection) {
  EXPECT_EQ(BindText("SELECT a FROM t ORDER BY b, a LIMIT 1"),
            "project(limit(sort(scan(t #1), #1.2, #1.1), 1), #1.1 as a)");
  EXPECT_EQ(BindText("SELECT a + 1 AS x FROM t ORDER BY a + 1"),
            "sort(project(scan(t #1), (#1.1 + 1) as x), #2.0)");
  EXPECT_THAT(BindText("SELECT DISTINCT a FROM t ORDER BY b"), HasSubstr("must appear in select list"));
}

TEST(BindTest, NullOrderIsTheDialects) {
  EXPECT_EQ(BindText("SELECT a FROM t ORDER BY 1", Dialect::kSqlite),
            "sort(project(scan(t #1), #1.1 as a), #2.0 nulls first)");
  EXPECT_EQ(BindText("SELECT a FROM t ORDER BY 1"), "sort(project(scan(t #1), #1.1 as a), #2.0)");
  EXPECT_EQ(BindText("SELECT a FROM t ORDER BY a NULLS FIRST"),
            "sort(project(scan(t #1), #1.1 as a), #2.0 nulls first)");
}

TEST(BindTest, Subqueries) {
  EXPECT_EQ(BindText("SELECT a FROM t WHERE id NOT IN (SELECT t_id FROM u)"),
            "project(filter(scan(t #1), (#1.0 not in project(scan(u #2), #2.1 as t_id))), #1.1 as a)");
  EXPECT_EQ(BindText("SELECT a FROM t WHERE id = ANY (SELECT t_id FROM u)"),
            "project(filter(scan(t #1), (#1.0 in project(scan(u #2), #2.1 as t_id))), #1.1 as a)");
  EXPECT_EQ(BindText("SELECT a FROM t WHERE id <> ALL (SELECT t_id FROM u)"),
            "project(filter(scan(t #1), (#1.0 not in project(scan(u #2), #2.1 as t_id))), #1.1 as a)");
  EXPECT_EQ(
      BindText("SELECT a FROM t WHERE (id, b) IN (SELECT t_id, v FROM u)"),
      "project(filter(scan(t #1), (#1.0, #1.2 in project(scan(u #2), #2.1 as t_id, #2.2 as v))), #1.1 as a)");
  EXPECT_EQ(BindText("SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE t_id = t.id)"),
            "project(filter(scan(t #1), not exists(project(filter(scan(u #2), (#2.1 = #1.0)), 1 as "
            "?column?))), #1.1 as "
            "a)");
  EXPECT_EQ(BindText("SELECT (SELECT max(id) FROM u)"),
            "project(values([]), scalar(project(global(scan(u #2), [], [max(#2.0)]), #3.0 as max)) as max)");
  EXPECT_THAT(BindText("SELECT a FROM t WHERE id IN (SELECT id, v FROM u)"), HasSubstr("columns"));
}

TEST(BindTest, InnerNamesHideOuterOnes) {
  EXPECT_EQ(BindText("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE id = a)"),
            "project(filter(scan(t #1), exists(project(filter(scan(u #2), (#2.0 = #1.1)), 1 as ?column?))), "
            "#1.1 as a)");
}

TEST(BindTest, OtherQuantifiersKeepTheirUnknown) {
  const std::string any = BindText("SELECT a FROM t WHERE id > ANY (SELECT t_id FROM u)");
  EXPECT_THAT(
      any,
      HasSubstr("case when exists(filter(project(scan(u #2), #2.1 as t_id), (#1.0 > #3.0))) then true "
                "when exists(filter(project(scan(u #5), #5.1 as t_id), ((#1.0 > #4.0) is null))) then null "
                "else false end"));
  const std::string all = BindText("SELECT a FROM t WHERE id > ALL (SELECT t_id FROM u)");
  EXPECT_THAT(all,
              HasSubstr("not case when exists(filter(project(scan(u #2), #2.1 as t_id), (#1.0 <= #3.0)))"));
}

TEST(BindTest, SetOperationsAndValues) {
  EXPECT_EQ(
      BindText("SELECT a FROM t UNION ALL SELECT id FROM u ORDER BY 1 LIMIT 2"),
      "limit(sort(unionall(project(scan(t #1), #1.1 as a), project(scan(u #3), #3.0 as id)), #5.0), 2)");
  EXPECT_EQ(BindText("SELECT d FROM t EXCEPT SELECT '2020-01-01'"),
            "except(project(scan(t #1), #1.4 as d), project(values([]), date'2020-01-01' as ?column?))");
  EXPECT_EQ(BindText("VALUES (1, 'x'), (2, NULL)"), "values([1, 'x'], [2, null])");
  EXPECT_EQ(BindText("SELECT j FROM (VALUES (1, 2)) v(i, j)"), "project(values([1, 2]), #1.1 as j)");
  EXPECT_THAT(BindText("SELECT a FROM t UNION SELECT b FROM t"), HasSubstr("cannot be matched"));
  EXPECT_THAT(BindText("SELECT a FROM t UNION SELECT 1, 2"), HasSubstr("same number of columns"));
}

TEST(BindTest, CommonTableExpressionsAreBoundAtEachReference) {
  EXPECT_EQ(BindText("WITH x(k) AS (SELECT id FROM t) SELECT p.k FROM x p JOIN x q ON p.k = q.k"),
            "project(join(project(scan(t #1), #1.0 as k), project(scan(t #3), #3.0 as k), (#2.0 = #4.0)), "
            "#2.0 as k)");
  EXPECT_EQ(BindText("WITH t AS (SELECT id FROM t) SELECT * FROM t"),
            "project(project(scan(t #1), #1.0 as id), #2.0 as id)")
      << "a name does not see itself";
}

TEST(BindTest, RelationNumbersAreUnique) {
  const Result<QueryPtr> q = Bind(
      "SELECT CASE (SELECT max(id) FROM u) WHEN 1 THEN 2 WHEN 3 THEN 4 END FROM t "
      "WHERE (SELECT min(id) FROM u) BETWEEN SYMMETRIC a AND id",
      TestSchema(), Dialect::kPostgresql);
  ASSERT_TRUE(q.ok()) << q.status().message();
  std::set<RelId> seen;
  VisitQuery(*q, [&](const Query& node) {
    if (node.rel < 0) return;
    EXPECT_TRUE(seen.insert(node.rel).second) << node.rel;
  });
  EXPECT_FALSE(seen.contains(kTableRow));
}

TEST(BindTest, WhatTheAlgebraHasNoFormFor) {
  for (const char* sql :
       {"SELECT row_number() OVER () FROM t", "SELECT a FROM t GROUP BY ROLLUP (a)",
        "SELECT DISTINCT ON (a) b FROM t", "WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r",
        "SELECT * FROM t TABLESAMPLE SYSTEM (1)", "SELECT * FROM t FOR UPDATE",
        "SELECT * FROM generate_series(1, 2)", "SELECT nextval('s')", "SELECT clock_timestamp()",
        "SELECT unnest(ARRAY[1])", "DELETE FROM t", "WITH x AS (DELETE FROM t RETURNING id) SELECT * FROM x",
        "SELECT a FROM t ORDER BY b COLLATE \"C\"",
        "SELECT a FROM t ORDER BY a FETCH FIRST 1 ROW WITH TIES"}) {
    const Result<QueryPtr> q = Bind(sql, TestSchema(), Dialect::kPostgresql);
    ASSERT_FALSE(q.ok()) << sql;
    EXPECT_EQ(q.status().code(), StatusCode::kNotSupported) << sql << ": " << q.status().message();
    EXPECT_THAT(q.status().message(), StartsWith("unsupported: ")) << sql;
  }
}

TEST(BindTest, ParseErrorsNameThePlace) {
  EXPECT_THAT(BindText("SELECT a\nFROM t WHERE WHERE"), StartsWith("parse: line 2, column 14: syntax error"));
  EXPECT_THAT(BindText(""), StartsWith("parse: expected one statement"));
  EXPECT_THAT(BindText("SELECT 1; SELECT 2"), StartsWith("parse: expected one statement, found 2"));
  EXPECT_THAT(BindText(std::string("SELECT 1\0", 9)), StartsWith("parse: "));
}

TEST(BindTest, HostileTextIsAnErrorNotACrash) {
  const auto repeat = [](const std::string& what, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += what;
    return out;
  };
  const int n = 100'000;
  for (const std::string& sql :
       {"SELECT " + repeat("(", n), "SELECT 1" + repeat("+1", n), "SELECT " + repeat("NOT ", n) + "c FROM t",
        "SELECT E'\\'' " + repeat("+1", n), "SELECT $$ ' $$" + repeat("+1", n),
        "SELECT /* /* */ ' */ 1" + repeat("+1", n), "SELECT E'a'\n'\\''" + repeat("||1", n),
        "SELECT 1" + repeat(" UNION SELECT 1", n), "SELECT 1" + repeat("+1", 1000),
        "SELECT " + repeat("(SELECT ", 300) + "1" + repeat(")", 300)}) {
    EXPECT_FALSE(Bind(sql, TestSchema(), Dialect::kPostgresql).ok());
  }
  std::string doubling = "WITH x0 AS (SELECT 1 AS k)";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "x" + std::to_string(i - 1);
    doubling += ", x" + std::to_string(i) + " AS (SELECT p.k FROM " + last + " p, " + last + " q)";
  }
  EXPECT_THAT(BindText(doubling + " SELECT * FROM x39"), StartsWith("unsupported: a statement that grows"));
  const std::string between =
      "SELECT " + repeat("(", 100) + "c" + repeat(" BETWEEN c AND c)", 100) + " FROM t";
  EXPECT_THAT(BindText(between), StartsWith("unsupported: a statement that grows"));
  const std::string any =
      "SELECT 1 FROM t WHERE " + repeat("a > ANY (SELECT a FROM t WHERE ", 60) + "true" + repeat(")", 60);
  EXPECT_THAT(BindText(any), StartsWith("unsupported: a statement that grows"));
}

TEST(BindTest, LongListsAreFine) {
  std::string sql = "SELECT a FROM t WHERE id IN (1";
  for (int i = 2; i < 20'000; ++i) sql += "," + std::to_string(i);
  EXPECT_TRUE(Bind(sql + ")", TestSchema(), Dialect::kPostgresql).ok());
  std::string ors = "SELECT a FROM t WHERE id = 1";
  for (int i = 2; i < 5'000; ++i) ors += " OR id = " + std::to_string(i);
  EXPECT_TRUE(Bind(ors, TestSchema(), Dialect::kPostgresql).ok());
}

}  // namespace
}  // namespace tacit::sql
