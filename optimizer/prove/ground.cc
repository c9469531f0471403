#include "optimizer/prove/ground.h"

#include <cstdint>

namespace tacit::prove {
namespace {

class Search {
 public:
  Search(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits, Budget& budget)
      : store_(store), conjuncts_(conjuncts), splits_(max_splits), budget_(budget), theory_(store) {
    for (FormulaId f : conjuncts) store.VisitAtoms(f, [&](FormulaId atom) { theory_.Register(atom); });
  }

  // True where the literals leave no way to satisfy the conjuncts.
  bool Refuted(std::vector<Theory::Literal> literals) {
    FormulaId split = kTrueFormula;
    if (!Propagate(literals, &split)) return true;
    if (split == kTrueFormula) return false;
    if (--splits_ < 0 || !budget_.Spend(store_)) return false;
    for (const bool sign : {true, false}) {
      std::vector<Theory::Literal> branch = literals;
      branch.push_back(sign ? split : Negation(split));
      if (!Refuted(std::move(branch))) return false;
    }
    return true;
  }

 private:
  static Theory::Literal Negation(FormulaId atom) { return -atom - 1; }

  bool Propagate(std::vector<Theory::Literal>& literals, FormulaId* split) {
    while (true) {
      budget_.assigned.Clear();
      if (!Load(literals)) return false;
      budget_.values.Clear();
      const std::size_t before = literals.size();
      *split = kTrueFormula;
      best_ = SIZE_MAX;
      for (FormulaId f : conjuncts_) {
        if (!Require(f, true, literals, split)) return false;
      }
      if (literals.size() == before) return true;
    }
  }

  bool Load(const std::vector<Theory::Literal>& literals) {
    for (Theory::Literal literal : literals) {
      const bool sign = literal >= 0;
      const FormulaId atom = sign ? literal : -literal - 1;
      if (const bool* known = budget_.assigned.Find(atom); known != nullptr && *known != sign) return false;
      budget_.assigned.Set(atom, sign);
    }
    return theory_.Assume(literals);
  }

  Truth3 Atom(FormulaId atom) const {
    if (const bool* known = budget_.assigned.Find(atom)) return *known ? Truth3::kTrue : Truth3::kFalse;
    const auto value = theory_.Value(atom);
    return !value ? Truth3::kOpen : *value ? Truth3::kTrue : Truth3::kFalse;
  }

  Truth3 Eval(FormulaId f) {
    if (f == kTrueFormula) return Truth3::kTrue;
    if (f == kFalseFormula) return Truth3::kFalse;
    if (const Truth3* known = budget_.values.Find(f)) return *known;
    const Formula& node = store_.formula(f);
    Truth3 out = Truth3::kOpen;
    if (node.kind == FormulaKind::kNot) {
      const Truth3 inner = Eval(node.args[0]);
      out = inner == Truth3::kOpen ? inner : inner == Truth3::kTrue ? Truth3::kFalse : Truth3::kTrue;
    } else if (node.kind == FormulaKind::kAnd || node.kind == FormulaKind::kOr) {
      const Truth3 zero = node.kind == FormulaKind::kAnd ? Truth3::kFalse : Truth3::kTrue;
      out = zero == Truth3::kFalse ? Truth3::kTrue : Truth3::kFalse;
      for (FormulaId arg : node.args) {
        const Truth3 inner = Eval(arg);
        if (inner == zero) {
          out = zero;
          break;
        }
        if (inner == Truth3::kOpen) out = Truth3::kOpen;
      }
    } else {
      out = Atom(f);
    }
    budget_.values.Set(f, out);
    return out;
  }

  // Adds the literals that f's truth forces; remembers the smallest open disjunction's first atom as the
  // next split.
  bool Require(FormulaId f, bool sign, std::vector<Theory::Literal>& literals, FormulaId* split) {
    const Truth3 value = Eval(f);
    if (value != Truth3::kOpen) return (value == Truth3::kTrue) == sign;
    const Formula& node = store_.formula(f);
    if (node.kind == FormulaKind::kNot) return Require(node.args[0], !sign, literals, split);
    if (node.kind != FormulaKind::kAnd && node.kind != FormulaKind::kOr) {
      literals.push_back(sign ? f : Negation(f));
      return true;
    }
    const bool all = (node.kind == FormulaKind::kAnd) == sign;
    std::vector<FormulaId> open;
    for (FormulaId arg : node.args) {
      if (Eval(arg) == Truth3::kOpen) {
        open.push_back(arg);
      }
    }
    if (all) {
      for (FormulaId arg : node.args) {
        if (!Require(arg, sign, literals, split)) return false;
      }
      return true;
    }
    if (open.size() == 1) return Require(open[0], sign, literals, split);
    if (open.size() < best_) {
      best_ = open.size();
      *split = FirstOpenAtom(open[0]);
    }
    return true;
  }

  FormulaId FirstOpenAtom(FormulaId f) {
    const Formula& node = store_.formula(f);
    for (FormulaId arg : node.args) {
      if (Eval(arg) == Truth3::kOpen) return FirstOpenAtom(arg);
    }
    return f;
  }

  const Store& store_;
  const std::vector<FormulaId>& conjuncts_;
  int splits_;
  Budget& budget_;
  Theory theory_;
  std::size_t best_ = 0;
};

}  // namespace

bool GroundUnsat(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits,
                 Budget& budget) {
  if (budget.exhausted) return false;
  return Search(store, conjuncts, max_splits, budget).Refuted({});
}

}  // namespace tacit::prove
