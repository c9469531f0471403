// Equality and order of values as PostgreSQL has them, with a note where another engine might differ.
#pragma once

#include <string_view>

#include "tacit/value.h"

namespace tacit::interpret {

// Of two values that are not NULL. Whole numbers and doubles compare as numbers, everything else only with
// its own kind.
struct Comparison {
  int sign = 0;             // of left - right
  bool comparable = true;   // false: the values are of kinds that have no common order
  bool near_equal = false;  // two numbers so close that rounding decides
  bool collation = false;   // two texts whose order depends on the collation
};
[[nodiscard]] Comparison Compare(const Value& left, const Value& right);

// Total orders for grouping, sorting and comparing results: NULL is equal to NULL and comes first; numbers
// compare exactly.
[[nodiscard]] int TotalOrder(const Value& left, const Value& right);
[[nodiscard]] int TotalOrder(const Row& left, const Row& right);
// NULL is the same as NULL, numbers compare exactly.
[[nodiscard]] inline bool SameValue(const Value& left, const Value& right) {
  return TotalOrder(left, right) == 0;
}

// Equal, or two numbers that agree to nine digits, or a boolean and the 0 or 1 that stands for it, or a date
// and the timestamp that begins it.
[[nodiscard]] bool Agree(const Value& left, const Value& right);
[[nodiscard]] bool Agree(const Row& left, const Row& right);

// The value as a number; false where it is none.
[[nodiscard]] bool AsNumber(const Value& value, double* number);

}  // namespace tacit::interpret
