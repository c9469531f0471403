// What two queries of one template share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/sql/query.h"

namespace tacit::sql {

// A query whose literals in comparisons (=, <, IN and their kin) are parameters: the template that the query
// is an instance of. Literals that the algebra reads for their value stay: LIMIT, truth values, NULL,
// patterns of LIKE.
struct Template {
  QueryPtr query;
  // literals[i] stood where parameter i + 1 now stands. A parameter that was there before keeps its number,
  // and stands here for itself.
  std::vector<ExprPtr> literals;
};
[[nodiscard]] Template MakeTemplate(const QueryPtr& q);

// 64 bits of the template's structure, as 16 hex digits: equal for queries that differ in such literals,
// aliases, names of outputs, relation numbers and the order of conjuncts only. The same on every machine.
[[nodiscard]] std::string Fingerprint(const QueryPtr& q);

}  // namespace tacit::sql
