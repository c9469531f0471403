// How the characters of a set of texts are put into groups of whole bits.
//
// From a state of the automaton, the next characters have so many ways to go on. A group numbers the ways of
// the next few, the first character weighing most, so that the numbers have the texts' order. Characters with
// one way weigh nothing, and no character takes a whole bit more than it must.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/encoder/domain/automaton.h"
#include "src/encoder/domain/value_code.h"

namespace tacit::encoder {

// Groups of at most 63 bits. Immutable.
class GroupPlan {
 public:
  struct Group {
    int steps = 0;  // the most characters in it
    int bits = 0;
  };

  // The automaton must be trimmed, and outlive the plan's making only.
  explicit GroupPlan(const Automaton& automaton);

  // The group that begins in a state.
  [[nodiscard]] const Group& GroupFrom(std::uint32_t state) const { return groups_[state]; }
  // The size of the part of the numbers that the ways from a state have, `steps` characters far; at most the
  // steps of the group that this is asked within.
  [[nodiscard]] std::uint64_t Ways(std::uint32_t state, int steps) const {
    return ways_[static_cast<std::size_t>(steps) * groups_.size() + state];
  }
  // The size of the part, before all others, that belongs to the end of the text where that is one way of
  // several. It is as large as that of the likeliest character, so that a text's end, which no further groups
  // follow, is numbered with few bits.
  [[nodiscard]] std::uint64_t EndWays(const State& state, int steps) const;

  // The bits of all texts.
  [[nodiscard]] BitBounds Bounds(const Automaton& automaton) const;

 private:
  void CountWays(const Automaton& automaton);
  void ChooseGroups(const Automaton& automaton);

  std::vector<std::uint64_t> ways_;  // by steps, then by state
  std::vector<Group> groups_;        // by state
};

// The largest part of [begin, begin + size) whose numbers are all that have some first bits: those of
// `number`, but for the last `free_bits`. Of several, the lowest. size > 0.
struct BitPrefix {
  std::uint64_t number = 0;
  int free_bits = 0;
};
[[nodiscard]] BitPrefix PrefixWithin(std::uint64_t begin, std::uint64_t size);

}  // namespace tacit::encoder
