// SQL text to the bound algebra (PostgreSQL's grammar, by libpg_query), against a schema.
#pragma once

#include <string_view>

#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::sql {

// Binds one SELECT (or VALUES) statement. Unqualified names fold to lower case; a table or column that is not
// there with the folded name is looked up without regard to case (MySQL and Calcite schemas are written in
// capitals). Supported: joins of all kinds (USING, NATURAL, LATERAL), WHERE, GROUP BY (columns, expressions,
// positions, aliases), HAVING, DISTINCT, ORDER BY, LIMIT/OFFSET/FETCH, UNION/INTERSECT/EXCEPT [ALL], VALUES,
// WITH without RECURSIVE, sub-queries (IN, EXISTS, scalar, = ANY, <> ALL), CASE, casts, immutable functions,
// aggregates with DISTINCT and FILTER, parameters. Errors: InvalidArgument with "parse: ..." (position, what
// the parser said), "bind: ..." (unknown or ambiguous table or column, no such function form); NotSupported
// with "unsupported: FEATURE" for what the algebra has no form for (window functions, GROUPING SETS, DISTINCT
// ON, recursive WITH, volatile functions, data-modifying statements).
[[nodiscard]] Result<QueryPtr> Bind(std::string_view sql, const Schema& schema, Dialect dialect);

// Binds a predicate over one table's row; its columns have relation kTableRow and the table's ordinals.
// Errors as Bind; a sub-query or an aggregate is NotSupported.
[[nodiscard]] Result<ExprPtr> BindPredicate(std::string_view sql, const Table& table, Dialect dialect);

}  // namespace tacit::sql
