#include <z3++.h>

#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

class SmtSolver::Impl {
 public:
  z3::context context;
};

SmtSolver::SmtSolver() = default;
SmtSolver::~SmtSolver() = default;
SmtSolver::SmtSolver(SmtSolver&&) noexcept = default;
SmtSolver& SmtSolver::operator=(SmtSolver&&) noexcept = default;

SmtAnswer SmtSolver::Check(const std::string& script, unsigned rlimit) {
  try {
    if (impl_ == nullptr) impl_ = std::make_unique<Impl>();
    z3::solver solver(impl_->context);
    z3::params params(impl_->context);
    params.set("rlimit", rlimit);
    solver.set(params);
    solver.from_string(script.c_str());
    switch (solver.check()) {
      case z3::sat: return SmtAnswer::kSat;
      case z3::unsat: return SmtAnswer::kUnsat;
      case z3::unknown: return SmtAnswer::kUnknown;
    }
  } catch (const z3::exception&) {
    return SmtAnswer::kUnknown;
  }
  return SmtAnswer::kUnknown;
}

}  // namespace tacit::prove
