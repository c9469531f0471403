// Clauses as SMT-LIB, for a second opinion.
#pragma once

#include <string>
#include <vector>

#include "optimizer/replay/node.h"

namespace tacit::replay {

// A problem in QF_UFLIRA, with (check-sat), that is unsatisfiable only if the clauses contradict each other.
[[nodiscard]] std::string SmtProblem(const Nodes& nodes, const std::vector<Ref>& clauses);

}  // namespace tacit::replay
