#include "src/encoder/domain/group_plan.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace tacit::encoder {
namespace {

// A group's numbers stay below 2^63, so that sums of two are numbers too.
constexpr std::uint64_t kMaxWays = std::uint64_t{1} << 63;
constexpr std::uint64_t kTooManyWays = UINT64_MAX;
// The most characters of a group: those with one way would have no bound.
constexpr int kMaxGroupSteps = 64;

constexpr int kLogFraction = 16;

int BitsFor(std::uint64_t ways) { return static_cast<int>(std::bit_width(ways - 1)); }

// log2 in units of 2^-16, rounded down. Integers only: the groups must be the same on every machine.
std::uint64_t FixedLog2(std::uint64_t number) {
  const int whole = static_cast<int>(std::bit_width(number)) - 1;
  // In [1, 2), with 31 binary places.
  std::uint64_t rest = whole >= 31 ? number >> (whole - 31) : number << (31 - whole);
  auto log = static_cast<std::uint64_t>(whole);
  for (int i = 0; i < kLogFraction; ++i) {
    rest = (rest * rest) >> 31;
    const bool bit = rest >> 32 != 0;
    if (bit) rest >>= 1;
    log = log << 1 | (bit ? 1U : 0U);
  }
  return log;
}

std::uint64_t AddWays(std::uint64_t a, std::uint64_t b) {
  return a > kMaxWays || b > kMaxWays - a ? kTooManyWays : a + b;
}

std::uint64_t TimesWays(std::uint64_t a, std::uint64_t times) {
  return a > kMaxWays / times ? kTooManyWays : a * times;
}

// The most characters that a text can still have, for every state; nothing where there is no bound or it is
// above a group's.
std::vector<std::optional<int>> LongestRests(const Automaton& automaton) {
  std::vector<std::optional<int>> rests(automaton.states.size());
  for (int length = 0; length <= kMaxGroupSteps; ++length) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < rests.size(); ++i) {
      const auto& edges = automaton.states[i].edges;
      const bool known = std::all_of(edges.begin(), edges.end(),
                                     [&](const Edge& edge) { return rests[edge.target].has_value(); });
      if (!rests[i] && known) found.push_back(i);
    }
    if (found.empty()) break;
    for (const std::uint32_t i : found) rests[i] = length;
  }
  return rests;
}

// What the groups from one state can come to.
struct GroupEnds {
  std::vector<std::uint32_t> next;       // states in which another group begins
  std::optional<std::size_t> least_end;  // the fewest bits of a group in which the text ends
};

GroupEnds EndsOf(const Automaton& automaton, const GroupPlan& plan, std::uint32_t from) {
  const GroupPlan::Group& group = plan.GroupFrom(from);
  GroupEnds ends;
  const auto end_within = [&](std::uint64_t ways) {
    const auto free_bits = static_cast<int>(std::bit_width(ways)) - 1;
    const auto bits = static_cast<std::size_t>(group.bits - free_bits);
    ends.least_end = std::min(ends.least_end.value_or(bits), bits);
  };
  std::vector<std::uint32_t> here = {from};
  for (int left = group.steps; left > 0; --left) {
    std::vector<std::uint32_t> there;
    for (const std::uint32_t at : here) {
      const State& state = automaton.states[at];
      if (state.accepting) end_within(state.edges.empty() ? 1 : plan.EndWays(state, left));
      for (const Edge& edge : state.edges) there.push_back(edge.target);
    }
    std::sort(there.begin(), there.end());
    there.erase(std::unique(there.begin(), there.end()), there.end());
    here = std::move(there);
  }
  for (const std::uint32_t at : here) {
    if (automaton.states[at].edges.empty()) {
      end_within(1);
    } else {
      ends.next.push_back(at);
    }
  }
  return ends;
}

}  // namespace

BitPrefix PrefixWithin(std::uint64_t begin, std::uint64_t size) {
  for (int free_bits = static_cast<int>(std::bit_width(size)) - 1;; --free_bits) {
    const std::uint64_t mask = LowBits(free_bits);
    const std::uint64_t number = (begin + mask) & ~mask;
    if (number - begin + mask < size) return {.number = number, .free_bits = free_bits};
  }
}

