#include "optimizer/replay/smt.h"

#include <map>
#include <set>

namespace tacit::replay {
namespace {

// One sort V for all values, NULL among them; `num` gives the number that an ordered value stands for.
class Printer {
 public:
  explicit Printer(const Nodes& nodes) : nodes_(nodes) {}

  std::string Formula(Ref f) {
    nodes_.Spend(1);
    const Node& node = nodes_[f];
    switch (node.op) {
      case Op::kTrue: return "true";
      case Op::kFalse: return "false";
      case Op::kNot: return "(not " + Formula(node.args[0]) + ")";
      case Op::kAnd:
      case Op::kOr: {
        std::string text = node.op == Op::kAnd ? "(and" : "(or";
        for (const Ref arg : node.args) text += " " + Formula(arg);
        return text + ")";
      }
      case Op::kEqual: return "(= " + Term(node.args[0]) + " " + Term(node.args[1]) + ")";
      case Op::kLess: return "(< (num " + Term(node.args[0]) + ") (num " + Term(node.args[1]) + "))";
      default: return Declare("e" + std::to_string(f), "Bool");
    }
  }

  // What is known of the terms that were printed.
  std::string Axioms() {
    const std::string null = Term(nodes_.null());
    std::string text = declarations_;
    for (auto a = terms_.begin(); a != terms_.end(); ++a) {
      const Node& node = nodes_[*a];
      if (node.type == Type::kInteger) {
        text += "(declare-const k" + std::to_string(*a) + " Int)\n(assert (= (num " + Name(*a) +
                ") (to_real k" + std::to_string(*a) + ")))\n";
      }
      if (const std::string number = Number(node); !number.empty())
        text += "(assert (or (= " + Name(*a) + " " + null + ") (= (num " + Name(*a) + ") " + number + ")))\n";
      if (node.strict()) {
        text += "(assert (= (= " + Name(*a) + " " + null + ") (or false";
        for (const Ref arg : node.args) text += " (= " + Name(arg) + " " + null + ")";
        text += ")))\n";
      }
      for (auto b = terms_.begin(); b != a; ++b) text += Between(*a, *b);
    }
    return text;
  }

 private:
  static std::string Name(Ref t) { return "t" + std::to_string(t); }
  static std::string Numeral(const std::string& digits) {
    return digits.starts_with("-") ? "(- " + digits.substr(1) + ".0)" : digits + ".0";
  }

  std::string Declare(const std::string& name, const char* sort) {
    if (declared_.insert(name).second) declarations_ += "(declare-const " + name + " " + sort + ")\n";
    return name;
  }

  std::string Term(Ref t) {
    if (!terms_.insert(t).second) return Name(t);
    for (const Ref arg :
         nodes_[t].op == Op::kApply || nodes_[t].op == Op::kLinear ? nodes_[t].args : std::vector<Ref>())
      Term(arg);
    return Declare(Name(t), "V");
  }

  std::string Number(const Node& node) const {
    if (node.op == Op::kConst && node.text[0] == 'i') return Numeral(node.text.substr(1));
    if (node.op != Op::kLinear) return {};
    std::string sum = "(+ " + Numeral(std::to_string(node.numbers[0]));
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      sum += " (* " + Numeral(std::to_string(node.numbers[i + 1])) + " (num " + Name(node.args[i]) + "))";
    }
    return sum + ")";
  }

  std::string Between(Ref a, Ref b) const {
    const Node& x = nodes_[a];
    const Node& y = nodes_[b];
    const std::string same = "(= " + Name(a) + " " + Name(b) + ")";
    const auto constant = [](const Node& node) { return node.op == Op::kConst || node.op == Op::kNull; };
    if (constant(x) && constant(y)) {
      if (x.op == Op::kNull || y.op == Op::kNull) return "(assert (not " + same + "))\n";
      switch (nodes_.Compare(a, b)) {
        case Order::kLess: return "(assert (< (num " + Name(a) + ") (num " + Name(b) + ")))\n";
        case Order::kGreater: return "(assert (< (num " + Name(b) + ") (num " + Name(a) + ")))\n";
        case Order::kDistinct: return "(assert (not " + same + "))\n";
        default: return {};
      }
    }
    std::string text;
    // Values of ordered types are equal where their numbers are.
    if (x.op != Op::kNull && y.op != Op::kNull)
      text = "(assert (=> (= (num " + Name(a) + ") (num " + Name(b) + ")) " + same + "))\n";
    const bool alike = x.op == y.op && (x.op == Op::kApply || x.op == Op::kLinear) && x.text == y.text &&
                       x.type == y.type && x.numbers == y.numbers && x.args.size() == y.args.size();
    if (!alike) return text;
    std::string equal = "(and";
    for (std::size_t i = 0; i < x.args.size(); ++i)
      equal += " (= " + Name(x.args[i]) + " " + Name(y.args[i]) + ")";
    equal += ")";
    text += "(assert (=> " + equal + " " + same + "))\n";
    if (x.text.starts_with("row:") && !x.strict()) text += "(assert (=> " + same + " " + equal + "))\n";
    if (x.text == "*" && x.args.size() == 2) {
      text += "(assert (=> (and (= " + Name(x.args[0]) + " " + Name(y.args[1]) + ") (= " + Name(x.args[1]) +
              " " + Name(y.args[0]) + ")) " + same + "))\n";
    }
    return text;
  }

  const Nodes& nodes_;
  std::set<Ref> terms_;
  std::set<std::string> declared_;
  std::string declarations_;
};

}  // namespace

std::string SmtProblem(const Nodes& nodes, const std::vector<Ref>& clauses) {
  Printer printer(nodes);
  std::string assertions;
  for (const Ref clause : clauses) assertions += "(assert " + printer.Formula(clause) + ")\n";
  return "(set-logic ALL)\n(declare-sort V 0)\n(declare-fun num (V) Real)\n" + printer.Axioms() + assertions +
         "(check-sat)\n";
}

}  // namespace tacit::replay
