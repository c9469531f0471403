// What holds of an aggregate's value on every database.
#pragma once

#include "optimizer/prove/engine.h"

namespace tacit::prove {

// What it is where there is no row, that a count is at least one where there is one, and that the only row of
// a "pick" gives its value.
[[nodiscard]] FormulaId FoldLemma(Engine& engine, TermId fold);

[[nodiscard]] bool IsExtreme(const Store& store, TermId t);

// Some row gives the least (greatest) value where there is a row, and no row goes beyond it. `extreme` is
// one.
[[nodiscard]] FormulaId ExtremeLemma(Store& store, TermId extreme);

}  // namespace tacit::prove
