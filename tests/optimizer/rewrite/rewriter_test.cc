// The whole way from a statement's text to proved rewrites.
#include "tacit/rewriter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/optimizer/rules/cases.h"

namespace tacit {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

RewriteOutcome Rewritten(Rewriter& rewriter, const std::string& sql, Connection* db = nullptr) {
  auto outcome = rewriter.Run(sql, db);
  EXPECT_TRUE(outcome.ok()) << outcome.status().message();
  return outcome.ok() ? *outcome : RewriteOutcome();
}

TEST(RewriterTest, ComposesRulesAndNamesWhatItRestsOn) {
  const Catalogue catalogue = testing::RuleSchema();
  Rewriter rewriter(catalogue, {});
  const RewriteOutcome outcome =
      Rewritten(rewriter,
                "SELECT DISTINCT i.* FROM issues i JOIN projects p ON p.id = i.project_id "
                "WHERE i.subject IS NOT NULL AND i.done_ratio = 7");
  ASSERT_THAT(outcome.rewrites, SizeIs(1));
  const Rewrite& rewrite = outcome.rewrites[0];
  EXPECT_EQ(rewrite.sql, "SELECT * FROM issues AS i WHERE done_ratio = 7");
  EXPECT_THAT(rewrite.rules, Contains("foreign-key-drop-inner-join"));
  EXPECT_THAT(rewrite.rules, Contains("unique-key-drop-distinct"));
  EXPECT_THAT(rewrite.rules, Contains("not-null-fold-null-test"));
  EXPECT_LT(rewrite.cost, outcome.cost);
  std::set<ConstraintKind> kinds;
  for (const std::string& id : rewrite.constraints_used) {
    const Constraint* constraint = catalogue.Find(id);
    ASSERT_NE(constraint, nullptr) << id;
    kinds.insert(constraint->kind);
  }
  EXPECT_THAT(kinds, Contains(ConstraintKind::kForeignKey));
  EXPECT_THAT(kinds, Contains(ConstraintKind::kUnique));
  EXPECT_THAT(kinds, Contains(ConstraintKind::kNotNull));
}

TEST(RewriterTest, RestsOnNothingBelowTheTrustAskedFor) {
  Catalogue catalogue = testing::RuleSchema();
  for (Constraint& constraint : catalogue.constraints) constraint.trust = Trust::kDeclared;
  const std::string sql = "SELECT DISTINCT id FROM issues WHERE subject IS NOT NULL";
  Rewriter strict(catalogue, {.trust = Trust::kVerified});
  EXPECT_THAT(Rewritten(strict, sql).rewrites, IsEmpty());
  Rewriter lax(catalogue, {.trust = Trust::kDeclared});
  EXPECT_THAT(Rewritten(lax, sql).rewrites, SizeIs(1));
}

TEST(RewriterTest, StatementsOfOneTemplateGetTheirOwnLiterals) {
  Rewriter rewriter(testing::RuleSchema(), {});
  const std::string query = "SELECT DISTINCT id, name FROM projects WHERE parent_id = ";
  EXPECT_EQ(Rewritten(rewriter, query + "3").rewrites.at(0).sql,
            "SELECT id, name FROM projects WHERE parent_id = 3");
  EXPECT_EQ(Rewritten(rewriter, query + "4").rewrites.at(0).sql,
            "SELECT id, name FROM projects WHERE parent_id = 4");
}

// A contradiction holds for its own literals, not for the template.
TEST(RewriterTest, WhatDependsOnALiteralIsNotCarriedOver) {
  Rewriter rewriter(testing::RuleSchema(), {});
  const std::string query = "SELECT id FROM projects WHERE status = ";
  EXPECT_EQ(Rewritten(rewriter, query + "3").rewrites.at(0).sql, "SELECT id FROM projects WHERE FALSE");
  EXPECT_THAT(Rewritten(rewriter, query + "5").rewrites, IsEmpty());
  EXPECT_EQ(Rewritten(rewriter, query + "3").rewrites.at(0).sql, "SELECT id FROM projects WHERE FALSE");
}

TEST(RewriterTest, WhatIsOutsideTheAlgebraIsAnOutcome) {
  Rewriter rewriter(testing::RuleSchema(), {});
  EXPECT_THAT(Rewritten(rewriter, "SELECT rank() OVER (ORDER BY id) FROM users").unsupported,
              ::testing::StartsWith("unsupported"));
  EXPECT_THAT(Rewritten(rewriter, "SELEC").unsupported, ::testing::StartsWith("parse"));
}

TEST(RewriterTest, MeasuresAndKeepsWhatGains) {
  auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  ASSERT_TRUE(db.ok());
  ASSERT_TRUE(
      (*db)
          ->Execute("CREATE TABLE projects (id integer PRIMARY KEY NOT NULL, name text NOT NULL, "
                    "identifier text UNIQUE, status integer NOT NULL, rank integer, parent_id integer)")
          .ok());
  ASSERT_TRUE((*db)
                  ->Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
                            "INSERT INTO projects SELECT i, 'p' || i, NULL, 1, 0, i FROM n")
                  .ok());
  Rewriter rewriter(testing::RuleSchema(), {.dialect = Dialect::kSqlite});
  const RewriteOutcome empty = Rewritten(rewriter, "SELECT id FROM projects WHERE status = 3", db->get());
  ASSERT_TRUE(empty.timing.has_value());
  ASSERT_THAT(empty.rewrites, SizeIs(1)) << "a scan of 50,000 rows against none";
  EXPECT_LT(empty.rewrites[0].timing->median_ms, empty.timing->median_ms);
  // One row by its key, either way.
  EXPECT_THAT(Rewritten(rewriter, "SELECT DISTINCT id FROM projects WHERE id = 3", db->get()).rewrites,
              SizeIs(::testing::Le(1)));
}

}  // namespace
}  // namespace tacit
