// SQL text to the bound algebra (PostgreSQL's grammar, by libpg_query), against a schema.
#pragma once

#include <string_view>

#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::sql {

// Whether window functions and GROUPING SETS are spelled out in the rest of the algebra: an aggregate over
// the rows of the partition, a union of aggregates. That says what they mean, not how to compute them: such a
// query is for proving and testing, never for printing as a rewrite. Then PostgreSQL's dialect takes, too,
// what others write and PostgreSQL refuses: count(a, b), if(p, a, b), a <=> b, and GROUP BY or ORDER BY a
// constant.
enum class Expand { kNo, kYes };

// Binds one SELECT (or VALUES) statement. Unqualified names fold to lower case; a table or column that is not
// there with the folded name is looked up without regard to case (MySQL and Calcite schemas are written in
// capitals). Supported: joins of all kinds (USING, NATURAL, LATERAL), WHERE, GROUP BY (columns, expressions,
// positions, aliases), HAVING, DISTINCT, ORDER BY, LIMIT/OFFSET/FETCH, UNION/INTERSECT/EXCEPT [ALL], VALUES,
// WITH without RECURSIVE, sub-queries (IN, EXISTS, scalar, ANY, ALL), CASE, casts, immutable functions,
// aggregates with DISTINCT and FILTER, parameters.
//
// A block has one shape, bottom to top: joins, filter (WHERE), aggregate, filter (HAVING), project, distinct,
// sort, limit. Where ORDER BY names what is no output, sort and limit stand below the project. ON stays at
// its join, WHERE in the filter. Short forms are spelled out: BETWEEN, simple CASE, row comparisons, ANY and
// ALL. Relation numbers begin at 1 and are unique in the statement, sub-queries included. The query takes no
// column from outside.
//
// A constant without a type takes the type of what it meets. A literal of a date, time, uuid or char type is
// in one canonical spelling, so that two texts that differ are two values; a text that has no canonical
// spelling is a cast of a text. Numerics keep their text (1.0 and 1.00 are equal).
//
// Errors: InvalidArgument with "parse: ..." (line, column, what the parser said), "bind: ..." (unknown or
// ambiguous table or column, types that do not meet); NotSupported with "unsupported: FEATURE" for what the
// algebra has no form for (window functions and GROUPING SETS unless they are expanded, row_number and others
// that depend on how ties fall, frames that cut between peers, DISTINCT ON, recursive WITH, functions that
// are volatile or not known, aggregates that depend on their input's order, data-modifying statements) and
// for statements too deep or too large to handle safely.
[[nodiscard]] Result<QueryPtr> Bind(std::string_view sql, const Schema& schema, Dialect dialect,
                                    Expand expand = Expand::kNo);

// Binds a predicate over one table's row; its columns have relation kTableRow and the table's ordinals.
// Errors as Bind; a sub-query or an aggregate is NotSupported.
[[nodiscard]] Result<ExprPtr> BindPredicate(std::string_view sql, const Table& table, Dialect dialect);

}  // namespace tacit::sql
