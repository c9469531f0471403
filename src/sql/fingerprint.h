// What two queries of one template share.
#pragma once

#include <cstdint>
#include <string>

#include "src/sql/query.h"

namespace tacit::sql {

// A query whose literals in comparisons are parameters: the template that the query is an instance of.
// Literals that the algebra reads for their value (LIMIT, IS TRUE, string patterns of LIKE) stay.
struct Template {
  QueryPtr query;
  std::vector<ExprPtr> literals;  // literals[i] stood where parameter i + 1 now stands
};
[[nodiscard]] Template MakeTemplate(const QueryPtr& q);

// 64 bits of the template's structure, as 16 hex digits: equal for queries that differ in literals, aliases,
// relation numbers and the order of conjuncts only.
[[nodiscard]] std::string Fingerprint(const QueryPtr& q);

}  // namespace tacit::sql
