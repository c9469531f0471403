// What holds of an aggregate's value on every database.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "optimizer/prove/engine.h"

namespace tacit::prove {

// What it is where there is no row, and that a count is at least one where there is one.
[[nodiscard]] FormulaId FoldLemma(Store& store, TermId fold);

// That the only row of a "pick" gives its value; true of other folds. `why` gets the recorded claim that
// there is one row at most.
[[nodiscard]] FormulaId PickLemma(Engine& engine, TermId fold, int* why);

[[nodiscard]] bool IsExtreme(const Store& store, TermId t);

// Some row gives the least (greatest) value where there is a row, and no row goes beyond it. `extreme` is
// one.
[[nodiscard]] FormulaId ExtremeLemma(Store& store, TermId extreme);

// Columns of one fold, and the other's columns or constants, by which the one becomes the other: as the
// equalities that are given say, or, for few columns, in any way. Nothing where there are none.
using TermPairs = std::vector<std::pair<TermId, TermId>>;
[[nodiscard]] TermPairs ColumnsReplaced(Store& store, TermId from, TermId to,
                                        const std::set<std::pair<TermId, TermId>>& equal);

}  // namespace tacit::prove
