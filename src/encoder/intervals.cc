#include "src/encoder/intervals.h"

#include <algorithm>

namespace tacit::encoder {
namespace {

Text16 Byte(int byte) { return Text16().Plus(byte); }

// Where intervals begin: at each byte, at each symbol, and behind all that begins with it.
std::vector<Text16> Bounds(const std::vector<Text16>& symbols) {
  std::vector<Text16> bounds;
  bounds.reserve(2 * symbols.size() + 256);
  for (int byte = 0; byte < 256; ++byte) bounds.push_back(Byte(byte));
  for (const Text16& symbol : symbols) {
    bounds.push_back(symbol);
    const Text16 after = After(symbol);
    if (after.size > 0) bounds.push_back(after);
  }
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  return bounds;
}

}  // namespace

int CommonSymbol(const Text16& low, const Text16& next) {
  // Strings from "pax" to below "pb" all begin with "pa": what is behind a shared prefix counts as shared
  // where the next bound is the very next byte.
  int same = CommonPrefix(low, next);
  if (next.size == 0) {
    // No upper bound: only what begins with 0xFF bytes is certain.
    while (same < low.size && low[same] == 0xFF) ++same;
    return same;
  }
  if (same < low.size && next.size == same + 1 && low[same] + 1 == next[same]) {
    ++same;
    // From "pa\xFF" to below "pb", all begin with "pa\xFF".
    while (same < low.size && low[same] == 0xFF) ++same;
  }
  return same;
}

bool SetSymbols(Intervals& intervals, int max_symbol) {
  if (intervals.empty() || intervals.front().low != Byte(0)) return false;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const bool last = i + 1 == intervals.size();
    const Text16 next = last ? Text16() : intervals[i + 1].low;
    if (!last && next <= intervals[i].low) return false;
    const int symbol = std::min(CommonSymbol(intervals[i].low, next), max_symbol);
    if (symbol == 0) return false;
    intervals[i].symbol = static_cast<std::uint8_t>(symbol);
  }
  return true;
}

Intervals IntervalsOf(std::vector<Text16> symbols, int max_symbol) {
  Intervals intervals;
  for (const Text16& bound : Bounds(symbols)) intervals.push_back({bound, 0});
  if (!SetSymbols(intervals, max_symbol)) return {};
  return intervals;
}

Intervals PairIntervals() {
  std::vector<Text16> symbols;
  symbols.reserve(std::size_t{256} * 256);
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) symbols.push_back(Byte(first).Plus(second));
  }
  return IntervalsOf(std::move(symbols), 2);
}

}  // namespace tacit::encoder
