// The functions that the binder knows: what they are, and what they return.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "src/sql/expr.h"
#include "tacit/dialect.h"

namespace tacit::sql::bind {

enum class FunctionClass {
  kScalar,            // immutable or stable: the same value wherever it stands in a statement
  kAggregate,         // a function of a bag
  kOrderedAggregate,  // depends on the order of its input
  kVolatile,
  kSetReturning,
  kUnknown,  // nothing says that it is not volatile
};

[[nodiscard]] FunctionClass Classify(std::string_view name);

// One name for the spellings of one function: "length" and "character_length" give "char_length".
[[nodiscard]] std::string_view CanonicalName(std::string_view name);

// What a known scalar function returns; kUnknown where that depends on more than its arguments' types.
[[nodiscard]] Type ScalarType(std::string_view name, const std::vector<ExprPtr>& args);
[[nodiscard]] Type AggregateType(std::string_view name, const std::vector<ExprPtr>& args, Dialect dialect);

}  // namespace tacit::sql::bind
