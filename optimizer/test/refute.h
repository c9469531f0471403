// Looking for a small database on which two queries differ, by running them in SQLite.
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
  int random_databases = 40;  // beyond the fixed adversarial ones
  int max_rows = 8;           // of a table
  std::uint64_t seed = 1;
  std::int64_t deadline_ms = 500;
};

// Databases over a schema that satisfy every fact, kept open and filled, so that many pairs can be tested on
// them. Thread safety: belongs to one thread.
class Tester {
 public:
  virtual ~Tester() = default;

  // A witness (shrunk: no row of it can be left out), or none found. Unordered results compare as bags; where
  // both queries order their rows, a difference of order counts only if the order keys are total. Results
  // that depend on ties under a limit, on a run-time error, or on where SQLite's meaning departs from the
  // dialect's are never called a difference. Errors: NotSupported where SQLite cannot run one of the two.
  [[nodiscard]] virtual Result<std::optional<Witness>> Refute(const sql::QueryPtr& left,
                                                              const sql::QueryPtr& right) = 0;
};

// Constants seed the databases with the values that the pair compares with; the tester adds those of each
// pair it is given.
[[nodiscard]] Result<std::unique_ptr<Tester>> MakeTester(const Schema& schema, const algebra::Facts& facts,
                                                         Dialect dialect, const Limits& limits);

}  // namespace tacit::refute
