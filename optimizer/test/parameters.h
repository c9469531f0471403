// Values for a pair's parameters.
#pragma once

#include <map>
#include <vector>

#include "optimizer/test/world.h"
#include "src/sql/query.h"

namespace tacit::refute {

using ParameterValues = std::map<int, sql::ExprPtr>;  // a literal for each number

// Choices worth trying for the parameters of two queries, which share them; one empty choice where they have
// none. A parameter takes the type of what it is compared with, and where a column is, a value that is legal
// there.
[[nodiscard]] std::vector<ParameterValues> ChooseParameters(const sql::QueryPtr& left,
                                                            const sql::QueryPtr& right, const World& world);

[[nodiscard]] sql::QueryPtr WithParameters(const sql::QueryPtr& query, const ParameterValues& values);

}  // namespace tacit::refute
