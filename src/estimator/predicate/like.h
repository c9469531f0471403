// LIKE: which values of a column a pattern matches.
#pragma once

#include <string_view>

#include "src/estimator/predicate/code_set.h"

namespace tacit::estimator {

// %, _ (one character of UTF-8) and a backslash before what stands for itself.
[[nodiscard]] bool LikeMatch(std::string_view pattern, std::string_view text);

// Of a text column. Of a run of values, all are taken to match whose first and last do; with one of them,
// half.
[[nodiscard]] CodeSet LikeMatches(std::string_view pattern, const ColumnValues& values);

}  // namespace tacit::estimator
