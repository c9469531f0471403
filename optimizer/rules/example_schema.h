// The little schema that the rules' examples, and their tests, are about.
#pragma once

#include <string_view>

namespace tacit::rules {

// DDL, all of it enforced: a project tracker of six tables.
[[nodiscard]] std::string_view ExampleSchema();

}  // namespace tacit::rules
