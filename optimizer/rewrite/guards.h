// Values for which a statement gives no row, whatever the data: the application need not ask.
#pragma once

#include <vector>

#include "optimizer/rewrite/evidence.h"
#include "tacit/rewriter.h"

namespace tacit::rewrite {

// The guards of a statement, one for each value that it sets a column equal to and each check of that column.
// Each is proved: the statement, filtered by what is not true of the guard, is empty for all values of its
// parameters and lifted literals. In the order in which the statement names the values.
[[nodiscard]] std::vector<Guard> GuardsOf(const sql::QueryPtr& statement, const Lifting& lifting,
                                          const Judges& judges);

}  // namespace tacit::rewrite
