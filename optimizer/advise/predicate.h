// Constraints as SQL predicates over a table's row, in the words of a dialect.
#pragma once

#include <string>

#include "tacit/catalogue.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::advise {

// A value as a literal that compares with a column of this type. Errors: NotSupported (no such literal, or
// the comparison would be one of different types, which the dialects answer differently).
[[nodiscard]] Result<std::string> Literal(const Value& value, const Column& column, Dialect dialect);

// A predicate of the catalogue (PostgreSQL's syntax) in the dialect. Errors: NotSupported with what has no
// form.
[[nodiscard]] Result<std::string> Respelled(const std::string& sql, const Table& table, Dialect dialect);

// The constraint's condition in the dialect; empty where it has none. Errors: NotSupported.
[[nodiscard]] Result<std::string> ConditionOf(const Constraint& constraint, const Table& table,
                                              Dialect dialect);

// A column that the table is known to have.
[[nodiscard]] inline const Column& ColumnOf(const Table& table, const std::string& name) {
  return table.columns[static_cast<std::size_t>(table.ColumnOrdinal(name))];
}

// The conjuncts joined by AND; empty for none.
[[nodiscard]] std::string AllOf(const std::vector<std::string>& conjuncts);

// "column is NULL or blank" as Rails understands blank; "column is NULL" where the column is no text.
[[nodiscard]] std::string IsBlank(const Column& column, Dialect dialect);

// False on exactly the rows that break the constraint, true or NULL on all others, as a CHECK wants it; the
// condition is left out. For the kinds that speak of one row: not unique, not foreign_key. Errors:
// NotSupported with the reason.
[[nodiscard]] Result<std::string> RowPredicate(const Constraint& constraint, const Table& table,
                                               Dialect dialect);

}  // namespace tacit::advise
