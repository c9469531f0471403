// How many rows each table gets.
#pragma once

#include <cstdint>
#include <vector>

#include "src/generator/plan.h"

namespace tacit::generator {

// Shares `total` rows out by role. A table that many refer to and that refers to none is small (and very
// small where it looks like a list of choices); one that refers to many is large; none gets more rows than
// its keys leave room for. Fills in TablePlan::rows; each table gets at least one.
void ShareRows(const Schema& schema, std::int64_t total, std::vector<TablePlan>& plans);

}  // namespace tacit::generator
