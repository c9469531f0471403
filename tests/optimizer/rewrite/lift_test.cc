#include "optimizer/rewrite/lift.h"

#include <gtest/gtest.h>

#include <string>

#include "src/sql/bind.h"
#include "tests/optimizer/rules/cases.h"

namespace tacit::rewrite {
namespace {

class LiftTest : public ::testing::Test {
 protected:
  sql::QueryPtr Lifted(const std::string& sql) const {
    auto q = sql::Bind(sql, catalogue_.schema, Dialect::kPostgresql);
    EXPECT_TRUE(q.ok()) << sql << ": " << q.status().message();
    return Lifting(*q).Lift(*q);
  }
  bool SameTemplate(const std::string& a, const std::string& b) const {
    return sql::SameQuery(Lifted(a), Lifted(b));
  }

  Catalogue catalogue_ = testing::RuleSchema();
};

TEST_F(LiftTest, LiteralsOfOneTemplateDoNotMatter) {
  EXPECT_TRUE(SameTemplate("SELECT id FROM users WHERE login = 'a' AND id > 3",
                           "SELECT id FROM users WHERE login = 'b' AND id > 4"));
  EXPECT_TRUE(
      SameTemplate("SELECT id FROM users WHERE id IN (1, 2)", "SELECT id FROM users WHERE id IN (3, 4)"));
}

TEST_F(LiftTest, EqualLiteralsAreAnotherTemplateThanDifferentOnes) {
  EXPECT_FALSE(SameTemplate("SELECT id FROM members WHERE user_id = 1 AND project_id = 1",
                            "SELECT id FROM members WHERE user_id = 1 AND project_id = 2"));
}

TEST_F(LiftTest, WhatIsReadForItsValueStays) {
  EXPECT_FALSE(SameTemplate("SELECT id FROM users LIMIT 1", "SELECT id FROM users LIMIT 2"));
  EXPECT_FALSE(SameTemplate("SELECT id FROM users WHERE 1 = 1", "SELECT id FROM users WHERE 1 = 0"));
  EXPECT_FALSE(SameTemplate("SELECT 1 FROM users", "SELECT 2 FROM users"));
}

TEST_F(LiftTest, PatternsAndConstantsOfConstantsDoNotMatter) {
  EXPECT_TRUE(SameTemplate("SELECT id FROM users WHERE login LIKE 'a%'",
                           "SELECT id FROM users WHERE login LIKE '%b'"));
  EXPECT_TRUE(SameTemplate("SELECT id FROM users WHERE lower(login) LIKE lower('%a%')",
                           "SELECT id FROM users WHERE lower(login) LIKE lower('b')"));
  EXPECT_FALSE(SameTemplate("SELECT id FROM users WHERE login LIKE 'a'",
                            "SELECT id FROM users WHERE login ILIKE 'a'"));
  EXPECT_FALSE(SameTemplate("SELECT id FROM users WHERE login LIKE 'a' ESCAPE 'x'",
                            "SELECT id FROM users WHERE login LIKE 'b' ESCAPE 'x'"))
      << "an escape is read with its pattern";
}

// A proof need not know how many rows are asked for; one and none are something else.
TEST_F(LiftTest, LimitsDoNotMatterToProofs) {
  const auto same = [this](const std::string& a, const std::string& b) {
    const auto lifted = [this](const std::string& sql) {
      const auto q = *sql::Bind(sql, catalogue_.schema, Dialect::kPostgresql);
      const Lifting lifting(q, Lifting::For::kProof);
      EXPECT_TRUE(sql::SameQuery(lifting.FillIn(lifting.Lift(q)), q)) << sql;
      return lifting.Lift(q);
    };
    return sql::SameQuery(lifted(a), lifted(b));
  };
  const std::string query = "SELECT id FROM users ORDER BY login LIMIT ";
  EXPECT_TRUE(same(query + "5", query + "7"));
  EXPECT_TRUE(same(query + "5 OFFSET 10", query + "7 OFFSET 20"));
  EXPECT_FALSE(same(query + "5 OFFSET 5", query + "7 OFFSET 20"));
  EXPECT_FALSE(same(query + "1", query + "2"));
  EXPECT_FALSE(same(query + "0", query + "2"));
  const std::string inside =
      "SELECT id FROM issues WHERE project_id IN (SELECT id FROM projects ORDER BY id LIMIT ";
  EXPECT_FALSE(same(inside + "2)", inside + "3)"));
}

TEST_F(LiftTest, ConstantsOfTwoTypesAreTwo) {
  EXPECT_TRUE(SameTemplate("SELECT id FROM issues WHERE id = 1 AND subject = '1'",
                           "SELECT id FROM issues WHERE id = 1 AND subject = '2'"));
}

TEST_F(LiftTest, ParametersOfTheStatementKeepTheirNumbers) {
  EXPECT_FALSE(SameTemplate("SELECT id FROM members WHERE user_id = $1 AND project_id = 5",
                            "SELECT id FROM members WHERE user_id = $1 AND project_id = $1"));
}

}  // namespace
}  // namespace tacit::rewrite
