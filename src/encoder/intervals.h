// The intervals that a dictionary cuts the string axis into.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/encoder/text16.h"

namespace tacit::encoder {

// All strings from `low` (inclusive) to the next interval's (exclusive; the last one has no end) begin with
// the first `symbol` bytes of `low`, of which there is at least one.
struct Interval {
  Text16 low;
  std::uint8_t symbol = 0;
};

// In rising order. Together they hold every string but the empty one, each once: the first begins at "\0",
// and no two begin at the same string.
using Intervals = std::vector<Interval>;

// The intervals of the strings that begin with one of `symbols`, of those between them, and of every byte:
// each has the longest symbol of at most `max_symbol` bytes that all its strings begin with. `symbols` in any
// order, some twice, none empty.
[[nodiscard]] Intervals IntervalsOf(std::vector<Text16> symbols, int max_symbol);

// Double-Char's: for each byte the string of it alone, and those that go on with each other byte.
[[nodiscard]] Intervals PairIntervals();

// Gives each interval the longest symbol of at most `max_symbol` bytes that it can have. False where one
// would have none, or the lows do not rise from "\0": then these are no intervals.
[[nodiscard]] bool SetSymbols(Intervals& intervals, int max_symbol);

// The longest prefix that all strings from `low` to below `next` begin with; where `next` is empty, all
// strings from `low` on.
[[nodiscard]] int CommonSymbol(const Text16& low, const Text16& next);

}  // namespace tacit::encoder
