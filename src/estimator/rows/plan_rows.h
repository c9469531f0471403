// The order by which rows are sorted, so that they take few bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "src/estimator/rows/kept_rows.h"
#include "src/estimator/rows/row_model.h"

namespace tacit::estimator {

// Greedy: first the column of least entropy; then always the one that is known best when one of those before
// it is. What a column follows from comes before it and costs nothing then; what is spread most comes last,
// where sorting saves most. Entropies are those of kPlanRows rows at most.
[[nodiscard]] RowPlan PlanRows(const std::vector<CodeArray>& columns, std::size_t rows);
inline constexpr std::size_t kPlanRows = 20'000;

}  // namespace tacit::estimator
