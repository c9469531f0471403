// Each rule does what its cases say, and does nothing where they say so.
#include "optimizer/rules/rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "optimizer/enumerate/places.h"
#include "optimizer/enumerate/simplify.h"
#include "src/sql/bind.h"
#include "tests/optimizer/rules/cases.h"

namespace tacit {
namespace {

using testing::RuleCase;

class RulesTest : public ::testing::Test {
 protected:
  sql::QueryPtr Bound(const std::string& sql) const {
    auto query = sql::Bind(sql, catalogue_.schema, Dialect::kPostgresql);
    EXPECT_TRUE(query.ok()) << sql << ": " << query.status().message();
    return query.ok() ? *query : nullptr;
  }

  Catalogue catalogue_ = testing::RuleSchema();
  algebra::Facts facts_ = algebra::Facts::Build(catalogue_, Trust::kEnforced, Dialect::kPostgresql);
  algebra::Analyser analyser_{facts_};
};

TEST_F(RulesTest, DoWhatTheirCasesSay) {
  const enumerate::Environment environment{catalogue_.schema, facts_, Dialect::kPostgresql, analyser_};
  for (const RuleCase& c : testing::ReadRuleCases()) {
    SCOPED_TRACE(c.file + ":" + std::to_string(c.line) + ": " + c.rule + ": " + c.query);
    const sql::QueryPtr query = Bound(c.query);
    if (!query) continue;
    std::vector<sql::QueryPtr> made;
    for (const enumerate::Step& step : enumerate::StepsFrom(query, environment)) {
      if (step.rule->name == c.rule) made.push_back(enumerate::Simplify(step.query));
    }
    if (c.gives.empty()) {
      EXPECT_TRUE(made.empty());
    } else if (const sql::QueryPtr expected = Bound(c.gives)) {
      const sql::QueryPtr simple = enumerate::Simplify(expected);
      EXPECT_TRUE(std::any_of(made.begin(), made.end(),
                              [&](const sql::QueryPtr& q) { return sql::SameQuery(q, simple); }))
          << "expected " << c.gives << "; the rule made " << made.size() << " other forms";
    }
  }
}

TEST_F(RulesTest, EveryRuleHasACaseThatAppliesAndOneThatDoesNot) {
  std::set<std::string> applied;
  std::set<std::string> refused;
  for (const RuleCase& c : testing::ReadRuleCases()) (c.gives.empty() ? refused : applied).insert(c.rule);
  for (const rules::Rule& rule : rules::AllRules()) {
    EXPECT_TRUE(applied.contains(std::string(rule.name))) << rule.name;
    EXPECT_TRUE(refused.contains(std::string(rule.name))) << rule.name;
  }
}

TEST_F(RulesTest, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (const rules::Rule& rule : rules::AllRules()) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
}

}  // namespace
}  // namespace tacit
