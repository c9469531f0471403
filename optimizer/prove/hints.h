// What a refutation rests on: facts, and, for a proof that is written down, instances.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include "optimizer/algebra/facts.h"
#include "optimizer/prove/record.h"

namespace tacit::prove {

inline constexpr int kGroundSplits = 1500;  // of a question's clauses

// Of clauses that contradict each other, each with the instance that it is (none: it is given): those
// instances that are needed, and those that name the rows that they speak of.
[[nodiscard]] Hints NeededHints(const Store& store, std::vector<FormulaId> clauses, Hints hints,
                                Budget& budget);

// Of facts with which something holds: those that stay if each, the first ones first, is dropped where it
// holds without it and what was dropped before. Many at once are asked for first, as few of them are needed.
[[nodiscard]] std::set<algebra::FactId> NeededFacts(
    const std::set<algebra::FactId>& facts,
    const std::function<bool(const std::set<algebra::FactId>&)>& holds_without);

}  // namespace tacit::prove
