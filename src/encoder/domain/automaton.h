// Sets of texts as deterministic automata over bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/status.h"

namespace tacit::encoder {

// The bytes from `low` to `high` lead to `target`.
struct Edge {
  unsigned char low = 0;
  unsigned char high = 0;
  std::uint32_t target = 0;

  [[nodiscard]] std::uint64_t size() const { return static_cast<std::uint64_t>(high - low) + 1; }
};

// Edges do not overlap and rise.
struct State {
  bool accepting = false;
  std::vector<Edge> edges;
};

// State 0 is where a text begins. Once trimmed: an accepting state can be reached from every state, and every
// state from the first; the states' numbers follow from the set and the way it was described.
struct Automaton {
  std::vector<State> states;

  [[nodiscard]] bool Accepts(std::string_view text) const;
};

// Without the states that no accepted text passes. Nothing where no text is accepted.
[[nodiscard]] std::optional<Automaton> Trimmed(const Automaton& automaton);

// The texts that both accept, trimmed. Errors: InvalidArgument (there are none); NotSupported (more than
// kMaxDomainStates states).
[[nodiscard]] Result<Automaton> Intersection(const Automaton& a, const Automaton& b);

// ASCII texts of a length within bounds, which must leave some; trimmed. Errors: InvalidArgument (they leave
// none); NotSupported (a bound of kMaxDomainStates or more).
[[nodiscard]] Result<Automaton> AsciiOfLength(const LengthDetail& length);

// All texts of bytes not below `least`, of any length.
[[nodiscard]] Automaton AnyBytesFrom(unsigned char least);

}  // namespace tacit::encoder
