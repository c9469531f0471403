#include "optimizer/prove/smt.h"

#include <cstdlib>
#include <set>
#include <variant>

namespace tacit::prove {
namespace {

using sql::TypeKind;

std::string Numeral(std::int64_t n) {
  return n < 0 ? "(- " + std::to_string(n).substr(1) + ")" : std::to_string(n);
}

bool IsDivision(const Term& t) {
  return t.kind == TermKind::kApply && t.args.size() == 2 &&
         (t.name == "/integer" || t.name.starts_with("%:"));
}

class Printer {
 public:
  explicit Printer(const Store& store) : store_(store) {}

  std::string Formula(FormulaId f) {
    const prove::Formula& node = store_.formula(f);
    switch (node.kind) {
      case FormulaKind::kFalse: return "false";
      case FormulaKind::kTrue: return "true";
      case FormulaKind::kNot: return "(not " + Formula(node.args[0]) + ")";
      case FormulaKind::kAnd:
      case FormulaKind::kOr: {
        std::string out = node.kind == FormulaKind::kAnd ? "(and" : "(or";
        for (FormulaId arg : node.args) out += " " + Formula(arg);
        return out + ")";
      }
      case FormulaKind::kExists: return Declare("e" + std::to_string(f), "Bool");
      case FormulaKind::kEq:
        if (node.left == kNullTerm) return Null(node.right);
        if (node.right == kNullTerm) return Null(node.left);
        if (WholeNumbers(node.left, node.right)) {
          Agree(node.left, node.right);
          return "(= " + Number(node.left) + " " + Number(node.right) + ")";
        }
        return Declare("q" + std::to_string(f), "Bool");
      case FormulaKind::kLess:
        if (WholeNumbers(node.left, node.right))
          return "(< " + Number(node.left) + " " + Number(node.right) + ")";
        return Declare("l" + std::to_string(f), "Bool");
    }
    return "true";
  }

  [[nodiscard]] const std::string& declarations() const { return declarations_; }
  [[nodiscard]] const std::string& axioms() const { return axioms_; }

 private:
  bool WholeNumbers(TermId a, TermId b) const { return IsWhole(a) && IsWhole(b); }

  // Written with whole numbers alone.
  bool IsWhole(TermId t) const {
    const Term& term = store_.term(t);
    if (term.type != TypeKind::kInteger) return false;
    if (term.kind == TermKind::kConst) return std::holds_alternative<std::int64_t>(term.value);
    if (term.kind != TermKind::kLinear) return true;
    for (TermId arg : term.args) {
      if (!IsWhole(arg)) return false;
    }
    return true;
  }

  std::string Declare(const std::string& name, const char* sort) {
    if (declared_.insert(name).second) declarations_ += "(declare-const " + name + " " + sort + ")\n";
    return name;
  }

  std::string Null(TermId t) { return Declare("n" + std::to_string(t), "Bool"); }

  // Equal values are NULL together; constants never are.
  void Agree(TermId a, TermId b) {
    const std::string equal = "(= " + Number(a) + " " + Number(b) + ")";
    if (store_.term(a).strict || store_.term(b).strict) return;
    const auto null = [&](TermId t) {
      return store_.term(t).kind == TermKind::kConst ? std::string("false") : Null(t);
    };
    axioms_ += "(assert (=> " + equal + " (= " + null(a) + " " + null(b) + ")))\n";
  }

  std::string Number(TermId t) {
    const Term& term = store_.term(t);
    if (term.kind == TermKind::kConst) return Numeral(std::get<std::int64_t>(term.value));
    if (term.kind == TermKind::kLinear) {
      std::string out = "(+ " + Numeral(term.coefs[0]);
      for (std::size_t i = 0; i < term.args.size(); ++i) {
        out += " (* " + Numeral(term.coefs[i + 1]) + " " + Number(term.args[i]) + ")";
      }
      return out + ")";
    }
    if (IsDivision(term) && IsWhole(term.args[0]) && store_.term(term.args[1]).kind == TermKind::kConst &&
        IsWhole(term.args[1])) {
      const auto divisor = std::get<std::int64_t>(store_.term(term.args[1]).value);
      if (divisor != 0) {
        // SQL truncates towards zero; SMT-LIB's div leaves a remainder that is not negative.
        const std::string a = Number(term.args[0]);
        const std::string b = Numeral(divisor);
        const std::string quotient =
            "(ite (>= " + a + " 0) (div " + a + " " + b + ") (- (div (- " + a + ") " + b + ")))";
        return term.name == "/integer" ? quotient : "(- " + a + " (* " + b + " " + quotient + "))";
      }
    }
    return Declare("t" + std::to_string(t), "Int");
  }

  const Store& store_;
  std::set<std::string> declared_;
  std::string declarations_;
  std::string axioms_;
};

}  // namespace

std::optional<std::string> SmtProblem(const Store& store, const std::vector<FormulaId>& conjuncts) {
  bool worth = false;
  for (FormulaId f : conjuncts) {
    store.VisitComparedTerms(f, [&](TermId t) {
      const Term& term = store.term(t);
      const bool sum = term.kind == TermKind::kLinear && (term.args.size() > 1 || term.coefs[1] != 1);
      worth = worth || sum || IsDivision(term);
    });
  }
  if (!worth) return std::nullopt;
  Printer printer(store);
  std::string assertions;
  for (FormulaId f : conjuncts) assertions += "(assert " + printer.Formula(f) + ")\n";
  return printer.declarations() + printer.axioms() + assertions;
}

}  // namespace tacit::prove
