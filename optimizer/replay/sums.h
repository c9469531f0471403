// Folds written out as far as their laws go.
#pragma once

#include <optional>
#include <vector>

#include "optimizer/replay/node.h"

namespace tacit::replay {

// Blocks of one column whose values add up to the term, each value a product that is no sum; NULLs count as
// nothing. The term is an exact number. Nothing where there would be too many.
[[nodiscard]] std::optional<std::vector<Open>> Summands(Nodes& nodes, Ref term);

// Blocks of one column whose least (greatest, ...) value is that of the fold; none of their values is a fold
// of its kind, a choice, or NULL.
[[nodiscard]] std::optional<std::vector<Open>> Extremes(Nodes& nodes, Ref fold);

// Blocks that differ in whether one condition holds are one block without it.
void MergeCases(Nodes& nodes, std::vector<Open>& blocks);

// Folds of which it counts only which values there are.
[[nodiscard]] bool IsSetFold(const std::string& name);

}  // namespace tacit::replay
