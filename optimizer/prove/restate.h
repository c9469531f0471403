// What queries and predicates denote, as the texts that a recorded proof has of them: for comparing a proof
// with the queries that it claims to be about.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::prove {

struct RestatedQuery {
  std::string blocks;  // {"nodes": [...], "blocks": [...]}
  std::size_t columns = 0;
  std::vector<std::pair<bool, bool>> keys;  // descending, NULLs first
  std::string limit;
  std::string offset;
  bool any_of_ties = false;  // a sub-query's limit leaves rows open
};

// Whether a bag, as such a text, is known to have at most so many rows.
using KnownBound = std::function<bool(const std::string& blocks, std::int64_t rows)>;

// NotSupported for a query that the prover has no form for.
[[nodiscard]] Result<RestatedQuery> Restate(const sql::QueryPtr& query, const Schema& schema, Dialect dialect,
                                            const KnownBound& bound);

// The predicate over a row of the table, as one block over it without columns: where it is not false, or, as
// a condition, where it is true.
[[nodiscard]] std::string RestatePredicate(const sql::ExprPtr& predicate, const std::string& table,
                                           const Schema& schema, Dialect dialect, bool condition);

// The types of a table's columns by the names that a proof has for them; none for an unknown table.
[[nodiscard]] std::vector<std::string> RestateTypes(const std::string& table, const Schema& schema);

}  // namespace tacit::prove
