// Whether clauses without quantifiers contradict each other.
#pragma once

#include <vector>

#include "optimizer/replay/node.h"

namespace tacit::replay {

// True only where no values of columns, parameters, functions, folds and existences make every clause true:
// by case splits over equality with congruence and linear order. Decides by itself; asks no solver. False
// also where that takes more than `max_splits` splits.
[[nodiscard]] bool Contradictory(const Nodes& nodes, const std::vector<Ref>& clauses,
                                 int max_splits = 20'000);

}  // namespace tacit::replay
