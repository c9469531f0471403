// Scalar expressions and predicates, bound over one table's row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sql/bind_fixture.h"

namespace tacit::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(BindPredicateTest, ComparisonsAndConnectives) {
  EXPECT_EQ(PredicateText("a = 1 AND b <> 'x' OR NOT c"), "(((#0.1 = 1) and (#0.2 <> 'x')) or not #0.3)");
  EXPECT_EQ(PredicateText("t.a != 1"), "(#0.1 <> 1)");
  EXPECT_EQ(PredicateText("a = 0 OR c = false"), "((#0.1 = 0) or (#0.3 = false))");
}

TEST(BindPredicateTest, BetweenIsTwoComparisons) {
  EXPECT_EQ(PredicateText("a BETWEEN 1 AND 2"), "((#0.1 >= 1) and (#0.1 <= 2))");
  EXPECT_EQ(PredicateText("a NOT BETWEEN 1 AND 2"), "((#0.1 < 1) or (#0.1 > 2))");
  EXPECT_EQ(PredicateText("a BETWEEN SYMMETRIC 2 AND 1"),
            "(((#0.1 >= 2) and (#0.1 <= 1)) or ((#0.1 >= 1) and (#0.1 <= 2)))");
  EXPECT_EQ(PredicateText("a NOT BETWEEN SYMMETRIC 2 AND 1"),
            "(((#0.1 < 2) or (#0.1 > 1)) and ((#0.1 < 1) or (#0.1 > 2)))");
}

TEST(BindPredicateTest, TruthTests) {
  EXPECT_EQ(PredicateText("c IS TRUE"), "(#0.3 is true)");
  EXPECT_EQ(PredicateText("c IS NOT FALSE"), "(#0.3 is not false)");
  EXPECT_EQ(PredicateText("(a = 1) IS UNKNOWN"), "((#0.1 = 1) is null)");
  EXPECT_EQ(PredicateText("c IS NOT UNKNOWN"), "(#0.3 is not null)");
  EXPECT_EQ(PredicateText("a IS DISTINCT FROM 1"), "(#0.1 is distinct from 1)");
  EXPECT_EQ(PredicateText("a IS NOT DISTINCT FROM NULL"), "(#0.1 is not distinct from null)");
  EXPECT_EQ(PredicateText("NOT (a IS NULL)"), "(#0.1 is not null)");
}

// The parser's JSON leaves them out.
TEST(BindPredicateTest, NegativeNumbers) {
  EXPECT_EQ(PredicateText("a = -7"), "(#0.1 = -7)");
  EXPECT_EQ(PredicateText("a = - 7"), "(#0.1 = -7)");
  EXPECT_EQ(PredicateText("b = 'é' AND a IN (-1, 0, 1)"), "((#0.2 = 'é') and (#0.1 in [-1, 0, 1]))");
  EXPECT_EQ(PredicateText("a > -0"), "(#0.1 > 0)");
  EXPECT_THAT(PredicateText("a = -/* */7"), StartsWith("parse: "));
}

TEST(BindPredicateTest, ListsAndArrays) {
  EXPECT_EQ(PredicateText("a IN (1, 2)"), "(#0.1 in [1, 2])");
  EXPECT_EQ(PredicateText("NOT a IN (1)"), "(#0.1 not in [1])");
  EXPECT_EQ(PredicateText("a = ANY (ARRAY[1, 2])"), "(#0.1 in [1, 2])");
  EXPECT_EQ(PredicateText("a <> ALL (ARRAY['1', '2']::int[])"), "(#0.1 not in [1, 2])");
  EXPECT_EQ(PredicateText("a > ANY (ARRAY[1, 2])"), "((#0.1 > 1) or (#0.1 > 2))");
  EXPECT_EQ(PredicateText("a = ANY (ARRAY[]::int[])"), "false");
}

TEST(BindPredicateTest, Rows) {
  EXPECT_EQ(PredicateText("(a, b) = (1, 'x')"), "((#0.1 = 1) and (#0.2 = 'x'))");
  EXPECT_EQ(PredicateText("(a, b) <> (1, 'x')"), "((#0.1 <> 1) or (#0.2 <> 'x'))");
  EXPECT_EQ(PredicateText("(id, a) <= (1, 2)"), "((#0.0 < 1) or ((#0.0 = 1) and (#0.1 <= 2)))");
  EXPECT_EQ(PredicateText("(id, a) IN ((1, 2), (3, 4))"),
            "(((#0.0 = 1) and (#0.1 = 2)) or ((#0.0 = 3) and (#0.1 = 4)))");
  EXPECT_EQ(PredicateText("(id, a) IS NOT NULL"), "((#0.0 is not null) and (#0.1 is not null))");
}

TEST(BindPredicateTest, Like) {
  EXPECT_EQ(PredicateText("b LIKE 'a%'"), "(#0.2 like 'a%')");
  EXPECT_EQ(PredicateText("b NOT ILIKE 'a!%' ESCAPE '!'"), "(#0.2 not ilike 'a!%' escape '!')");
  EXPECT_EQ(PredicateText("b ~ '^a'"), "~(#0.2, '^a')");
  EXPECT_EQ(PredicateText("b !~ '^a'"), "not ~(#0.2, '^a')");
}

TEST(BindPredicateTest, SimpleCaseIsSearched) {
  EXPECT_EQ(PredicateText("CASE a WHEN 1 THEN c ELSE true END"),
            "case when (#0.1 = 1) then #0.3 else true end");
  EXPECT_EQ(PredicateText("CASE WHEN c THEN 'x' END = b"), "(case when #0.3 then 'x' end = #0.2)");
}

