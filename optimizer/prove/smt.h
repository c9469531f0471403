// Ground formulas as SMT-LIB.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "optimizer/prove/term.h"

namespace tacit::prove {

// A script that is unsatisfiable only if no assignment makes all of `conjuncts` true: it states no more than
// they do. Empty where they hold no arithmetic that would make asking a solver worth it.
[[nodiscard]] std::optional<std::string> SmtProblem(const Store& store,
                                                    const std::vector<FormulaId>& conjuncts);

}  // namespace tacit::prove
