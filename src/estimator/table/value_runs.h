// Which of a column's values share an atom.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tacit::estimator {

constexpr std::uint32_t kFewestAtoms = 16;

// `rows`: of each value, in order. The first value of each atom, at most `most` (kFewestAtoms or more).
// Values are atoms by themselves while there are no more of them; else a value with more than 4 / most of the
// rows is, and the others share atoms of about equal rows. Values of `few` rows or fewer share atoms in any
// case.
[[nodiscard]] std::vector<std::uint32_t> AtomBegins(std::span<const std::int64_t> rows, std::uint32_t most,
                                                    std::int64_t few);

}  // namespace tacit::estimator
