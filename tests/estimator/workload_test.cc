#include <gtest/gtest.h>

#include "tacit/estimate_workload.h"
#include "tacit/predicate.h"
#include "tests/estimator/tables.h"

namespace tacit {
namespace {

TEST(EstimateWorkloadTest, ReadsEachFormOfCondition) {
  const auto queries = ReadEstimateQueries(
      "{\"id\": 7, \"cols\": [\"a\", \"b\", \"c\", \"d\"], \"ops\": [\"=\", \"IN\", \"is null\", "
      "\"between\"], "
      "\"vals\": [1, [\"x\", null], null, [0.5, 2]], \"card\": 3}\r\n\n"
      "{\"id\": \"q\\\"8\", \"where\": \"a < 5 AND \\\"B\\\" LIKE 'x%'\"}\n",
      "w");
  ASSERT_TRUE(queries.ok()) << queries.status().message();
  ASSERT_EQ(queries->size(), 2U);
  EXPECT_EQ((*queries)[0].id, "7");
  EXPECT_EQ(ToSql((*queries)[0].predicate),
            "(\"a\" = 1 AND \"b\" IN ('x', NULL) AND \"c\" IS NULL AND \"d\" BETWEEN 0.5 AND 2)");
  EXPECT_EQ((*queries)[1].id, "\"q\\\"8\"");
  EXPECT_EQ((*queries)[1].line, 3);
  EXPECT_EQ(ToSql((*queries)[1].predicate), "(\"a\" < 5 AND \"B\" LIKE 'x%')");
}

TEST(EstimateWorkloadTest, NamesTheLineThatIsWrong) {
  const auto refused = [](const std::string& line, std::string_view part) {
    const auto queries = ReadEstimateQueries("{\"id\": 1, \"where\": \"a = 1\"}\n" + line, "w.jsonl");
    ASSERT_FALSE(queries.ok()) << line;
    EXPECT_TRUE(queries.status().message().starts_with("w.jsonl:2: ")) << queries.status().message();
    EXPECT_NE(queries.status().message().find(part), std::string::npos) << queries.status().message();
  };
  refused("{", "JSON object");
  refused("[]", "JSON object");
  refused("{\"where\": \"a = 1\"}", "'id'");
  refused("{\"id\": 2, \"where\": 3}", "'where'");
  refused("{\"id\": 2, \"where\": \"a =\"}", "condition");
  refused("{\"id\": 2, \"cols\": [\"a\"], \"ops\": [], \"vals\": [1]}", "one length");
  refused("{\"id\": 2, \"cols\": [\"a\"], \"ops\": [\"~\"], \"vals\": [1]}", "'~'");
  refused("{\"id\": 2, \"cols\": [\"a\"], \"ops\": [\"in\"], \"vals\": [1]}", "a list");
  refused("{\"id\": 2, \"cols\": [\"a\"], \"ops\": [\"between\"], \"vals\": [[1]]}", "two values");
  refused("{\"id\": 2, \"cols\": [\"a\"], \"ops\": [\"=\"], \"vals\": [{}]}", "numbers, texts");
}

std::string Read(std::string_view where) {
  const Result<Predicate> predicate = ParsePredicate(where);
  return predicate.ok() ? ToSql(*predicate) : "refused: " + predicate.status().message();
}

TEST(ParsePredicateTest, ReadsWhatStandsAfterWhere) {
  EXPECT_EQ(Read("a = 1 and B <> 'x''y' or not c"),
            "((\"a\" = 1 AND \"b\" <> 'x''y') OR (NOT \"c\" = TRUE))");
  EXPECT_EQ(Read("5 < t.a"), "\"a\" > 5");
  EXPECT_EQ(Read("a >= -9223372036854775808"), "\"a\" >= -9223372036854775808");
  EXPECT_EQ(Read("a = -1.5e3"), "\"a\" = -1500.0");
  EXPECT_EQ(Read("d between date '2001-01-01' and '2001-02-01'::date"),
            "\"d\" BETWEEN '2001-01-01' AND '2001-02-01'");
  EXPECT_EQ(Read("a not in (1, null)"), "(NOT \"a\" IN (1, NULL))");
  EXPECT_EQ(Read("a not between 1 and 2"), "(NOT \"a\" BETWEEN 1 AND 2)");
  EXPECT_EQ(Read("a not like 'x%'"), "(NOT \"a\" LIKE 'x%')");
  EXPECT_EQ(Read("a is null and b is not null"), "(\"a\" IS NULL AND \"b\" IS NOT NULL)");
  EXPECT_EQ(Read("a is not true"), "((NOT \"a\" = TRUE) OR \"a\" IS NULL)");
  EXPECT_EQ(Read("true"), "TRUE");
  EXPECT_EQ(Read("false -- a comment"), "FALSE");
  EXPECT_EQ(Read("(a)::int = 3"), "\"a\" = 3");
}

TEST(ParsePredicateTest, RefusesEverythingElse) {
  for (const char* where : {"", "a =", "a = 1; drop table t", "a = 1) or (1 = 1", "a = b", "f(a) = 1",
                            "a = 1 + 1", "a in (select 1)", "a = 1 group by a", "a = $1", "a ~ 'x'", "a.*",
                            "*", "a ilike 'x'", "1", "a = 1) union (select 1", "exists (select 1)"}) {
    const Result<Predicate> predicate = ParsePredicate(where);
    EXPECT_FALSE(predicate.ok()) << where << " gave " << Read(where);
  }
  EXPECT_FALSE(ParsePredicate(std::string("a = 1\0", 6)).ok());
  std::string deep = "a = 1";
  for (int i = 0; i < 5000; ++i) deep = "not (" + deep + ")";
  EXPECT_EQ(ParsePredicate(deep).status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(Read("a = = 1").find("column 5"), std::string::npos) << Read("a = = 1");
}

TEST(ParsePredicateTest, ReadsBackWhatToSqlWrites) {
  estimator::Random random(1);
  const estimator::MadeTable made = estimator::MakeTable(random, 4, 100, 20);
  int same = 0;
  for (int i = 0; i < 2000; ++i) {
    const Predicate predicate = estimator::MakePredicate(random, made, 4);
    const Result<Predicate> back = ParsePredicate(ToSql(predicate));
    ASSERT_TRUE(back.ok()) << ToSql(predicate) << ": " << back.status().message();
    // IN of nothing has no other form than FALSE, and joins of one are their part.
    ASSERT_EQ(estimator::CountTrue(*back, made), estimator::CountTrue(predicate, made)) << ToSql(predicate);
    same += *back == predicate ? 1 : 0;
  }
  EXPECT_GT(same, 800);
}

}  // namespace
}  // namespace tacit
