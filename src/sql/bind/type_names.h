// A TypeName node of the parse tree as a Type.
#pragma once

#include "src/sql/bind/syntax.h"
#include "src/sql/type.h"

namespace tacit::sql::bind {

[[nodiscard]] Type TypeOf(const Json& type_name, Dialect dialect);

// The word of `interval '90' day`, where the type carries exactly one field ("day"); else empty.
[[nodiscard]] std::string_view IntervalField(const Json& type_name);
// True where the type restricts an interval to some fields.
[[nodiscard]] bool HasIntervalFields(const Json& type_name);

}  // namespace tacit::sql::bind
