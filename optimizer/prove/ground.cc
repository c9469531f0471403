#include "optimizer/prove/ground.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "optimizer/prove/id_map.h"
#include "optimizer/prove/theory.h"

namespace tacit::prove {
namespace {

enum class Truth3 : std::int8_t { kFalse, kTrue, kOpen, kUnasked };

// The conjuncts are laid out once, every part of them at a place of its own; what is known of the parts is
// kept from one step of a branch to the next, as more literals never take back what fewer have settled.
class Search {
 public:
  Search(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits, Budget& budget)
      : store_(store), splits_(max_splits), budget_(budget), theory_(store) {
    nodes_.reserve(4 * conjuncts.size());
    for (FormulaId f : conjuncts) conjuncts_.push_back(Lay(f));
    values_.assign(nodes_.size(), Truth3::kUnasked);
    assigned_.assign(nodes_.size(), Truth3::kOpen);
  }

  bool Refuted() { return Refuted({}, conjuncts_); }

 private:
  using Place = int;
  // A node's place, or -place - 1 for its negation.
  using Literal = int;

  struct Node {
    FormulaKind kind = FormulaKind::kFalse;
    Theory::AtomId atom = -1;
    std::size_t args = 0;  // where they begin in args_
    std::size_t arity = 0;
  };

  Place Lay(FormulaId f) {
    if (const int known = places_.Find(f); known >= 0) return known;
    const Formula& formula = store_.formula(f);
    std::vector<Place> args;
    args.reserve(formula.args.size());
    for (FormulaId arg : formula.args) args.push_back(Lay(arg));
    Node node{formula.kind, -1, args_.size(), args.size()};
    args_.insert(args_.end(), args.begin(), args.end());
    const bool atom = formula.kind == FormulaKind::kEq || formula.kind == FormulaKind::kLess ||
                      formula.kind == FormulaKind::kExists;
    if (atom) node.atom = theory_.Register(f);
    nodes_.push_back(node);
    const auto place = static_cast<Place>(nodes_.size()) - 1;
    places_.Add(f, place);
    return place;
  }
  [[nodiscard]] const Node& At(Place place) const { return nodes_[static_cast<std::size_t>(place)]; }
  [[nodiscard]] std::span<const Place> ArgsOf(const Node& node) const {
    return {args_.data() + node.args, node.arity};
  }
  static Literal Negation(Place place) { return -place - 1; }
  static Place PlaceOf(Literal literal) { return literal >= 0 ? literal : -literal - 1; }

  // True where the literals leave no way to satisfy the conjuncts that are not true yet.
  bool Refuted(std::vector<Literal> literals, std::vector<Place> open) {
    const std::size_t known = settled_.size();
    const bool refuted = RefutedHere(literals, open);
    for (; settled_.size() > known; settled_.pop_back())
      values_[static_cast<std::size_t>(settled_.back())] = Truth3::kUnasked;
    return refuted;
  }
  bool RefutedHere(std::vector<Literal>& literals, std::vector<Place>& open) {
    Place split = -1;
    if (!Propagate(literals, open, &split)) return true;
    if (split < 0) return false;
    if (--splits_ < 0 || !budget_.Spend(store_)) return false;
    for (const bool sign : {true, false}) {
      std::vector<Literal> branch = literals;
      branch.push_back(sign ? split : Negation(split));
      if (!Refuted(std::move(branch), open)) return false;
    }
    return true;
  }

  bool Propagate(std::vector<Literal>& literals, std::vector<Place>& open, Place* split) {
    while (true) {
      if (!Load(literals)) return false;
      const std::size_t before = literals.size();
      *split = -1;
      best_ = SIZE_MAX;
      for (const Place f : open) {
        if (!Require(f, true, literals, split)) return false;
      }
      if (literals.size() == before) return true;
      std::erase_if(open, [&](Place f) { return values_[static_cast<std::size_t>(f)] == Truth3::kTrue; });
    }
  }

  bool Load(const std::vector<Literal>& literals) {
    for (const Place place : loaded_) assigned_[static_cast<std::size_t>(place)] = Truth3::kOpen;
    loaded_.clear();
    for (const Place place : asked_) {
      Truth3& value = values_[static_cast<std::size_t>(place)];
      if (value == Truth3::kOpen) value = Truth3::kUnasked;
    }
    asked_.clear();
    assumed_.clear();
    for (const Literal literal : literals) {
      const Place place = PlaceOf(literal);
      const Truth3 sign = literal >= 0 ? Truth3::kTrue : Truth3::kFalse;
      Truth3& known = assigned_[static_cast<std::size_t>(place)];
      if (known == sign) continue;
      if (known != Truth3::kOpen) return false;
      known = sign;
      loaded_.push_back(place);
      const Theory::AtomId atom = At(place).atom;
      assumed_.push_back(literal >= 0 ? atom : -atom - 1);
    }
    return theory_.Assume(assumed_);
  }

