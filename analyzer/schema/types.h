// Column types and defaults as Rails' schema statements write them, in SQL.
#pragma once

#include <optional>
#include <string>

#include "analyzer/ruby/value.h"

namespace tacit::analyze::schema {

// "varchar(60)" for :string with limit 60. A type that is not Rails' own is taken as SQL's.
[[nodiscard]] std::string SqlType(const std::string& rails_type, const ruby::Hash& options);

// Whether `name` is a column type that a table definition has as a method (`t.string`).
[[nodiscard]] bool IsRailsType(const std::string& name);

// The SQL of `default:`; nothing where there is none or it is not known.
[[nodiscard]] std::optional<std::string> SqlDefault(const ruby::Value& value);

}  // namespace tacit::analyze::schema
