// Each rule does what its cases say, and does nothing where they say so.
#include "optimizer/rules/rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "optimizer/enumerate/search.h"
#include "optimizer/enumerate/simplify.h"
#include "src/sql/bind.h"
#include "src/sql/print.h"
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

  // What the rule makes of a query, once, anywhere in it, simplified.
  std::vector<sql::QueryPtr> MadeBy(std::string_view rule, const sql::QueryPtr& query) {
    if (rule == enumerate::kSimplified.name) return {enumerate::Simplify(query)};
    const enumerate::Environment environment{catalogue_.schema, facts_, Dialect::kPostgresql, analyser_};
    std::vector<sql::QueryPtr> made;
    for (const enumerate::Step& step : enumerate::StepsFrom(query, environment)) {
      if (step.rule->name == rule) made.push_back(enumerate::Simplify(step.query));
    }
    return made;
  }

  // As texts: what a rule makes need not have the trivial projections that the binder puts around derived
  // tables.
  bool Contains(const std::vector<sql::QueryPtr>& made, const sql::QueryPtr& query) const {
    const sql::QueryPtr simple = enumerate::Simplify(query);
    return std::ranges::any_of(made, [&](const sql::QueryPtr& q) {
      if (sql::SameQuery(q, simple)) return true;
      const sql::QueryPtr again = Bound(sql::Print(q, catalogue_.schema, Dialect::kPostgresql));
      return again && sql::SameQuery(enumerate::Simplify(again), simple);
    });
  }

  std::string Texts(const std::vector<sql::QueryPtr>& queries) const {
    std::string texts;
    for (const sql::QueryPtr& q : queries) {
      texts += "\n  " + sql::Print(q, catalogue_.schema, Dialect::kPostgresql);
    }
    return texts.empty() ? " nothing" : texts;
  }

  Catalogue catalogue_ = testing::RuleSchema();
  algebra::Facts facts_ = algebra::Facts::Build(catalogue_, Trust::kEnforced, Dialect::kPostgresql);
  algebra::Analyser analyser_{facts_};
};

TEST_F(RulesTest, DoWhatTheirCasesSay) {
  for (const RuleCase& c : testing::ReadRuleCases()) {
    SCOPED_TRACE(c.file + ":" + std::to_string(c.line) + ": " + c.rule + ": " + c.query);
    const sql::QueryPtr query = Bound(c.query);
    if (!query) continue;
    const std::vector<sql::QueryPtr> made = MadeBy(c.rule, query);
    if (c.gives.empty()) {
      EXPECT_TRUE(made.empty()) << Texts(made);
    } else if (const sql::QueryPtr expected = Bound(c.gives)) {
      EXPECT_TRUE(Contains(made, expected)) << "expected " << c.gives << "; the rule made" << Texts(made);
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

TEST_F(RulesTest, DoWhatTheirExamplesSayAndNotTheirNearMisses) {
  for (const rules::Rule& rule : testing::AllRulesAndFolding()) {
    SCOPED_TRACE(rule.name);
    const sql::QueryPtr before = Bound(std::string(rule.example.before));
    const sql::QueryPtr after = Bound(std::string(rule.example.after));
    if (!before || !after) continue;
    const std::vector<sql::QueryPtr> made = MadeBy(rule.name, before);
    EXPECT_TRUE(Contains(made, after)) << "expected\n  " << rule.example.after << "\nmade" << Texts(made);

    const sql::QueryPtr missed = Bound(std::string(rule.near_miss.pair.before));
    const sql::QueryPtr wrong = Bound(std::string(rule.near_miss.pair.after));
    ASSERT_TRUE(missed && wrong);
    EXPECT_FALSE(Contains(MadeBy(rule.name, missed), wrong));
    EXPECT_FALSE(rule.near_miss.lacks.empty());
  }
}

TEST_F(RulesTest, NamesAreDistinct) {
  std::set<std::string_view> names;
  for (const rules::Rule& rule : rules::AllRules()) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
}

}  // namespace
}  // namespace tacit
