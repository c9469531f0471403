// The bound algebra back to SQL that a person would write.
#pragma once

#include <string>

#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"

namespace tacit::sql {

// One SELECT block where the shape allows it, derived tables elsewhere; aliases kept where they are free,
// names quoted only where they must be; `t.*` where a projection takes a whole table in order. Law:
// Bind(Print(q)) is SameQuery as q up to trivial projections, and gives the same rows. Dialect kSqlite writes
// what SQLite 3.40 runs with PostgreSQL's meaning where it can: CAST AS REAL for numeric and float, IS for
// null-safe equality, date and timestamp literals as text, LIKE under case_sensitive_like.
[[nodiscard]] std::string Print(const QueryPtr& q, const Schema& schema, Dialect dialect);

// One expression over a table's row (kTableRow), or over a query's columns by alias.
[[nodiscard]] std::string PrintPredicate(const ExprPtr& e, const Table& table, Dialect dialect);

}  // namespace tacit::sql
