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

TEST_F(LiftTest, ParametersOfTheStatementKeepTheirNumbers) {
  EXPECT_FALSE(SameTemplate("SELECT id FROM members WHERE user_id = $1 AND project_id = 5",
                            "SELECT id FROM members WHERE user_id = $1 AND project_id = $1"));
}

}  // namespace
}  // namespace tacit::rewrite
