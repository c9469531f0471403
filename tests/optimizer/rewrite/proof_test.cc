// The prover accepts what the rules' cases say, and nothing that they call wrong.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "optimizer/algebra/facts.h"
#include "optimizer/decide/decide.h"
#include "optimizer/prove/prove.h"
#include "src/sql/bind.h"
#include "tests/optimizer/rules/cases.h"

namespace tacit {
namespace {

using testing::RuleCase;

class ProofTest : public ::testing::Test {
 protected:
  Verdict Prove(const std::string& left, const std::string& right) const {
    auto a = sql::Bind(left, catalogue_.schema, Dialect::kPostgresql);
    auto b = sql::Bind(right, catalogue_.schema, Dialect::kPostgresql);
    EXPECT_TRUE(a.ok()) << left << ": " << a.status().message();
    EXPECT_TRUE(b.ok()) << right << ": " << b.status().message();
    if (!a.ok() || !b.ok()) return Verdict::Unknown("bind");
    return prove::ProveEqual(*a, *b, catalogue_.schema, facts_, Dialect::kPostgresql,
                             {.deadline_ms = 10'000});
  }

  // Proved, refuted by a database, or neither, as `tacit prove` has it.
  Verdict Decide(std::string_view left, std::string_view right) const {
    ProveOptions options;
    options.budget_ms = 10'000;
    auto decider = decide::Decider::Make(catalogue_, options);
    EXPECT_TRUE(decider.ok()) << decider.status().message();
    if (!decider.ok()) return Verdict::Unknown("no decider");
    auto verdict = (*decider)->Decide(left, right);
    EXPECT_TRUE(verdict.ok()) << verdict.status().message();
    return verdict.ok() ? std::move(*verdict) : Verdict::Unknown("no verdict");
  }

  Catalogue catalogue_ = testing::RuleSchema();
  algebra::Facts facts_ = algebra::Facts::Build(catalogue_, Trust::kEnforced, Dialect::kPostgresql);
};

TEST_F(ProofTest, WhatRulesMakeIsProved) {
  for (const RuleCase& c : testing::ReadRuleCases()) {
    if (c.gives.empty()) continue;
    const Verdict verdict = Prove(c.query, c.gives);
    EXPECT_EQ(verdict.proved(), !c.unproved)
        << c.file << ":" << c.line << ": " << c.query << " = " << c.gives << ": " << verdict.reason();
  }
}

TEST_F(ProofTest, WrongRewritesAreNot) {
  int tried = 0;
  for (const RuleCase& c : testing::ReadRuleCases()) {
    if (c.wrong.empty()) continue;
    ++tried;
    EXPECT_FALSE(Prove(c.query, c.wrong).proved())
        << c.file << ":" << c.line << ": " << c.query << " = " << c.wrong;
  }
  EXPECT_GT(tried, 30);
}

TEST_F(ProofTest, ExamplesOfRulesAreProvedAndNearMissesRefuted) {
  for (const rules::Rule& rule : testing::AllRulesAndFolding()) {
    const Verdict example = Decide(rule.example.before, rule.example.after);
    EXPECT_TRUE(example.proved()) << rule.name << ": " << Name(example.kind()) << ": " << example.reason();
    // The rewriter does not rest on a proof that leaves open which rows come.
    EXPECT_FALSE(example.proved() && example.certificate().any_of_ties) << rule.name;
    const Verdict near_miss = Decide(rule.near_miss.pair.before, rule.near_miss.pair.after);
    EXPECT_TRUE(near_miss.refuted()) << rule.name << ": near-miss " << Name(near_miss.kind()) << ": "
                                     << near_miss.reason();
  }
}

}  // namespace
}  // namespace tacit
