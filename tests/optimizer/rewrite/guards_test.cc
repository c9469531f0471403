// Values for which a statement is empty: found where it is proved, and nowhere else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tacit/rewriter.h"
#include "tests/optimizer/rules/cases.h"

namespace tacit {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Guard> GuardsOf(const std::string& sql, Trust trust = Trust::kEnforced,
                            const Catalogue& catalogue = testing::RuleSchema()) {
  Rewriter rewriter(catalogue, {.trust = trust, .guards = true});
  auto outcome = rewriter.Run(sql, nullptr);
  EXPECT_TRUE(outcome.ok()) << outcome.status().message();
  if (!outcome.ok()) return {};
  EXPECT_EQ(outcome->unsupported, "") << sql;
  return outcome->guards;
}

std::vector<std::string> PredicatesOf(const std::string& sql) {
  std::vector<std::string> predicates;
  for (const Guard& guard : GuardsOf(sql)) predicates.push_back(guard.predicate);
  return predicates;
}

TEST(GuardsTest, AreTheChecksOfTheColumnThatAValueEquals) {
  const std::vector<Guard> guards = GuardsOf("SELECT id FROM projects WHERE status = $1");
  ASSERT_THAT(guards, SizeIs(1));
  EXPECT_EQ(guards[0].predicate, "$1 IN (1, 5, 9)");
  EXPECT_EQ(guards[0].column, "projects.status");
  EXPECT_EQ(guards[0].query, "SELECT id FROM projects WHERE status = $1");
  EXPECT_THAT(guards[0].constraints_used, SizeIs(1));
  EXPECT_FALSE(guards[0].certificate.steps.empty());
  EXPECT_THAT(PredicatesOf("SELECT id FROM issues WHERE done_ratio = $1 AND author_id = $2"),
              ElementsAre("$1 >= 0 AND $1 <= 100"));
}

TEST(GuardsTest, SpeakOfLiteralsAsOfParameters) {
  const std::vector<Guard> guards = GuardsOf("SELECT login FROM users WHERE type = 'User' AND id = 3");
  ASSERT_THAT(guards, SizeIs(2)) << "what it can be, and how long";
  for (const Guard& guard : guards) {
    EXPECT_EQ(guard.query, "SELECT login FROM users WHERE type = $1 AND id = $2");
    EXPECT_EQ(guard.column, "users.type");
  }
  EXPECT_THAT(PredicatesOf("SELECT login FROM users WHERE type = 'User' AND id = 3"),
              Contains("$1 IN ('User', 'Group')"));
}

TEST(GuardsTest, ReachThroughJoinsSubqueriesOrderAndLimit) {
  EXPECT_THAT(
      PredicatesOf("SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.status = $1"),
      SizeIs(1));
  EXPECT_THAT(
      PredicatesOf("SELECT id FROM issues WHERE project_id IN (SELECT id FROM projects WHERE status = $1)"),
      SizeIs(1));
  EXPECT_THAT(PredicatesOf("SELECT id FROM projects WHERE status = $1 ORDER BY id LIMIT 10"), SizeIs(1));
  EXPECT_THAT(PredicatesOf("SELECT status, count(*) FROM projects WHERE status = $1 GROUP BY status"),
              SizeIs(1));
}

// Each of these has rows for some value that the check excludes.
TEST(GuardsTest, AreNotWhereARowComesAllTheSame) {
  for (const char* sql : {
           "SELECT count(*) FROM projects WHERE status = $1",
           "SELECT i.id FROM issues i LEFT JOIN projects p ON p.id = i.project_id AND p.status = $1",
           "SELECT id FROM projects WHERE status = $1 OR rank = $2",
           "SELECT id FROM projects WHERE NOT (status = $1)",
           "SELECT id FROM projects WHERE rank = $1 OR (rank IS NULL AND $1 IS NULL)",
           "SELECT id FROM projects WHERE rank IS NOT DISTINCT FROM $1",
           "SELECT id FROM issues WHERE project_id NOT IN (SELECT id FROM projects WHERE status = $1)",
           "SELECT id FROM projects WHERE status = $1 UNION ALL SELECT id FROM users",
           "SELECT name, (SELECT max(id) FROM projects q WHERE q.status = $1) FROM projects",
           "SELECT id FROM projects WHERE id = $1",
       }) {
    EXPECT_THAT(GuardsOf(sql), IsEmpty()) << sql;
  }
}

// NULL equals nothing, so a value that is NULL finds no row, nullable column or not.
TEST(GuardsTest, KeepNullOutOfNullableColumns) {
  EXPECT_THAT(PredicatesOf("SELECT id FROM projects WHERE rank = $1"), ElementsAre("$1 >= 0 AND $1 <= 100"));
}

TEST(GuardsTest, RestOnTheTrustAskedFor) {
  Catalogue catalogue = testing::RuleSchema();
  for (Constraint& constraint : catalogue.constraints) constraint.trust = Trust::kDeclared;
  const std::string sql = "SELECT id FROM projects WHERE status = $1";
  EXPECT_THAT(GuardsOf(sql, Trust::kVerified, catalogue), IsEmpty());
  EXPECT_THAT(GuardsOf(sql, Trust::kDeclared, catalogue), SizeIs(1));
}

TEST(GuardsTest, AreLookedForWhereAskedForOnly) {
  Rewriter rewriter(testing::RuleSchema(), {});
  auto outcome = rewriter.Run("SELECT id FROM projects WHERE status = $1", nullptr);
  ASSERT_TRUE(outcome.ok());
  EXPECT_THAT(outcome->guards, IsEmpty());
}

}  // namespace
}  // namespace tacit
