#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

class SmtSolver::Impl {};

SmtSolver::SmtSolver() = default;
SmtSolver::~SmtSolver() = default;
SmtSolver::SmtSolver(SmtSolver&&) noexcept = default;
SmtSolver& SmtSolver::operator=(SmtSolver&&) noexcept = default;

SmtAnswer SmtSolver::Check(const std::string&, unsigned) { return SmtAnswer::kUnknown; }

}  // namespace tacit::prove
