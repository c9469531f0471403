#include "optimizer/replay/ground.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "optimizer/replay/arithmetic.h"

namespace tacit::replay {
namespace {

constexpr std::size_t kMaxCompared = 14;  // values of which it is asked whether order makes them equal

using Literals = std::map<Ref, bool>;  // atoms and what is assumed of them

// Equality with congruence under a set of literals, and the arithmetic of its classes.
class Values {
 public:
  Values(const Nodes& nodes, const std::vector<Ref>& terms) : nodes_(nodes), terms_(terms) {
    for (std::size_t i = 0; i < terms.size(); ++i) index_[terms[i]] = static_cast<int>(i);
  }

  // False where the literals' equalities contradict each other.
  bool Assume(const Literals& literals) {
    nodes_.Spend(terms_.size() + literals.size());
    parent_.resize(terms_.size());
    for (std::size_t i = 0; i < parent_.size(); ++i) parent_[i] = static_cast<int>(i);
    unequal_.clear();
    order_.clear();
    for (const auto& [atom, holds] : literals) {
      const Node& node = nodes_[atom];
      if (node.op != Op::kEqual && node.op != Op::kLess) continue;
      const std::pair sides(index_.at(node.args[0]), index_.at(node.args[1]));
      if (node.op == Op::kLess) {
        order_.push_back({sides, holds});
      } else if (holds) {
        Join(sides.first, sides.second);
      } else {
        unequal_.push_back(sides);
      }
    }
    return Close();
  }

  std::optional<bool> Value(Ref atom) {
    const Node& node = nodes_[atom];
    if (node.op != Op::kEqual && node.op != Op::kLess) return std::nullopt;
    const int a = Find(index_.at(node.args[0]));
    const int b = Find(index_.at(node.args[1]));
    if (a == b) return node.op == Op::kEqual;
    if (node.op == Op::kEqual && Distinct(a, b)) return false;
    return std::nullopt;
  }

  // Whether no order and no numbers fit the literals. Where order makes two values equal, equality goes on
  // with that, and *joined tells.
  bool OrderFails(bool* joined) {
    if (!HasOrder()) return false;
    Inequalities base = Numbers();
    for (bool changed = true; changed;) {
      changed = false;
      if (Infeasible(base)) return true;
      for (auto it = unequal_.begin(); it != unequal_.end();) {
        const std::optional<bool> side = ForcedSide(base, it->first, it->second);
        if (!side) {
          ++it;
          continue;
        }
        base.Add(*side ? Difference(it->first, it->second) : Difference(it->second, it->first),
                 Relation::kBelowZero);
        changed = true;
        it = unequal_.erase(it);
      }
    }
    std::vector<int> compared;
    for (const auto& [sides, holds] : order_) {
      for (const int side : {sides.first, sides.second}) {
        // Texts that come at one place need not be one.
        const Ref term = terms_[static_cast<std::size_t>(side)];
        if (!nodes_.IsIdentity(term, term)) continue;
        if (std::ranges::find(compared, Find(side)) == compared.end()) compared.push_back(Find(side));
      }
    }
    if (compared.size() > kMaxCompared) return false;
    for (std::size_t i = 0; i < compared.size(); ++i) {
      for (std::size_t j = i + 1; j < compared.size(); ++j) {
        if (Find(compared[i]) == Find(compared[j])) continue;
        if (!Refutes(base, Difference(compared[i], compared[j]))) continue;
        if (!Refutes(base, Difference(compared[j], compared[i]))) continue;
        *joined = Join(compared[i], compared[j]) || *joined;
      }
    }
    return *joined && !Close();
  }

