// A solver for what the prover's own reasoning does not reach: linear arithmetic. Problems are SMT-LIB texts,
// which are also what a certificate keeps.
#pragma once

#include <memory>
#include <string>

namespace tacit::prove {

enum class SmtAnswer { kSat, kUnsat, kUnknown };

// Starts the solver with the first question, which is dear, and keeps it for the ones after. Belongs to one
// thread.
class SmtSolver {
 public:
  SmtSolver();
  ~SmtSolver();
  SmtSolver(SmtSolver&&) noexcept;
  SmtSolver& operator=(SmtSolver&&) noexcept;

  // Checks one self-contained SMT-LIB 2 script of declarations and assertions. `rlimit` bounds the solver's
  // steps, so that answers repeat. Anything but a plain answer (a limit, an error, a build without a solver)
  // is kUnknown.
  [[nodiscard]] SmtAnswer Check(const std::string& script, unsigned rlimit);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tacit::prove
