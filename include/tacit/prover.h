// Do two queries mean the same on every database that satisfies a catalogue's constraints?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/dialect.h"
#include "tacit/export.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit {

// A database on which two queries differ, small enough to read.
struct WitnessTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<Row> rows;
};
struct Witness {
  std::vector<WitnessTable> tables;  // those that the queries read; a table of no rows is listed too
  std::vector<Row> left_rows;        // what the left query gives on it
  std::vector<Row> right_rows;
  std::string script;  // SQLite statements that build the database and run both queries
};

// One step of a proof, in an order in which each rests on the ones before it.
struct ProofStep {
  std::string rule;                      // kebab-case: "fk-chase", "key-merge", "match", "smt", ...
  std::string statement;                 // what the step establishes, in the prover's term syntax
  std::vector<std::string> constraints;  // ids that it uses
  std::string obligation;                // SMT-LIB, for a step that a solver discharged: unsatisfiable
};

// What lets somebody else follow a proof. It holds for the dialect and under the constraints that its steps
// name.
struct Certificate {
  Dialect dialect = Dialect::kPostgresql;
  std::string left;  // the queries, as SQL
  std::string right;
  std::vector<ProofStep> steps;
  bool order_matters = false;  // true: both queries order their rows, and the orders are proved the same too
  // true: a LIMIT keeps some of several rows that its ORDER BY leaves open, and the proof is that both
  // queries have the same results to choose from. Two runs of either may then differ.
  bool any_of_ties = false;
  std::string schema;  // DDL of the tables that a recorded proof speaks of
  // The proof for `tacit prove --replay`, as JSON (docs/formats/certificate.md); empty where it was not asked
  // for or where a step could not be written down, which `unrecorded` then says.
  std::string proof;
  std::string unrecorded;
};

// The answer, never a bool. Proved: the two give the same bag of rows on every database (of any size) that
// satisfies the constraints named, under three-valued logic, wherever neither raises a run-time error.
// Refuted: `witness` was run in an engine and the results differ. Unknown: neither; `reason` begins with a
// code ("unsupported", "budget", "parse", "bind", "tie-dependent limit", "not proved") and says why in a
// sentence. Only Proved may ever change a query.
class TACIT_EXPORT Verdict {
 public:
  enum class Kind { kProved, kRefuted, kUnknown };

  static Verdict Proved(Certificate certificate, std::vector<std::string> constraints_used);
  static Verdict Refuted(Witness witness);
  static Verdict Unknown(std::string reason);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool proved() const { return kind_ == Kind::kProved; }
  [[nodiscard]] bool refuted() const { return kind_ == Kind::kRefuted; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::vector<std::string>& constraints_used() const { return constraints_used_; }
  [[nodiscard]] const Certificate& certificate() const { return certificate_; }  // of kProved
  [[nodiscard]] const Witness& witness() const { return witness_; }              // of kRefuted

 private:
  Verdict() = default;

  Kind kind_ = Kind::kUnknown;
  std::string reason_;
  std::vector<std::string> constraints_used_;
  Certificate certificate_;
  Witness witness_;
};

[[nodiscard]] TACIT_EXPORT std::string_view Name(Verdict::Kind kind);  // "proved", "refuted", "unknown"

struct ProveOptions {
  Dialect dialect = Dialect::kPostgresql;
  Trust trust = Trust::kEnforced;  // constraints below it are not assumed
  std::int64_t budget_ms =
      1'000;               // wall-clock stop; the solver's own limit is in steps, so that results repeat
  std::uint64_t seed = 1;  // of the random databases
  bool refute = true;      // look for a witness first
  bool record = false;     // certificates that can be replayed
};

// Decides one pair. A text that does not parse or bind, or that is outside the algebra, is an Unknown, not an
// error. Errors: Internal where a proof and a witness exist for the same pair: a bug of ours, never to be
// passed over. Thread safety: calls with different or equal catalogues may run in parallel.
[[nodiscard]] TACIT_EXPORT Result<Verdict> Prove(const Catalogue& catalogue, std::string_view left,
                                                 std::string_view right, const ProveOptions& options);

// A catalogue that holds just what DDL text states; errors as for a DDL file that cannot be read. `notes`,
// where it is not null, gets a line for each statement that makes or changes a table and is not understood:
// such a table is left out, or less is believed of it.
[[nodiscard]] TACIT_EXPORT Result<Catalogue> CatalogueFromDdl(std::string_view ddl, std::string_view name,
                                                              std::vector<std::string>* notes = nullptr);

}  // namespace tacit
