// A query as bytes, by which it is found again.
#pragma once

#include <string>

#include "src/sql/query.h"

namespace tacit::sql {

// Equal for two queries if and only if they differ in nothing but their relation numbers: aliases, names of
// outputs, types, literals and the order of everything count. Not a format: it changes with the algebra.
[[nodiscard]] std::string Identity(const QueryPtr& q);
// Null gives bytes too, of its own.
[[nodiscard]] std::string Identity(const ExprPtr& e);

}  // namespace tacit::sql
