// How deep a parse tree can be, read off the text before it is parsed.
#pragma once

#include <string_view>

namespace tacit::sql {

// An upper bound of the depth of the tree that libpg_query makes of a text. It writes its tree by recursion,
// so whoever chose the text would else choose how much stack that takes. Lists (after a comma, AND, OR) do
// not nest; parentheses, prefix operators, chains of binary operators, CASE, JOIN and set operations do.
[[nodiscard]] int NestingBound(std::string_view sql);

}  // namespace tacit::sql
