// What constraints mean, said a second time and as plainly as can be: over rows in memory, case by case, for
// tests to hold the library against. A table of two columns, x (text) and y (a number), and the ids that y
// may refer to.
#pragma once

#include <set>
#include <vector>

#include "tacit/catalogue.h"

namespace tacit::testing {

struct SmallRow {
  Value x;
  Value y;
};

struct SmallDatabase {
  std::vector<SmallRow> rows;
  std::set<std::int64_t> ids;  // of the referenced table
};

[[nodiscard]] bool Satisfies(const SmallDatabase& database, const Constraint& constraint);

}  // namespace tacit::testing
