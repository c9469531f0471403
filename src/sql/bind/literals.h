// Texts as typed constants.
//
// A literal node promises its readers that two texts of one type that differ are two values. So a text
// becomes a literal of its type only in one canonical spelling; a text with another reading of its type
// ('yesterday', an interval, JSON) stays a cast of the text.
#pragma once

#include <string>

#include "src/sql/expr.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::sql::bind {

// The constant that `text` denotes as a value of `type`. Error: InvalidArgument where it denotes none (only
// for booleans and numbers, whose readings are few).
[[nodiscard]] Result<ExprPtr> TypedLiteral(const std::string& text, const Type& type, Dialect dialect);

}  // namespace tacit::sql::bind