 private:
  int Find(int i) {
    while (parent_[static_cast<std::size_t>(i)] != i) i = parent_[static_cast<std::size_t>(i)];
    return i;
  }
  bool Join(int a, int b) {
    a = Find(a);
    b = Find(b);
    if (a != b) parent_[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
    return a != b;
  }

  // Equal arguments give equal results; a row's parts are those of the rows equal to it.
  bool Close() {
    for (bool changed = true; changed;) {
      changed = false;
      nodes_.Spend(terms_.size());
      std::map<std::pair<Node, std::vector<int>>, int, ByParts> seen;
      for (std::size_t i = 0; i < terms_.size(); ++i) {
        const Node& node = nodes_[terms_[i]];
        if (node.op != Op::kApply && node.op != Op::kLinear) continue;
        std::vector<int> classes;
        for (const Ref arg : node.args) classes.push_back(Find(index_.at(arg)));
        if (node.text == "*") std::sort(classes.begin(), classes.end());
        Node head{node.op, node.type, node.text, node.numbers, {}};
        const auto [it, fresh] =
            seen.emplace(std::pair(std::move(head), std::move(classes)), static_cast<int>(i));
        if (!fresh) changed = Join(it->second, static_cast<int>(i)) || changed;
        if (!node.text.starts_with("row:") || node.strict()) continue;
        nodes_.Spend(i);
        for (std::size_t j = 0; j < i; ++j) {
          const Node& other = nodes_[terms_[j]];
          if (other.text != node.text || other.args.size() != node.args.size() ||
              Find(static_cast<int>(i)) != Find(static_cast<int>(j)))
            continue;
          for (std::size_t k = 0; k < node.args.size(); ++k) {
            changed = Join(index_.at(node.args[k]), index_.at(other.args[k])) || changed;
          }
        }
      }
    }
    constant_.clear();
    for (std::size_t i = 0; i < terms_.size(); ++i) {
      const Op op = nodes_[terms_[i]].op;
      if (op != Op::kConst && op != Op::kNull) continue;
      const auto [it, fresh] = constant_.emplace(Find(static_cast<int>(i)), terms_[i]);
      if (!fresh && Differ(it->second, terms_[i])) return false;
    }
    return std::ranges::none_of(unequal_,
                                [&](const auto& pair) { return Find(pair.first) == Find(pair.second); });
  }
  struct ByParts {
    bool operator()(const std::pair<Node, std::vector<int>>& a,
                    const std::pair<Node, std::vector<int>>& b) const {
      const auto key = [](const auto& e) {
        return std::tie(e.first.op, e.first.type, e.first.text, e.first.numbers, e.second);
      };
      return key(a) < key(b);
    }
  };

  [[nodiscard]] bool Differ(Ref a, Ref b) const {
    if (nodes_[a].op == Op::kNull || nodes_[b].op == Op::kNull) return a != b;
    const Order order = nodes_.Compare(a, b);
    return order != Order::kSame && order != Order::kUnknown;
  }
  bool Distinct(int a, int b) {
    const auto x = constant_.find(a);
    const auto y = constant_.find(b);
    if (x != constant_.end() && y != constant_.end() && Differ(x->second, y->second)) return true;
    return std::ranges::any_of(unequal_, [&](const auto& pair) {
      const std::pair classes(Find(pair.first), Find(pair.second));
      return classes == std::pair(a, b) || classes == std::pair(b, a);
    });
  }

  [[nodiscard]] bool HasOrder() const {
    return !order_.empty() || std::ranges::any_of(terms_, [&](Ref t) { return nodes_[t].op == Op::kLinear; });
  }

  // The term as a sum over classes.
  Sum SumOf(int i) {
    const Node& node = nodes_[terms_[static_cast<std::size_t>(i)]];
    Sum sum;
    if (node.op == Op::kConst && node.text[0] == 'i') {
      std::from_chars(node.text.data() + 1, node.text.data() + node.text.size(), sum.constant);
    } else if (node.op == Op::kLinear) {
      sum.constant = node.numbers[0];
      for (std::size_t k = 0; k < node.args.size(); ++k) {
        Sum more = sum;
        Sum unknown;
        unknown.of[Find(index_.at(node.args[k]))] = 1;
        if (!Combine(more, 1, unknown, node.numbers[k + 1], &sum)) return OfClass(i);
      }
    } else {
      return OfClass(i);
    }
    return sum;
  }
  Sum OfClass(int i) {
    Sum sum;
    sum.of[Find(i)] = 1;
    return sum;
  }
  // a - b; below zero says a < b.
  Sum Difference(int a, int b) {
    Sum out;
    return Combine(OfClass(a), 1, OfClass(b), -1, &out) ? out : Sum{};
  }

  // Whether the term is not NULL.
  bool Present(Ref t) {
    const Node& node = nodes_[t];
    if (node.op == Op::kConst || (node.op == Op::kFold && node.text == "sum0")) return true;
    if (node.strict() && std::ranges::all_of(node.args, [&](Ref arg) { return Present(arg); })) return true;
    const int own = Find(index_.at(t));
    const auto constant = constant_.find(own);
    if (constant != constant_.end()) return nodes_[constant->second].op == Op::kConst;
    const auto null = index_.find(nodes_.null());
    return null != index_.end() && Distinct(own, Find(null->second));
  }

  // What the numbers satisfy: each value has a place in the order, NULL before all others, and of what is not
  // NULL sums are sums.
  Inequalities Numbers() {
    Inequalities all;
    nodes_.Spend(terms_.size());
    std::vector<int> constants;
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      const int i = static_cast<int>(t);
      const Node& node = nodes_[terms_[t]];
      if (node.type == Type::kInteger) all.Whole(Find(i));
      if (node.op == Op::kConst) constants.push_back(i);
      Sum defined;
      if (!Present(terms_[t])) continue;
      if (Combine(SumOf(i), 1, OfClass(i), -1, &defined)) all.Add(std::move(defined), Relation::kZero);
    }
    for (const auto& [sides, holds] : order_) {
      if (holds) {
        all.Add(Difference(sides.first, sides.second), Relation::kBelowZero);
      } else {
        all.Add(Difference(sides.second, sides.first), Relation::kAtMostZero);
      }
    }
    nodes_.Spend(constants.size() * constants.size());
    for (const int a : constants) {
      for (const int b : constants) {
        const auto at = [&](int i) { return terms_[static_cast<std::size_t>(i)]; };
        if (nodes_.Compare(at(a), at(b)) == Order::kLess) all.Add(Difference(a, b), Relation::kBelowZero);
      }
    }
    return all;
  }

