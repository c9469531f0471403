#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

SmtAnswer CheckSmt(const std::string&, unsigned) { return SmtAnswer::kUnknown; }

}  // namespace tacit::prove
