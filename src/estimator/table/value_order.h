// The order of a column's values.
#pragma once

#include <compare>

#include "tacit/value.h"

namespace tacit::estimator {

// Of two values of one column, as ColumnValues::Read gives them: integers and reals compare exactly with each
// other, -0 as 0, NaN above all numbers and equal to itself; texts and blobs by bytes.
[[nodiscard]] std::weak_ordering Compare(const Value& a, const Value& b);

// Where `value` stands from `first`, which is 0, to `last`, which is 1: numbers linearly, texts by the first
// eight bytes after those that `first` and `last` share. It never falls as `value` rises. Where no such place
// can be told, as between a number and infinity: 0.5.
[[nodiscard]] double Between(const Value& first, const Value& last, const Value& value);

}  // namespace tacit::estimator
