#include "src/encoder/domain/automaton.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "tacit/domain_code.h"

namespace tacit::encoder {
namespace {

constexpr std::uint32_t kNoState = UINT32_MAX;
constexpr unsigned char kLastAscii = 0x7F;

// Whether an accepting state can be reached, for every state: backwards from those.
std::vector<bool> Alive(const Automaton& automaton) {
  const std::size_t count = automaton.states.size();
  std::vector<std::vector<std::uint32_t>> sources(count);
  std::vector<bool> alive(count, false);
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < count; ++i) {
    for (const Edge& edge : automaton.states[i].edges) sources[edge.target].push_back(i);
    if (!automaton.states[i].accepting) continue;
    alive[i] = true;
    open.push_back(i);
  }
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    for (const std::uint32_t source : sources[at]) {
      if (alive[source]) continue;
      alive[source] = true;
      open.push_back(source);
    }
  }
  return alive;
}

// Edges side by side that lead to one state are one edge.
void AppendEdge(std::vector<Edge>& edges, const Edge& edge) {
  if (!edges.empty() && edges.back().target == edge.target && edges.back().high + 1 == edge.low) {
    edges.back().high = edge.high;
  } else {
    edges.push_back(edge);
  }
}

}  // namespace

bool Automaton::Accepts(std::string_view text) const {
  std::uint32_t at = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const auto& edges = states[at].edges;
    const auto edge = std::find_if(edges.begin(), edges.end(),
                                   [&](const Edge& e) { return e.low <= byte && byte <= e.high; });
    if (edge == edges.end()) return false;
    at = edge->target;
  }
  return states[at].accepting;
}

std::optional<Automaton> Trimmed(const Automaton& automaton) {
  const std::vector<bool> alive = Alive(automaton);
  if (!alive[0]) return std::nullopt;
  Automaton trimmed;
  std::vector<std::uint32_t> number(automaton.states.size(), kNoState);
  std::vector<std::uint32_t> order = {0};
  number[0] = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {  // grows while it is gone through
    const State& old = automaton.states[order[i]];
    State state{.accepting = old.accepting, .edges = {}};
    for (Edge edge : old.edges) {
      if (!alive[edge.target]) continue;
      if (number[edge.target] == kNoState) {
        number[edge.target] = static_cast<std::uint32_t>(order.size());
        order.push_back(edge.target);
      }
      edge.target = number[edge.target];
      AppendEdge(state.edges, edge);
    }
    trimmed.states.push_back(std::move(state));
  }
  return trimmed;
}

Result<Automaton> Intersection(const Automaton& a, const Automaton& b) {
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  Automaton both;
  std::map<Pair, std::uint32_t> numbers = {{{0, 0}, 0}};
  std::vector<Pair> order = {{0, 0}};
  for (std::size_t i = 0; i < order.size(); ++i) {  // grows while it is gone through
    const State& in_a = a.states[order[i].first];
    const State& in_b = b.states[order[i].second];
    State state{.accepting = in_a.accepting && in_b.accepting, .edges = {}};
    for (const Edge& x : in_a.edges) {
      for (const Edge& y : in_b.edges) {
        const unsigned char low = std::max(x.low, y.low);
        const unsigned char high = std::min(x.high, y.high);
        if (low > high) continue;
        const Pair target = {x.target, y.target};
        const auto next = static_cast<std::uint32_t>(order.size());
        const auto [found, is_new] = numbers.emplace(target, next);
        if (is_new) order.push_back(target);
        AppendEdge(state.edges, {.low = low, .high = high, .target = found->second});
      }
    }
    both.states.push_back(std::move(state));
    if (order.size() > kMaxDomainStates) {
      return Status::NotSupported("the constraints together have more than " +
                                  std::to_string(kMaxDomainStates) + " states");
    }
  }
  std::optional<Automaton> trimmed = Trimmed(both);
  if (!trimmed) return Status::InvalidArgument("no text satisfies all constraints");
  return *std::move(trimmed);
}

Result<Automaton> AsciiOfLength(const LengthDetail& length) {
  const std::int64_t min = std::max<std::int64_t>(0, length.min.value_or(0));
  const std::int64_t last = length.max.value_or(min);
  if (last < min) {
    return Status::InvalidArgument("no text has at least " + std::to_string(min) +
                                   " characters and at most " + std::to_string(last));
  }
  if (last >= static_cast<std::int64_t>(kMaxDomainStates)) {
    return Status::NotSupported("a length of " + std::to_string(last) + " characters: expected less than " +
                                std::to_string(kMaxDomainStates));
  }
  // State i has seen i characters; without a greatest length, the last one has seen `min` or more.
  Automaton automaton;
  for (std::int64_t i = 0; i <= last; ++i) {
    State state{.accepting = i >= min, .edges = {}};
    const std::int64_t target = i < last ? i + 1 : i;
    if (i < last || !length.max) {
      state.edges = {{.low = 0, .high = kLastAscii, .target = static_cast<std::uint32_t>(target)}};
    }
    automaton.states.push_back(std::move(state));
  }
  return automaton;
}

Automaton AnyBytesFrom(unsigned char least) {
  return {.states = {{.accepting = true, .edges = {{.low = least, .high = 0xFF, .target = 0}}}}};
}

}  // namespace tacit::encoder
