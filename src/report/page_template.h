// The page's template (Mustache) and style.
#pragma once

#include <string_view>

namespace tacit::report {

[[nodiscard]] std::string_view PageTemplate();

}  // namespace tacit::report
