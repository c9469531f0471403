// Names as a dialect writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tacit/dialect.h"

namespace tacit::sql {

// The name, quoted only where it must be: keywords, capitals, anything but letters, digits and underscores.
[[nodiscard]] std::string SqlName(std::string_view name, Dialect dialect);

// "a, b": each as SqlName.
[[nodiscard]] std::string SqlNames(const std::vector<std::string>& names, Dialect dialect);

}  // namespace tacit::sql
