// A solver for what the prover's own reasoning does not reach: linear arithmetic. Problems are SMT-LIB texts,
// which are also what a certificate keeps.
#pragma once

#include <string>

namespace tacit::prove {

enum class SmtAnswer { kSat, kUnsat, kUnknown };

// Checks one self-contained SMT-LIB 2 script of declarations and assertions. `rlimit` bounds the solver's
// steps, so that answers repeat. Anything but a plain answer (a limit, an error, a build without a solver) is
// kUnknown. Thread safety: calls may run in parallel.
[[nodiscard]] SmtAnswer CheckSmt(const std::string& script, unsigned rlimit);

}  // namespace tacit::prove
