// Rails' way from a class to its table and back, for references whose target is named by class.
#pragma once

#include <string>
#include <string_view>

#include "tacit/schema.h"

namespace tacit::generator {

// The table of a class ("WikiPage": wiki_pages; "Admin::Person": admin_people or people); -1 for none.
[[nodiscard]] int TableOfClass(std::string_view name, const Schema& schema);

// The class that a table's name suggests ("wiki_pages": "WikiPage").
[[nodiscard]] std::string ClassOfTable(std::string_view table);

}  // namespace tacit::generator
