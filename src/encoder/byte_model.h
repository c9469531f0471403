// How likely strings are that a sample does not hold.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "src/encoder/intervals.h"

namespace tacit::encoder {

// Of what is left of a key somewhere in it: the first byte as frequent as in the sample, each further one, or
// the end, as frequent as behind the byte before it. What the sample does not hold is a little likely too.
class ByteModel {
 public:
  explicit ByteModel(std::span<const std::string_view> sample);

  // The probability that what is left is less than the text, which is not empty.
  [[nodiscard]] double Below(const Text16& text) const;

 private:
  std::vector<double> first_;  // [b]: that the first byte is below b
  // [258 * last + n]: behind the byte `last`, that the next is one of the n least of: the end, byte 0, byte
  // 1, ...
  std::vector<double> next_;
};

// What each interval weighs: how often it comes in the sample's parse, and a share of what is not in the
// sample, which is taken to be as much as what is in it once (Good and Turing), as the model says.
[[nodiscard]] std::vector<double> IntervalWeights(std::span<const std::string_view> sample,
                                                  const Intervals& intervals);

}  // namespace tacit::encoder
