// Rails' way from a class to its table and back, for references whose target is named by class.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "tacit/schema.h"

namespace tacit::sql {

// The table of a class ("WikiPage": wiki_pages; "Admin::Person": admin_people or people); -1 for none.
[[nodiscard]] int TableOfClass(std::string_view name, const Schema& schema);

// The class that a table's name suggests ("wiki_pages": "WikiPage").
[[nodiscard]] std::string ClassOfTable(std::string_view table);

[[nodiscard]] bool EndsWithAny(std::string_view text, std::initializer_list<std::string_view> endings);

}  // namespace tacit::sql
