// Looking for a small database on which two queries differ.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "optimizer/algebra/facts.h"
#include "src/sql/query.h"
#include "tacit/prover.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::refute {

struct Limits {
  int quick_databases = 24;     // that RefuteQuickly tries
  std::int64_t quick_ms = 300;  // ... for at most so long: a stop for queries of thousands of terms
  int random_databases = 120;   // that Refute tries beyond those made for the pair
  std::uint64_t seed = 1;
};

// Databases are made for each pair: from the conditions of both queries, then at random from their constants;
// every fact holds on each. Both queries run on them in the reference interpreter. A difference is shrunk and
// then run in SQLite, and only what both engines agree on is a witness. Thread safety: belongs to one thread.
class Tester {
 public:
  virtual ~Tester() = default;

  // A witness (shrunk: no row of it can be left out, unless the time ran out), or none found. Unordered
  // results compare as bags; where both queries order their rows, a difference of order counts only if the
  // order keys are total. Where a limit cuts between rows that tie, the results must differ however the ties
  // are broken. Results that depend on a run-time error, on a collation, on rounding, or on where SQLite's
  // meaning departs from the dialect's are never called a difference. Parameters get values. Errors:
  // NotSupported where a query has what the interpreter or SQLite lacks. Nothing is begun once `deadline_ms`
  // have passed.
  [[nodiscard]] virtual Result<std::optional<Witness>> Refute(const sql::QueryPtr& left,
                                                              const sql::QueryPtr& right,
                                                              std::int64_t deadline_ms) = 0;
  // The same with the first few databases only: a few milliseconds, and most wrong candidates fall. Repeats
  // exactly, as `quick_ms` are more than any but a hostile pair takes.
  [[nodiscard]] virtual Result<std::optional<Witness>> RefuteQuickly(const sql::QueryPtr& left,
                                                                     const sql::QueryPtr& right) = 0;
};

// The schema must outlive the tester; the facts are copied.
[[nodiscard]] Result<std::unique_ptr<Tester>> MakeTester(const Schema& schema, const algebra::Facts& facts,
                                                         Dialect dialect, const Limits& limits);

}  // namespace tacit::refute