  [[nodiscard]] Truth3 ValueOfAtom(Place place, Theory::AtomId atom) const {
    const Truth3 known = assigned_[static_cast<std::size_t>(place)];
    if (known != Truth3::kOpen) return known;
    const auto value = theory_.Value(atom);
    return !value ? Truth3::kOpen : *value ? Truth3::kTrue : Truth3::kFalse;
  }

  Truth3 Eval(Place place) {
    const Truth3 known = values_[static_cast<std::size_t>(place)];
    if (known != Truth3::kUnasked) return known;
    const Truth3 value = Computed(place);
    values_[static_cast<std::size_t>(place)] = value;
    (value == Truth3::kOpen ? asked_ : settled_).push_back(place);
    return value;
  }
  Truth3 Computed(Place place) {
    const Node& node = At(place);
    switch (node.kind) {
      case FormulaKind::kFalse: return Truth3::kFalse;
      case FormulaKind::kTrue: return Truth3::kTrue;
      case FormulaKind::kNot: {
        const Truth3 inner = Eval(ArgsOf(node)[0]);
        return inner == Truth3::kOpen ? inner : inner == Truth3::kTrue ? Truth3::kFalse : Truth3::kTrue;
      }
      case FormulaKind::kAnd:
      case FormulaKind::kOr: {
        const Truth3 zero = node.kind == FormulaKind::kAnd ? Truth3::kFalse : Truth3::kTrue;
        Truth3 out = zero == Truth3::kFalse ? Truth3::kTrue : Truth3::kFalse;
        for (const Place arg : ArgsOf(node)) {
          const Truth3 inner = Eval(arg);
          if (inner == zero) return zero;
          if (inner == Truth3::kOpen) out = Truth3::kOpen;
        }
        return out;
      }
      default: return ValueOfAtom(place, node.atom);
    }
  }

  // Adds the literals that f's truth forces; remembers the smallest open disjunction's first atom as the
  // next split.
  bool Require(Place f, bool sign, std::vector<Literal>& literals, Place* split) {
    const Truth3 value = Eval(f);
    if (value != Truth3::kOpen) return (value == Truth3::kTrue) == sign;
    const Node& node = At(f);
    const auto args = ArgsOf(node);
    if (node.kind == FormulaKind::kNot) return Require(args[0], !sign, literals, split);
    if (node.kind != FormulaKind::kAnd && node.kind != FormulaKind::kOr) {
      literals.push_back(sign ? f : Negation(f));
      return true;
    }
    if ((node.kind == FormulaKind::kAnd) == sign) {
      return std::all_of(args.begin(), args.end(),
                         [&](Place arg) { return Require(arg, sign, literals, split); });
    }
    std::size_t open = 0;
    Place first = -1;
    for (const Place arg : args) {
      if (Eval(arg) == Truth3::kOpen && ++open == 1) first = arg;
    }
    if (open == 1) return Require(first, sign, literals, split);
    if (open < best_) {
      best_ = open;
      *split = FirstOpenAtom(first);
    }
    return true;
  }

  Place FirstOpenAtom(Place f) {
    for (const Place arg : ArgsOf(At(f))) {
      if (Eval(arg) == Truth3::kOpen) return FirstOpenAtom(arg);
    }
    return f;
  }

  const Store& store_;
  int splits_;
  Budget& budget_;
  Theory theory_;
  IdMap places_;
  std::vector<Node> nodes_;
  std::vector<Place> args_;
  std::vector<Place> conjuncts_;
  std::vector<Truth3> values_;    // kOpen: by this step's literals; else by the branch's
  std::vector<Truth3> assigned_;  // by this step's literals
  std::vector<Place> asked_, settled_, loaded_;
  std::vector<Theory::Literal> assumed_;
  std::size_t best_ = 0;
};

}  // namespace

bool GroundUnsat(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits,
                 Budget& budget) {
  if (budget.exhausted) return false;
  return Search(store, conjuncts, max_splits, budget).Refuted();
}

}  // namespace tacit::prove
