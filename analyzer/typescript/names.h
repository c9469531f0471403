// How mappers make names of names.
#pragma once

#include <string>
#include <string_view>

namespace tacit::analyze::typescript {

[[nodiscard]] std::string CamelCase(std::string_view name);   // "user_post", "UserPost": "userPost"
[[nodiscard]] std::string SnakeCase(std::string_view name);   // "userPost": "user_post"
[[nodiscard]] std::string Plural(std::string_view noun);      // "Category": "Categories", "person": "people"
[[nodiscard]] std::string LowerFirst(std::string_view name);  // "UserPost": "userPost"

}  // namespace tacit::analyze::typescript
