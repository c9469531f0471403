// A column's constraints, put together.
#pragma once

#include <string>
#include <vector>

#include "src/generator/values.h"
#include "tacit/catalogue.h"
#include "tacit/status.h"

namespace tacit::generator {

// All `constraints` that speak of this one column's values, whatever their condition: a value that obeys one
// always obeys it under its condition too. What cannot be generated for is put into `notes`. Errors:
// InvalidArgument, naming the constraints that no value can satisfy together.
[[nodiscard]] Result<ValueRule> RuleOf(const Table& table, const Column& column,
                                       const std::vector<const Constraint*>& constraints,
                                       std::vector<std::string>& notes);

}  // namespace tacit::generator
