// What determines what: functional dependencies from keys and equalities.
#include <algorithm>

#include "optimizer/prove/engine.h"

namespace tacit::prove {

using algebra::Fact;
using algebra::FactId;
using algebra::FactKind;

Theory Engine::Units(const Block& block, const Context& context) {
  Theory theory(store_);
  theory.RegisterTerm(kNullTerm);
  std::vector<Theory::Literal> literals;
  for (FormulaId cond : {block.cond, context.cond}) {
    for (FormulaId f : store_.Conjuncts(cond)) {
      const Formula& node = store_.formula(f);
      const bool negated = node.kind == FormulaKind::kNot;
      const FormulaId atom = negated ? node.args[0] : f;
      const FormulaKind kind = store_.formula(atom).kind;
      if (kind != FormulaKind::kEq && kind != FormulaKind::kLess) continue;
      const Theory::AtomId known = theory.Register(atom);
      literals.push_back(negated ? -known - 1 : known);
    }
  }
  for (TermId out : block.outs) theory.RegisterTerm(out);
  theory.Assume(literals);
  return theory;
}

bool Engine::NotNull(const std::string& table, VarId var, int ordinal, const Theory& theory) {
  if (theory.KnownNotNull(ColumnOf(table, var, ordinal))) return true;
  const FactId fact = facts_.NotNull(table, ordinal);
  if (fact < 0 || ignored_.contains(fact)) return false;
  used_.insert(fact);
  return true;
}

bool Engine::ConditionHolds(const Fact& key, VarId var, const Theory& theory,
                            const std::vector<FormulaId>& given) {
  if (key.condition == nullptr) return true;
  const FormulaId needed = OnRow(key.condition, key.table, var).is_true;
  for (FormulaId part : store_.Conjuncts(needed)) {
    if (std::find(given.begin(), given.end(), part) != given.end()) continue;
    const Formula& node = store_.formula(part);
    const bool negated = node.kind == FormulaKind::kNot;
    const std::optional<bool> value = theory.ValueOf(negated ? node.args[0] : part);
    if (!value || *value == negated) return false;
  }
  return needed != kFalseFormula;
}

std::set<VarId> Engine::Determined(const Block& block, const std::vector<TermId>& seeds,
                                   const std::set<VarId>& given, const Theory& theory) {
  std::set<VarId> open;
  for (const Decl& d : block.vars) {
    if (!given.contains(d.var)) open.insert(d.var);
  }
  const std::vector<FormulaId> conjuncts = store_.Conjuncts(block.cond);
  const auto known = [&](TermId t) {
    const std::vector<TermId> same = theory.ClassOf(t);
    return std::any_of(same.begin(), same.end(), [&](TermId member) {
      if (std::find(seeds.begin(), seeds.end(), member) != seeds.end()) return true;
      const auto& vars = store_.FreeVars(member);
      return std::none_of(vars.begin(), vars.end(), [&](VarId v) { return open.contains(v); });
    });
  };
  std::set<VarId> determined = given;
  for (bool grew = true; grew;) {
    grew = false;
    for (const Decl& d : block.vars) {
      if (!open.contains(d.var)) continue;
      bool pinned = false;
      if (d.source.IsSet()) {
        const Bag& set = store_.bag(d.source.set);
        pinned = true;
        for (std::size_t c = 0; pinned && !set.empty() && c < set[0].outs.size(); ++c) {
          pinned = known(store_.Column(d.var, static_cast<int>(c), sql::TypeKind::kUnknown));
        }
      } else {
        for (FactId id : FactsOf(d.source.table)) {
          const Fact& fact = facts_[id];
          if (fact.kind != FactKind::kKey) continue;
          pinned = std::all_of(fact.columns.begin(), fact.columns.end(), [&](int c) {
            return known(ColumnOf(d.source.table, d.var, c)) && NotNull(d.source.table, d.var, c, theory);
          });
          pinned = pinned && ConditionHolds(fact, d.var, theory, conjuncts);
          if (pinned) {
            used_.insert(id);
            break;
          }
        }
      }
      if (pinned) {
        open.erase(d.var);
        determined.insert(d.var);
        grew = true;
      }
    }
  }
  return determined;
}

bool Engine::SameRow(const std::string& table, VarId a, VarId b, const Theory& theory,
                     const std::vector<FormulaId>& given) {
  for (FactId id : FactsOf(table)) {
    const Fact& fact = facts_[id];
    if (fact.kind != FactKind::kKey) continue;
    const bool agree = std::all_of(fact.columns.begin(), fact.columns.end(), [&](int c) {
      return theory.Equal(ColumnOf(table, a, c), ColumnOf(table, b, c)) && NotNull(table, a, c, theory);
    });
    if (agree && ConditionHolds(fact, a, theory, given) && ConditionHolds(fact, b, theory, given)) {
      used_.insert(id);
      return true;
    }
  }
  return false;
}

bool Engine::AtMostRows(const Bag& bag, std::int64_t n) {
  std::int64_t rows = 0;
  for (const Block& block : bag) {
    const Theory theory = Units(block, {});
    if (Determined(block, {}, {}, theory).size() == block.vars.size()) {
      ++rows;
    } else if (!Unsat({block.vars, block.cond, 0}, kTrueFormula)) {
      return false;
    }
  }
  return rows <= n;
}

bool Engine::Determines(const Block& block, const std::vector<TermId>& seeds) {
  Block wide = block;
  wide.outs.insert(wide.outs.end(), seeds.begin(), seeds.end());
  const Theory theory = Units(wide, {});
  const std::set<VarId> fixed = Determined(wide, seeds, {}, theory);
  return std::all_of(block.outs.begin(), block.outs.end(), [&](TermId out) {
    const std::vector<TermId> same = theory.ClassOf(out);
    return std::any_of(same.begin(), same.end(), [&](TermId member) {
      if (std::find(seeds.begin(), seeds.end(), member) != seeds.end()) return true;
      return std::all_of(block.vars.begin(), block.vars.end(), [&](const Decl& d) {
        return fixed.contains(d.var) || !store_.Mentions(member, d.var);
      });
    });
  });
}

}  // namespace tacit::prove
