// How far a new model's estimates are off: measured on queries that are made up from the table's rows.
#pragma once

#include <cstdint>
#include <vector>

#include "src/estimator/model/errors.h"
#include "src/estimator/sample/progressive.h"
#include "src/estimator/train/trainer.h"

namespace tacit::estimator {

// Each query takes a random row and restricts two columns or more to its value, or to what is not above or
// not below it; the network's answers stand against counts over the rows, which are a uniform sample of the
// table's `table_rows` or all of them. Equal seeds give equal errors.
[[nodiscard]] EstimateErrors MeasureErrors(const BinnedRows& rows, const ServedNetwork& network,
                                           std::int64_t table_rows, std::size_t queries, std::uint64_t seed);

}  // namespace tacit::estimator
