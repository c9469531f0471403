#include <z3++.h>

#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

SmtAnswer CheckSmt(const std::string& script, unsigned rlimit) {
  try {
    z3::context context;
    z3::solver solver(context);
    z3::params params(context);
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
