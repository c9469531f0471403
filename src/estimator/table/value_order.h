// The order of a column's values.
#pragma once

#include <compare>

#include "tacit/value.h"

namespace tacit::estimator {

// Of two values of one column, as ColumnValues::Read gives them: integers and reals compare exactly with each
// other, -0 as 0, NaN above all numbers and equal to itself; texts and blobs by bytes.
[[nodiscard]] std::weak_ordering Compare(const Value& a, const Value& b);

// Where `value`, between `first` and `last`, stands from 0 to 1: numbers linearly, texts by the first eight
// bytes after those that `first` and `last` share.
[[nodiscard]] double Between(const Value& first, const Value& last, const Value& value);

}  // namespace tacit::estimator