  bool Infeasible(const Inequalities& all) const {
    std::size_t work = 0;
    const bool infeasible = all.Infeasible(&work);
    nodes_.Spend(work);
    return infeasible;
  }
  bool Refutes(const Inequalities& base, Sum below_zero) const {
    Inequalities more = base;
    more.Add(std::move(below_zero), Relation::kBelowZero);
    return Infeasible(more);
  }
  // Which of two values that differ is the smaller; none where both ways are open.
  std::optional<bool> ForcedSide(const Inequalities& base, int a, int b) {
    if (Refutes(base, Difference(a, b))) return false;
    return Refutes(base, Difference(b, a)) ? std::optional(true) : std::nullopt;
  }

  const Nodes& nodes_;
  const std::vector<Ref>& terms_;
  std::map<Ref, int> index_;
  std::vector<int> parent_;
  std::map<int, Ref> constant_;
  std::vector<std::pair<int, int>> unequal_;
  std::vector<std::pair<std::pair<int, int>, bool>> order_;
};

class Search {
 public:
  Search(const Nodes& nodes, const std::vector<Ref>& clauses, int max_splits)
      : nodes_(nodes), clauses_(clauses), splits_(max_splits) {
    std::set<Ref> terms;
    for (const Ref clause : clauses) {
      nodes.Visit(clause, [&](Ref r) {
        if (nodes[r].op != Op::kEqual && nodes[r].op != Op::kLess) return;
        for (const Ref side : nodes[r].args) nodes.Visit(side, [&](Ref t) { terms.insert(t); });
      });
    }
    terms_.assign(terms.begin(), terms.end());
  }

