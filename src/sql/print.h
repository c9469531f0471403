// The bound algebra back to SQL that a person would write.
#pragma once

#include <string>

#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"

namespace tacit::sql {

// The query in the dialect in which it was bound: one SELECT block where the shape allows it, derived tables
// elsewhere; aliases kept where they are free, names quoted only where they must be; `t.*` where a projection
// takes a whole table in order. Law: Bind(Print(q)) is SameQuery as q up to trivial projections, and gives
// the same rows.
[[nodiscard]] std::string Print(const QueryPtr& q, const Schema& schema, Dialect dialect);

// One expression over a table's row (kTableRow).
[[nodiscard]] std::string PrintPredicate(const ExprPtr& e, const Table& table, Dialect dialect);

// A query with PostgreSQL's meaning as text that SQLite 3.40 answers alike under case_sensitive_like=ON, as
// far as RunsInSqlite says: numeric and float as REAL, null-safe equality as IS, moments as text, functions
// by SQLite's names. Tables are those of PrintDdl(schema, kSqlite).
[[nodiscard]] std::string PrintForSqlite(const QueryPtr& q);
[[nodiscard]] std::string PrintPredicateForSqlite(const ExprPtr& e, const Table& table);

// Does SQLite answer PrintForSqlite(q) as PostgreSQL answers q, on data that SQLite can hold? False also
// where that is only doubtful: PostgreSQL may fail where SQLite goes on (division by zero, a scalar sub-query
// of two rows, a text that is no number), or a function or type has no equal. `why` (may be null) gets one
// reason. Not considered: rows that a LIMIT may choose freely, and the order of texts, which is that of
// bytes.
[[nodiscard]] bool RunsInSqlite(const QueryPtr& q, std::string* why);
[[nodiscard]] bool RunsInSqlite(const ExprPtr& e, std::string* why);

}  // namespace tacit::sql
