#include "optimizer/prove/ground.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

#include "optimizer/prove/term.h"

namespace tacit::prove {
namespace {

Budget Ample() {
  Budget budget;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  return budget;
}

// What a formula over three whole-number columns is, where each holds a value of its own; -1 stands for NULL.
bool Holds(const Store& store, FormulaId f, const std::vector<int>& values) {
  const auto value = [&](TermId t) {
    const Term& term = store.term(t);
    if (term.kind == TermKind::kNull) return -1;
    if (term.kind == TermKind::kConst) return static_cast<int>(std::get<std::int64_t>(term.value));
    return values[static_cast<std::size_t>(term.ordinal)];
  };
  const Formula& node = store.formula(f);
  switch (node.kind) {
    case FormulaKind::kFalse: return false;
    case FormulaKind::kTrue: return true;
    case FormulaKind::kNot: return !Holds(store, node.args[0], values);
    case FormulaKind::kAnd:
      for (FormulaId arg : node.args) {
        if (!Holds(store, arg, values)) return false;
      }
      return true;
    case FormulaKind::kOr:
      for (FormulaId arg : node.args) {
        if (Holds(store, arg, values)) return true;
      }
      return false;
    case FormulaKind::kEq: return value(node.left) == value(node.right);
    case FormulaKind::kLess: return value(node.left) < value(node.right);
    case FormulaKind::kExists: return false;
  }
  return false;
}

// Law: what some assignment satisfies is never called unsatisfiable.
TEST(GroundTest, NeverRefutesWhatHasAModel) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int refuted = 0;
  int satisfiable = 0;
  for (int round = 0; round < 4000; ++round) {
    Store store(true);
    const VarId row = store.FreshVar();
    const auto term = [&]() -> TermId {
      const int kind = pick(5);
      if (kind < 3) return store.Column(row, kind, sql::TypeKind::kInteger);
      return kind == 3 ? store.Integer(pick(4)) : kNullTerm;
    };
    const auto atom = [&]() -> FormulaId {
      const TermId a = term();
      const TermId b = term();
      if (pick(2) == 0) return store.Same(a, b);
      return store.And({store.NotNull(a), store.NotNull(b), store.ValueLess(a, b)});
    };
    std::vector<FormulaId> conjuncts;
    for (int i = 0; i < 5; ++i) {
      std::vector<FormulaId> parts;
      for (int j = 0; j <= pick(3); ++j) parts.push_back(pick(2) == 0 ? atom() : store.Not(atom()));
      conjuncts.push_back(store.Or(std::move(parts)));
    }
    bool model = false;
    for (int a = -1; a < 5 && !model; ++a) {
      for (int b = -1; b < 5 && !model; ++b) {
        for (int c = -1; c < 5 && !model; ++c) {
          model = true;
          for (FormulaId f : conjuncts) model = model && Holds(store, f, {a, b, c});
        }
      }
    }
    Budget budget = Ample();
    const bool unsat = GroundUnsat(store, conjuncts, 10'000, budget);
    EXPECT_FALSE(unsat && model);
    refuted += unsat ? 1 : 0;
    satisfiable += model ? 1 : 0;
  }
  EXPECT_GT(refuted, 100);  // and it does refute
  EXPECT_GT(satisfiable, 100);
}

TEST(GroundTest, EqualityIsACongruence) {
  Store store(true);
  const VarId row = store.FreshVar();
  const TermId a = store.Column(row, 0, sql::TypeKind::kText);
  const TermId b = store.Column(row, 1, sql::TypeKind::kText);
  const TermId fa = store.Apply("f", {a}, sql::TypeKind::kText, false);
  const TermId fb = store.Apply("f", {b}, sql::TypeKind::kText, false);
  Budget budget = Ample();
  EXPECT_TRUE(GroundUnsat(store, {store.Same(a, b), store.Not(store.Same(fa, fb))}, 10, budget));
  EXPECT_FALSE(GroundUnsat(store, {store.Same(fa, fb), store.Not(store.Same(a, b))}, 10, budget));
}

TEST(GroundTest, OrderIsTransitiveAndWholeNumbersHaveGaps) {
  Store store(true);
  const VarId row = store.FreshVar();
  const TermId a = store.Column(row, 0, sql::TypeKind::kInteger);
  const TermId b = store.Column(row, 1, sql::TypeKind::kInteger);
  const TermId x = store.Column(row, 2, sql::TypeKind::kNumeric);
  Budget budget = Ample();
  const auto unsat = [&](std::vector<FormulaId> f) { return GroundUnsat(store, f, 10, budget); };
  EXPECT_TRUE(unsat({store.ValueLess(a, b), store.ValueLess(b, a)}));
  EXPECT_TRUE(unsat({store.ValueLess(store.Integer(3), a), store.ValueLess(a, store.Integer(4))}));
  EXPECT_FALSE(unsat({store.ValueLess(store.Integer(3), x), store.ValueLess(x, store.Integer(4))}));
  EXPECT_TRUE(unsat(
      {store.ValueLess(store.Integer(3), a), store.ValueLess(a, b), store.ValueLess(b, store.Integer(5))}));
  EXPECT_FALSE(unsat(
      {store.ValueLess(store.Integer(3), a), store.ValueLess(a, b), store.ValueLess(b, store.Integer(6))}));
}

}  // namespace
}  // namespace tacit::prove
