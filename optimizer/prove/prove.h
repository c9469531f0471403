// Proving two bound queries equal.
#pragma once

#include <cstdint>

#include "optimizer/algebra/facts.h"
#include "src/sql/query.h"
#include "tacit/prover.h"
#include "tacit/schema.h"

namespace tacit::prove {

// What a limit may do that cuts between rows which its order leaves open.
enum class Ties {
  kRefuse,  // nothing is proved of such a query
  kAny,     // two queries are equal where any result of one is a result of the other
};

struct Limits {
  std::int64_t deadline_ms = 1'000;  // wall clock, from the call
  int max_terms = 64;                // of a sum-of-products normal form; more is Unknown("budget: terms")
  unsigned solver_rlimit = 2'000'000;
  Ties ties = Ties::kRefuse;
  bool record = false;  // with a proof that can be replayed, which takes several times as long
};

// Proved or Unknown, never Refuted. Sound for the dialect under `facts`: see Verdict. Parameters are
// universally quantified and independent of each other. Never runs anything; deterministic but for the
// deadline.
[[nodiscard]] Verdict ProveEqual(const sql::QueryPtr& left, const sql::QueryPtr& right, const Schema& schema,
                                 const algebra::Facts& facts, Dialect dialect, const Limits& limits);

}  // namespace tacit::prove
