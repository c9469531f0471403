#include "src/encoder/domain/determinize.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/base/status_macros.h"
#include "tacit/domain_code.h"

namespace tacit::encoder {
namespace {

// States of the automaton that guesses. Twice as many as the other may have: half of them only branch.
constexpr std::size_t kMaxGuessStates = 2 * kMaxDomainStates;
// All subsets together: some expressions have subsets nearly as large as the whole, and many of them.
constexpr std::size_t kMaxSubsetItems = std::size_t{1} << 18;
// Nodes and ways that are gone through: empty branches, repeated, take no states, but time.
constexpr std::size_t kMaxSteps = std::size_t{1} << 24;

Status TooLarge() {
  return Status::NotSupported("the regular expression has more than " + std::to_string(kMaxDomainStates) +
                              " characters or states");
}

// Either reads a character of `set` on its one way, or goes on by any of its ways without reading.
struct Guess {
  AsciiSet set;
  std::vector<std::uint32_t> ways;

  [[nodiscard]] bool reads() const { return set.any(); }
};

// Thompson's construction, from the end to the beginning.
class Guesses {
 public:
  static constexpr std::uint32_t kAccept = 0;

  Guesses() { states_.resize(1); }

  // The state in which a text of `node`, and then one of `next`, is ahead.
  Result<std::uint32_t> Before(const RegexNode& node, std::uint32_t next) {
    if (++steps_ > kMaxSteps / 16) return TooLarge();
    switch (node.kind) {
      case RegexNode::Kind::kSet: return Add({.set = node.set, .ways = {next}});
      case RegexNode::Kind::kSequence: {
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
          TACIT_ASSIGN_OR_RETURN(next, Before(*child, next));
        }
        return next;
      }
      case RegexNode::Kind::kChoice: {
        if (node.children.size() == 1) return Before(node.children[0], next);
        Guess branches;
        for (const RegexNode& child : node.children) {
          TACIT_ASSIGN_OR_RETURN(const std::uint32_t branch, Before(child, next));
          branches.ways.push_back(branch);
        }
        return Add(std::move(branches));
      }
      case RegexNode::Kind::kRepeat: return BeforeRepeat(node, next);
    }
    return next;
  }

  [[nodiscard]] const Guess& at(std::uint32_t state) const { return states_[state]; }
  [[nodiscard]] std::size_t size() const { return states_.size(); }

 private:
  Result<std::uint32_t> Add(Guess guess) {
    if (states_.size() == kMaxGuessStates) return TooLarge();
    states_.push_back(std::move(guess));
    return static_cast<std::uint32_t>(states_.size() - 1);
  }

  Result<std::uint32_t> BeforeRepeat(const RegexNode& node, std::uint32_t next) {
    const RegexNode& child = node.children[0];
    std::uint32_t at = next;
    if (node.high == RegexNode::kUnbounded) {
      TACIT_ASSIGN_OR_RETURN(at, Add({.set = {}, .ways = {next}}));
      TACIT_ASSIGN_OR_RETURN(const std::uint32_t again, Before(child, at));
      states_[at].ways.push_back(again);
    }
    for (int i = node.low; i < node.high; ++i) {
      TACIT_ASSIGN_OR_RETURN(const std::uint32_t once, Before(child, at));
      if (once == at) break;  // the empty text, however often
      TACIT_ASSIGN_OR_RETURN(at, Add({.set = {}, .ways = {once, next}}));
    }
    for (int i = 0; i < node.low; ++i) {
      TACIT_ASSIGN_OR_RETURN(const std::uint32_t once, Before(child, at));
      if (once == at) break;
      at = once;
    }
    return at;
  }

  std::vector<Guess> states_;
  std::size_t steps_ = 0;
};

// States of the automaton that does not guess are the sets of states that the other may be in, of which only
// those that read or accept are kept.
class SubsetBuilder {
 public:
  explicit SubsetBuilder(const Guesses& guesses) : guesses_(guesses), seen_(guesses.size(), 0) {}

  Result<Automaton> Run(std::uint32_t start) {
    TACIT_RETURN_IF_ERROR(NumberOf(Closure({start})).status());
    for (std::size_t i = 0; i < order_.size(); ++i) {  // grows while it is gone through
      TACIT_ASSIGN_OR_RETURN(State state, StateOf(*order_[i]));
      automaton_.states.push_back(std::move(state));
    }
    return std::move(automaton_);
  }

 private:
  using Subset = std::vector<std::uint32_t>;

  Subset Closure(Subset open) {
    ++round_;
    Subset reached;
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      if (std::exchange(seen_[at], round_) == round_) continue;
      const Guess& guess = guesses_.at(at);
      if (at == Guesses::kAccept || guess.reads()) {
        reached.push_back(at);
      } else {
        open.insert(open.end(), guess.ways.begin(), guess.ways.end());
        steps_ += guess.ways.size();
      }
    }
    std::sort(reached.begin(), reached.end());
    return reached;
  }

  Result<std::uint32_t> NumberOf(Subset subset) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    const std::size_t size = subset.size();
    if (steps_ > kMaxSteps) return TooLarge();
    const auto [found, is_new] = numbers_.emplace(std::move(subset), next);
    if (is_new) {
      items_ += size;
      if (next == kMaxDomainStates || items_ > kMaxSubsetItems) return TooLarge();
      order_.push_back(&found->first);
    }
    return found->second;
  }

  Result<State> StateOf(const Subset& subset) {
    State state{.accepting = subset.front() == Guesses::kAccept, .edges = {}};
    Subset before;  // where the character before leads
    for (unsigned c = 0; c < AsciiSet().size(); ++c) {
      Subset moved;
      for (const std::uint32_t at : subset) {
        if (guesses_.at(at).set[c]) moved.push_back(guesses_.at(at).ways[0]);
      }
      const auto byte = static_cast<unsigned char>(c);
      if (moved.empty()) {
        before.clear();
      } else if (moved == before) {
        state.edges.back().high = byte;
      } else {
        TACIT_ASSIGN_OR_RETURN(const std::uint32_t target, NumberOf(Closure(moved)));
        state.edges.push_back({.low = byte, .high = byte, .target = target});
        before = std::move(moved);
      }
    }
    return state;
  }

  const Guesses& guesses_;
  Automaton automaton_;
  std::map<Subset, std::uint32_t> numbers_;
  std::vector<const Subset*> order_;  // of the map, whose keys stay where they are
  std::size_t items_ = 0;
  std::size_t steps_ = 0;
  std::vector<std::uint32_t> seen_;  // the round in which a state was reached last
  std::uint32_t round_ = 0;
};

}  // namespace

Result<Automaton> AutomatonOf(const RegexNode& tree) {
  Guesses guesses;
  TACIT_ASSIGN_OR_RETURN(const std::uint32_t start, guesses.Before(tree, Guesses::kAccept));
  TACIT_ASSIGN_OR_RETURN(const Automaton whole, SubsetBuilder(guesses).Run(start));
  std::optional<Automaton> trimmed = Trimmed(whole);
  if (!trimmed) return Status::InvalidArgument("no text matches the regular expression");
  return *std::move(trimmed);
}

}  // namespace tacit::encoder
