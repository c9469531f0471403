// A predicate over one column and constants, in a form that can be compared with others of its column.
#pragma once

#include <optional>
#include <vector>

#include "src/sql/expr.h"

namespace tacit::rules {

struct Atom {
  enum class Form { kIn, kNotIn, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

  sql::ColumnId column;
  bool of_length = false;  // it speaks of char_length(column)
  Form form = Form::kIn;
  std::vector<Value> values;  // one, except for kIn and kNotIn
};

// What a predicate says of one column: comparisons with literals, lists, lengths. None for everything else
// (NULL literals, parameters, several columns).
[[nodiscard]] std::optional<Atom> AtomOf(const sql::ExprPtr& e);

[[nodiscard]] Atom Negation(Atom atom);

// Whether the atom is true of a value that is not NULL; none where the two cannot be compared here.
[[nodiscard]] std::optional<bool> Holds(const Atom& atom, const Value& value);

enum class Judgement {
  kUnknown,
  kImplied,       // true of every value that is not NULL and satisfies `known`
  kContradicted,  // false of every such value
};
// `known` are atoms of the same column.
[[nodiscard]] Judgement Judge(const Atom& atom, const std::vector<Atom>& known);

// The values of an atom of form kIn that satisfy `known`; those that cannot be compared stay.
[[nodiscard]] std::vector<Value> Remaining(const Atom& atom, const std::vector<Atom>& known);

}  // namespace tacit::rules
