// Following a recorded proof without the prover.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

struct ReplayReport {
  bool holds = false;
  std::string reason;  // where it does not hold: which claim, and why
  std::string left;    // the queries, as SQL
  std::string right;
  // What the proof assumes of the database, in words: "users: (login) is a key", "items: CHECK (price > 0)".
  std::vector<std::string> assumes;
  std::int64_t claims = 0;
  std::int64_t obligations = 0;  // what was decided on the way
  bool any_of_ties = false;      // see Certificate
};

// Asks another solver about one obligation, SMT-LIB 2 with its (check-sat): true where the answer is `unsat`.
using SmtSolver = std::function<Result<bool>(const std::string& problem)>;

// Replays a certificate (docs/formats/certificate.md), or the line of a verdict that holds one: the queries
// and the checks are read, bound and lowered anew and must be those that the proof is about; its claims are
// then followed by a checker that shares nothing with the prover and uses no solver. With `solver`, each
// obligation that the checker has decided is put to it too. Errors: InvalidArgument for a text that is no
// certificate or that has no proof; NotSupported for a query that cannot be bound; those of `solver`. Never
// trusts the text.
[[nodiscard]] TACIT_EXPORT Result<ReplayReport> Replay(std::string_view certificate,
                                                       const SmtSolver& solver = {});

}  // namespace tacit
