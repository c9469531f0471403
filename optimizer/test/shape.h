// What a query asks of the rows it reads: its scans, and its predicates brought down to their columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/sql/query.h"

namespace tacit::refute {

struct ShapeScan {
  sql::RelId rel = 0;
  std::string table;
  bool negated = false;  // its rows take rows away: NOT EXISTS, NOT IN, the right side of EXCEPT
};

// A guess that steers the choice of rows: nothing rests on its being right. An aggregate stands for its
// argument (as over one row), a column of a set operation for that of either side.
struct Shape {
  std::vector<ShapeScan> scans;
  std::vector<sql::ExprPtr> required;  // conjuncts over the scans' columns, the first hundred or so
  std::vector<sql::ExprPtr> atoms;     // comparisons and tests anywhere in the query, each once
  std::vector<sql::ColumnId>
      grouped;  // scan columns that are grouped by, aggregated, sorted by or computed with
  std::vector<std::int64_t> counts;  // small numbers that rows are counted against: limits, COUNT(*) > 2
};

[[nodiscard]] Shape ShapeOf(const sql::QueryPtr& query);

}  // namespace tacit::refute
