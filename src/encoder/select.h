// Which strings a dictionary has symbols for.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "src/encoder/intervals.h"

namespace tacit::encoder {

// What a symbol is taken to cost when two choices are compared.
enum class SymbolCost {
  kEntropy,  // the logarithm of its share of the sample's parse: for codes of many lengths
  kEqual,    // the same for all: for codes of one length
};

struct SelectOptions {
  int max_symbol = 3;  // in bytes, from 2 to kMaxTextBytes
  std::size_t max_entries = 0;
  SymbolCost cost = SymbolCost::kEntropy;
};

// At most `max_entries` intervals (256 at least) with which the sample is short. Deterministic. The paper
// takes the most frequent strings of n bytes; but what is frequent is often part of something else that is,
// and what the dictionary's parse meets is not what a count of substrings says. So, instead: begin with the
// strings of two and three bytes that come twice, parse, and drop those whose loss costs least (their number
// in the parse times the bits that other symbols would take) until few enough are left; then, a few times,
// add what two symbols make that the parse meets next to each other, where that saves bits, and drop the
// least useful again.
[[nodiscard]] Intervals SelectIntervals(std::span<const std::string_view> sample,
                                        const SelectOptions& options);

// How often each interval comes in the sample's parse.
[[nodiscard]] std::vector<double> CountParse(std::span<const std::string_view> sample,
                                             const Intervals& intervals);

}  // namespace tacit::encoder