TEST(BindPredicateTest, ConstantsTakeTheTypeOfTheirPartner) {
  EXPECT_EQ(PredicateText("a = '7'"), "(#0.1 = 7)");
  EXPECT_EQ(PredicateText("'7' = a"), "(7 = #0.1)");
  EXPECT_EQ(PredicateText("a IN ('7', '8')"), "(#0.1 in [7, 8])");
  EXPECT_EQ(PredicateText("c = 't'"), "(#0.3 = true)");
  EXPECT_EQ(PredicateText("d > '2020-1-5'"), "(#0.4 > date'2020-01-05')");
  EXPECT_EQ(PredicateText("d > DATE '2020-01-05'"), "(#0.4 > date'2020-01-05')");
  EXPECT_EQ(PredicateText("n > '1.50'"), "(#0.5 > numeric'1.50')");
  EXPECT_EQ(PredicateText("n > 1.50"), "(#0.5 > numeric'1.50')");
  EXPECT_EQ(PredicateText("a > 9999999999"), "(#0.1 > 9999999999)");
  EXPECT_EQ(PredicateText("a > 99999999999999999999"), "(#0.1 > numeric'99999999999999999999')");
}

TEST(BindPredicateTest, ATextWithSeveralReadingsIsNoLiteral) {
  EXPECT_EQ(PredicateText("d > 'yesterday'"), "(#0.4 > cast('yesterday' as date))");
  EXPECT_EQ(PredicateText("d > '2020-02-30'"), "(#0.4 > cast('2020-02-30' as date))");
  EXPECT_EQ(PredicateText("d + INTERVAL '1 day' > d"), "((#0.4 + cast('1 day' as interval)) > #0.4)");
  EXPECT_EQ(PredicateText("d - INTERVAL '90' DAY > d"), "((#0.4 - cast('90 day' as interval)) > #0.4)");
}

TEST(BindPredicateTest, Casts) {
  EXPECT_EQ(PredicateText("a::numeric(3,1) = n"), "(cast(#0.1 as numeric(3,1)) = #0.5)");
  EXPECT_EQ(PredicateText("a::int = 1"), "(#0.1 = 1)") << "nothing changes";
  EXPECT_EQ(PredicateText("b::text = 'x'"), "(#0.2 = 'x')");
  EXPECT_EQ(PredicateText("b::varchar(3) = 'x'"), "(cast(#0.2 as varchar(3)) = 'x')");
  EXPECT_EQ(PredicateText("'abc'::varchar(2) = b"), "(cast('abc' as varchar(2)) = #0.2)");
}

TEST(BindPredicateTest, FunctionsHaveOneName) {
  EXPECT_EQ(PredicateText("length(b) <= 10"), "(char_length(#0.2) <= 10)");
  EXPECT_EQ(PredicateText("character_length(b) <= 10"), "(char_length(#0.2) <= 10)");
  EXPECT_EQ(PredicateText("position('x' in b) = 1"), "(strpos(#0.2, 'x') = 1)");
  EXPECT_EQ(PredicateText("d <= CURRENT_DATE"), "(#0.4 <= current_date())");
  EXPECT_EQ(PredicateText("coalesce(b, 'x') = nullif(b, 'y')"), "(coalesce(#0.2, 'x') = nullif(#0.2, 'y'))");
}

TEST(BindPredicateTest, TypesThatDoNotMeet) {
  EXPECT_THAT(PredicateText("a = b"), StartsWith("bind: operator does not exist: integer = varchar(10)"));
  EXPECT_THAT(PredicateText("a = 'x'"), StartsWith("bind: invalid input syntax for type integer"));
  EXPECT_THAT(PredicateText("c = 1"), StartsWith("bind: operator does not exist: boolean = integer"));
  EXPECT_THAT(PredicateText("a"), StartsWith("bind: argument of"));
  EXPECT_THAT(PredicateText("b + 1 > 2"), StartsWith("bind: operator does not exist"));
}

TEST(BindPredicateTest, OtherDialectsCompareWhatPostgresqlRefuses) {
  EXPECT_EQ(PredicateText("a = b", Dialect::kSqlite), "(#0.1 = #0.2)");
  EXPECT_EQ(PredicateText("a = 'x'", Dialect::kMysql), "(#0.1 = 'x')");
  EXPECT_EQ(PredicateText("c = 1", Dialect::kMysql), "(#0.3 = true)");
  EXPECT_EQ(PredicateText("c = 2", Dialect::kMysql), "(#0.3 = 2)");
  EXPECT_EQ(PredicateText("`a` = ? AND a", Dialect::kMysql), "((#0.1 = $1) and (#0.1 <> 0))");
}

TEST(BindPredicateTest, WhatIsNotOnePredicate) {
  EXPECT_THAT(PredicateText("a = 1) , (a = 2"), StartsWith("parse: "));
  EXPECT_THAT(PredicateText("a = 1) FROM t WHERE (a = 2"), StartsWith("parse: "));
  EXPECT_THAT(PredicateText("a ="), StartsWith("parse: "));
  EXPECT_THAT(PredicateText("z = 1"), HasSubstr("\"z\" does not exist"));
  EXPECT_THAT(PredicateText("a IN (SELECT 1)"), StartsWith("unsupported: a sub-query"));
  EXPECT_THAT(PredicateText("count(*) > 1"), StartsWith("unsupported: aggregate"));
  EXPECT_THAT(PredicateText("random() > 0.5"), StartsWith("unsupported: volatile function random"));
  EXPECT_THAT(PredicateText("my_function(a) = 1"), StartsWith("unsupported: function my_function"));
}

}  // namespace
}  // namespace tacit::sql
