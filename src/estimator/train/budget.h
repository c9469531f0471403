// How large a network is, for a table and a number of bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "src/estimator/net/shape.h"

namespace tacit::estimator {

// The largest of the networks that Tacit trains by itself whose packed bytes are `bytes` at most; the
// smallest where none is. More rows carry more: with fewer rows than a network has parameters, a smaller one
// does as well.
[[nodiscard]] Shape ChooseShape(const std::vector<std::uint32_t>& bins, std::int64_t rows,
                                std::int64_t bytes);

}  // namespace tacit::estimator
