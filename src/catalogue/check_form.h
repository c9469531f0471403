// SQL texts of a schema in the form of constraints.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"

namespace tacit::catalogue {

// A check in its most specific kinds, one for each of its conjuncts: not_null, range, one_of, none_of,
// length, or check where it has no other form. All hold together exactly where the check is true or NULL.
[[nodiscard]] std::vector<Constraint> ConstraintsOfCheck(const std::string& sql, const Table& table);

// The column of "lower(column)"; empty for any other expression.
[[nodiscard]] std::optional<std::string> ColumnOfLower(std::string_view sql, const Table& table);

// A unique index as a key. Entries that name no column of the table are expressions.
[[nodiscard]] UniqueKey KeyOfIndex(const Index& index, const Table& table);

}  // namespace tacit::catalogue