GroupPlan::GroupPlan(const Automaton& automaton) : groups_(automaton.states.size()) {
  CountWays(automaton);
  ChooseGroups(automaton);
  int most = 0;
  for (const Group& group : groups_) most = std::max(most, group.steps);
  ways_.resize((static_cast<std::size_t>(most) + 1) * groups_.size());
  ways_.shrink_to_fit();
}

std::uint64_t GroupPlan::EndWays(const State& state, int steps) const {
  if (!state.accepting) return 0;
  std::uint64_t most = 1;
  for (const Edge& edge : state.edges) most = std::max(most, Ways(edge.target, steps - 1));
  return most;
}

void GroupPlan::CountWays(const Automaton& automaton) {
  const std::size_t count = automaton.states.size();
  ways_.assign(count, 1);  // no step, one way
  ways_.resize((kMaxGroupSteps + 1) * count);
  for (int steps = 1; steps <= kMaxGroupSteps; ++steps) {
    for (std::size_t i = 0; i < count; ++i) {
      const State& state = automaton.states[i];
      std::uint64_t ways = EndWays(state, steps);
      for (const Edge& edge : state.edges) {
        ways = AddWays(ways, TimesWays(Ways(edge.target, steps - 1), edge.size()));
      }
      ways_[static_cast<std::size_t>(steps) * count + i] = ways;
    }
  }
}

// All that is left, where that fits into one group. Otherwise the group that wastes the smallest part of its
// bits; of several that waste nearly the same, the longest, since a group takes time.
void GroupPlan::ChooseGroups(const Automaton& automaton) {
  const std::vector<std::optional<int>> rests = LongestRests(automaton);
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    if (rests[i] && Ways(i, *rests[i]) <= kMaxWays) {
      groups_[i] = {.steps = *rests[i], .bits = BitsFor(Ways(i, *rests[i]))};
      continue;
    }
    const auto bits = [&](int steps) { return static_cast<std::uint64_t>(BitsFor(Ways(i, steps))); };
    const auto needed = [&](int steps) { return FixedLog2(Ways(i, steps)); };
    int longest = 0;
    int best = 0;
    for (int steps = 1; steps <= kMaxGroupSteps && Ways(i, steps) <= kMaxWays; ++steps) {
      longest = steps;
      if (Ways(i, steps) == 1) continue;
      if (best == 0 || bits(steps) * needed(best) < bits(best) * needed(steps)) best = steps;
    }
    int chosen = longest;
    while (best != 0 && bits(chosen) * needed(best) * 1024 > bits(best) * needed(chosen) * 1025) --chosen;
    groups_[i] = {.steps = chosen, .bits = static_cast<int>(bits(chosen))};
  }
}

BitBounds GroupPlan::Bounds(const Automaton& automaton) const {
  // The states in which groups begin, each with its ends.
  std::vector<std::uint32_t> starts = {0};
  std::vector<bool> is_start(groups_.size(), false);
  std::vector<GroupEnds> ends(groups_.size());
  is_start[0] = true;
  for (std::size_t i = 0; i < starts.size(); ++i) {  // grows while it is gone through
    ends[starts[i]] = EndsOf(automaton, *this, starts[i]);
    for (const std::uint32_t next : ends[starts[i]].next) {
      if (!is_start[next]) starts.push_back(next);
      is_start[next] = true;
    }
  }
  // By number of groups: after as many rounds as there are starts, what still grows has no bound.
  std::vector<std::optional<std::size_t>> least(groups_.size());
  std::vector<std::size_t> most(groups_.size(), 0);
  bool grows = true;
  for (std::size_t round = 0; round <= starts.size() && grows; ++round) {
    grows = false;
    for (auto start = starts.rbegin(); start != starts.rend(); ++start) {
      const auto bits = static_cast<std::size_t>(groups_[*start].bits);
      std::optional<std::size_t> low = ends[*start].least_end;
      std::size_t high = bits;
      for (const std::uint32_t next : ends[*start].next) {
        if (least[next]) low = std::min(low.value_or(SIZE_MAX), bits + *least[next]);
        high = std::max(high, bits + most[next]);
      }
      grows = grows || low != least[*start] || high != most[*start];
      least[*start] = low;
      most[*start] = high;
    }
  }
  return {.least = least[0].value_or(0), .most = grows ? std::nullopt : std::optional(most[0])};
}

}  // namespace tacit::encoder
