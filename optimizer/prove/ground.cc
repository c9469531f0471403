#include "optimizer/prove/ground.h"

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "optimizer/prove/id_map.h"
#include "optimizer/prove/theory.h"

namespace tacit::prove {
namespace {

enum class Truth3 : std::int8_t { kFalse, kTrue, kOpen };

Truth3 Opposite(Truth3 value) {
  return value == Truth3::kTrue ? Truth3::kFalse : value == Truth3::kFalse ? Truth3::kTrue : value;
}

// The conjuncts are laid out once, every part of them at a place of its own. What becomes known of a part
// goes on to the parts that hold it, and stays for the rest of the branch: more literals never take back what
// fewer have settled.
class Search {
 public:
  Search(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits, Budget& budget)
      : store_(store), splits_(max_splits), budget_(budget), theory_(store) {
    for (FormulaId f : conjuncts) conjuncts_.push_back(Lay(f));
    for (const Place place : conjuncts_) nodes_[static_cast<std::size_t>(place)].conjunct = true;
    LinkHolders();
  }

  bool Refuted() {
    for (const Place place : constants_) {
      if (!Settle(place, At(place).kind == FormulaKind::kTrue ? Truth3::kTrue : Truth3::kFalse)) return true;
    }
    return Refuted({}, conjuncts_);
  }

 private:
  using Place = int;
  // A node's place, or -place - 1 for its negation.
  using Literal = int;

  struct Node {
    FormulaKind kind = FormulaKind::kFalse;
    Truth3 value = Truth3::kOpen;
    bool conjunct = false;
    Theory::AtomId atom = -1;
    int open = 0;  // arguments of which nothing is known
    std::span<const Place> args;
    std::span<const Place> holders;
  };

  Place Lay(FormulaId f) {
    if (const int known = places_.Find(f); known >= 0) return known;
    const Formula& formula = store_.formula(f);
    const std::size_t begin = room_.size();
    for (FormulaId arg : formula.args) {
      const Place place = Lay(arg);
      room_.push_back(place);
    }
    const auto arity = static_cast<int>(room_.size() - begin);
    args_.insert(args_.end(), room_.begin() + static_cast<std::ptrdiff_t>(begin), room_.end());
    room_.resize(begin);
    const auto place = static_cast<Place>(nodes_.size());
    Node& node = nodes_.emplace_back();
    node.kind = formula.kind;
    node.open = arity;
    if (formula.kind == FormulaKind::kTrue || formula.kind == FormulaKind::kFalse) {
      constants_.push_back(place);
    } else if (arity == 0) {
      node.atom = theory_.Register(f);
      atoms_.push_back(place);
    }
    places_.Add(f, place);
    return place;
  }
  // Arguments were laid out in the order of the nodes; here each node gets its own, and who holds it.
  void LinkHolders() {
    std::vector<std::size_t> ends(nodes_.size() + 1, 0);
    for (const Place arg : args_) ++ends[static_cast<std::size_t>(arg) + 1];
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    holders_.resize(args_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      nodes_[i].holders = {holders_.data() + ends[i], ends[i + 1] - ends[i]};
    std::size_t at = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      nodes_[i].args = {args_.data() + at, static_cast<std::size_t>(nodes_[i].open)};
      for (const Place arg : nodes_[i].args)
        holders_[ends[static_cast<std::size_t>(arg)]++] = static_cast<Place>(i);
      at += nodes_[i].args.size();
    }
  }
  [[nodiscard]] const Node& At(Place place) const { return nodes_[static_cast<std::size_t>(place)]; }
  [[nodiscard]] bool IsOpen(Place place) const { return At(place).value == Truth3::kOpen; }
  static Literal Negation(Place place) { return -place - 1; }

