// The instances that a refutation rests on, for a proof that is written down.
#pragma once

#include <vector>

#include "optimizer/prove/record.h"

namespace tacit::prove {

inline constexpr int kGroundSplits = 1500;  // of a question's clauses

// Of clauses that contradict each other, each with the instance that it is (none: it is given): those
// instances that are needed, and those that name the rows that they speak of.
[[nodiscard]] Hints NeededHints(const Store& store, std::vector<FormulaId> clauses, Hints hints,
                                Budget& budget);

}  // namespace tacit::prove