  bool Refuted(Literals literals) {
    Values values(nodes_, terms_);
    Ref split = -1;
    for (bool changed = true; changed;) {
      if (!values.Assume(literals)) return true;
      const std::size_t before = literals.size();
      std::size_t smallest = SIZE_MAX;
      split = -1;
      for (const Ref clause : clauses_) {
        if (!Require(clause, true, values, literals, &smallest, &split)) return true;
      }
      changed = literals.size() != before;
      if (changed) continue;
      if (values.OrderFails(&changed)) return true;
      if (changed) {
        // What order has made equal may settle a clause.
        for (const Ref clause : clauses_) {
          if (!Require(clause, true, values, literals, &smallest, &split)) return true;
        }
        changed = literals.size() != before;
      }
    }
    if (split < 0 || --splits_ < 0) return false;
    for (const bool holds : {true, false}) {
      Literals branch = literals;
      branch[split] = holds;
      if (!Refuted(std::move(branch))) return false;
    }
    return true;
  }

 private:
  std::optional<bool> Eval(Ref f, Values& values, const Literals& literals) const {
    const Node& node = nodes_[f];
    nodes_.Spend(1);
    switch (node.op) {
      case Op::kTrue: return true;
      case Op::kFalse: return false;
      case Op::kNot: {
        const auto inner = Eval(node.args[0], values, literals);
        return inner ? std::optional(!*inner) : std::nullopt;
      }
      case Op::kAnd:
      case Op::kOr: {
        const bool zero = node.op == Op::kOr;
        bool open = false;
        for (const Ref arg : node.args) {
          const auto inner = Eval(arg, values, literals);
          if (inner && *inner == zero) return zero;
          open = open || !inner;
        }
        return open ? std::nullopt : std::optional(!zero);
      }
      default: break;
    }
    if (const auto it = literals.find(f); it != literals.end()) return it->second;
    return values.Value(f);
  }

  // Adds what f's being `wanted` forces. False where it cannot be.
  bool Require(Ref f, bool wanted, Values& values, Literals& literals, std::size_t* smallest,
               Ref* split) const {
    if (const auto value = Eval(f, values, literals)) return *value == wanted;
    const Node& node = nodes_[f];
    if (node.op == Op::kNot) return Require(node.args[0], !wanted, values, literals, smallest, split);
    if (node.op != Op::kAnd && node.op != Op::kOr) {
      literals[f] = wanted;
      return true;
    }
    std::vector<Ref> open;
    for (const Ref arg : node.args) {
      if (!Eval(arg, values, literals)) open.push_back(arg);
    }
    if ((node.op == Op::kAnd) == wanted || open.size() == 1) {
      return std::ranges::all_of(
          open, [&](Ref arg) { return Require(arg, wanted, values, literals, smallest, split); });
    }
    if (open.size() < *smallest) {
      *smallest = open.size();
      *split = FirstOpen(open[0], values, literals);
    }
    return true;
  }

  Ref FirstOpen(Ref f, Values& values, const Literals& literals) const {
    for (const Ref arg : nodes_[f].op == Op::kAnd || nodes_[f].op == Op::kOr || nodes_[f].op == Op::kNot
                             ? nodes_[f].args
                             : std::vector<Ref>()) {
      if (!Eval(arg, values, literals)) return FirstOpen(arg, values, literals);
    }
    return f;
  }

  const Nodes& nodes_;
  const std::vector<Ref>& clauses_;
  int splits_;
  std::vector<Ref> terms_;
};

}  // namespace

bool Contradictory(const Nodes& nodes, const std::vector<Ref>& clauses, int max_splits) {
  return Search(nodes, clauses, max_splits).Refuted({});
}

}  // namespace tacit::replay