  // And what follows from it for what holds it. False where a conjunct becomes false.
  bool Settle(Place place, Truth3 value) {
    if (!IsOpen(place)) return true;
    bool possible = Note(place, value);
    for (std::size_t next = settled_.size() - 1; next < settled_.size(); ++next) {
      const Node& node = At(settled_[next]);
      for (const Place at : node.holders) {
        Node& holder = nodes_[static_cast<std::size_t>(at)];
        --holder.open;
        if (!IsOpen(at)) continue;
        if (holder.kind == FormulaKind::kNot) {
          possible = Note(at, Opposite(node.value)) && possible;
          continue;
        }
        const Truth3 zero = holder.kind == FormulaKind::kAnd ? Truth3::kFalse : Truth3::kTrue;
        if (node.value == zero || holder.open == 0) possible = Note(at, node.value) && possible;
      }
    }
    return possible;
  }
  bool Note(Place place, Truth3 value) {
    Node& node = nodes_[static_cast<std::size_t>(place)];
    node.value = value;
    settled_.push_back(place);
    return value == Truth3::kTrue || !node.conjunct;
  }
  void Reopen(std::size_t since) {
    for (; settled_.size() > since; settled_.pop_back()) {
      Node& node = nodes_[static_cast<std::size_t>(settled_.back())];
      node.value = Truth3::kOpen;
      for (const Place at : node.holders) ++nodes_[static_cast<std::size_t>(at)].open;
    }
  }

  // True where the literals leave no way to satisfy the conjuncts that are not true yet.
  bool Refuted(std::vector<Literal> literals, std::vector<Place> open) {
    const std::size_t known = settled_.size();
    const bool refuted = RefutedHere(literals, open);
    Reopen(known);
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
      best_ = INT_MAX;
      std::erase_if(open, [&](Place f) { return !IsOpen(f); });
      for (const Place f : open) Require(f, true, literals, split);
      if (literals.size() == before) return true;
    }
  }

  bool Load(const std::vector<Literal>& literals) {
    assumed_.clear();
    for (const Literal literal : literals) {
      const Place place = literal >= 0 ? literal : Negation(literal);
      const Truth3 sign = literal >= 0 ? Truth3::kTrue : Truth3::kFalse;
      if (!Settle(place, sign) || At(place).value != sign) return false;
      const Theory::AtomId atom = At(place).atom;
      assumed_.push_back(literal >= 0 ? atom : -atom - 1);
    }
    if (!theory_.Assume(assumed_)) return false;
    return std::all_of(atoms_.begin(), atoms_.end(), [&](Place place) {
      if (!IsOpen(place)) return true;
      const auto value = theory_.Value(At(place).atom);
      return !value || Settle(place, *value ? Truth3::kTrue : Truth3::kFalse);
    });
  }

  // Adds the literals that f's truth forces; remembers the smallest open disjunction's first atom as the
  // next split.
  void Require(Place f, bool sign, std::vector<Literal>& literals, Place* split) {
    const Node& node = At(f);
    if (node.value != Truth3::kOpen) return;
    if (node.kind == FormulaKind::kNot) return Require(node.args[0], !sign, literals, split);
    if (node.kind != FormulaKind::kAnd && node.kind != FormulaKind::kOr) {
      literals.push_back(sign ? f : Negation(f));
    } else if ((node.kind == FormulaKind::kAnd) == sign) {
      for (const Place arg : node.args) Require(arg, sign, literals, split);
    } else if (node.open == 1) {
      Require(FirstOpen(node), sign, literals, split);
    } else if (node.open < best_) {
      best_ = node.open;
      *split = FirstOpenAtom(f);
    }
  }

  [[nodiscard]] Place FirstOpen(const Node& node) const {
    return *std::find_if(node.args.begin(), node.args.end(), [&](Place arg) { return IsOpen(arg); });
  }
  [[nodiscard]] Place FirstOpenAtom(Place f) const {
    while (!At(f).args.empty()) f = FirstOpen(At(f));
    return f;
  }

  const Store& store_;
  int splits_;
  Budget& budget_;
  Theory theory_;
  IdMap places_;
  std::vector<Node> nodes_;
  std::vector<Place> args_, holders_, room_;
  std::vector<Place> conjuncts_, atoms_, constants_;
  std::vector<Place> settled_;  // in the order in which that was found
  std::vector<Theory::Literal> assumed_;
  int best_ = 0;
};

}  // namespace

bool GroundUnsat(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits,
                 Budget& budget) {
  if (budget.exhausted) return false;
  return Search(store, conjuncts, max_splits, budget).Refuted();
}

}  // namespace tacit::prove
