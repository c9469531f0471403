// What is known of a table's columns by themselves.
#pragma once

#include <string>
#include <vector>

#include "optimizer/rules/atom.h"
#include "optimizer/rules/block.h"

namespace tacit::rules {

// The atoms that facts state of a column of one of the block's tables. NULL may stand there all the same.
[[nodiscard]] std::vector<Atom> StatedOf(sql::ColumnId column, const Block& block, const Context& context);

// Whether an index of the table begins with the column, so that an equality or a range finds its rows by it.
[[nodiscard]] bool LeadsIndex(const Schema& schema, const std::string& table, int column);

}  // namespace tacit::rules
