// The order in which a network takes a table's columns.
#pragma once

#include <cstdint>
#include <vector>

#include "src/estimator/train/trainer.h"

namespace tacit::estimator {

// Columns that tell most about all the others first, by the sum of their mutual informations in bits: what is
// drawn first is then drawn from few, and what follows nearly determined. Measured on at most kOrderRows
// rows; what pairs of columns that have nothing to do with each other would show on as few rows, which a
// shuffled column tells, is taken off. Equal seeds give equal orders.
[[nodiscard]] std::vector<std::uint32_t> ColumnOrder(const BinnedRows& rows, std::uint64_t seed);
inline constexpr std::size_t kOrderRows = 20'000;

}  // namespace tacit::estimator
