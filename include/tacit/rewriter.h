// Faster queries that are proved to mean the same.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/connection.h"
#include "tacit/dialect.h"
#include "tacit/export.h"
#include "tacit/prover.h"
#include "tacit/status.h"

namespace tacit {

struct RewriteOptions {
  Dialect dialect = Dialect::kPostgresql;
  Trust trust = Trust::kEnforced;  // the least trust that a rewrite may rest on
  int depth = 10;            // rules applied in a row; the cheapest form goes on first, so depth is cheap
  int max_candidates = 256;  // forms enumerated for one query
  double margin = 0.05;      // a gain below this share of the time is noise, and is not reported as one
  double floor_ms = 0.02;    // so is a gain of fewer milliseconds: a clock and a cache miss make as much
  ProveOptions prove = {};   // its dialect and trust are taken from above
  TimingOptions timing = {};
  bool guards = false;  // look for guards too, which takes a proof for each value that a column equals
};

// What the application can ask of a value before it sends a statement: unless it is true, the statement has
// no row, and need not be sent. Proved for all values of the parameters.
struct Guard {
  std::string predicate;  // SQL over the parameters of `query`: "$1 BETWEEN 1 AND 5"
  std::string column;     // "issues.done_ratio": what the parameter is compared with
  std::string query;      // the statement with parameters for the values that it compares columns with
  std::vector<std::string> constraints_used;  // ids; a guard is void without them
  Certificate certificate;  // `query` where the predicate is not true gives what it gives WHERE FALSE
};

// One proved rewrite. It owns the list of constraints that it rests on: when one is withdrawn, the rewrite is
// void.
struct Rewrite {
  std::string sql;
  std::vector<std::string> rules;             // in order of application
  std::vector<std::string> constraints_used;  // ids; each of at least the trust asked for
  Certificate certificate;
  double prove_ms = 0;
  double cost = 0;               // the proxy that ranked it; lower is better
  bool any_literals = false;     // proved for the statement whatever the values it compares columns with
  std::optional<Timing> timing;  // measured on the database given
};

struct RewriteCounts {
  int enumerated = 0;  // distinct forms, without the original
  int cheaper = 0;     // of these, cheaper by the proxy
  int proved = 0;      // one is enough where nothing is measured
};

// Where the time of one statement went, in milliseconds. What was known already took neither of the last
// three.
struct RewritePhases {
  double bind_ms = 0;  // parsing and binding
  double enumerate_ms = 0;
  double test_ms = 0;
  double prove_ms = 0;
};

struct RewriteOutcome {
  std::string sql;          // the original, as given
  std::string fingerprint;  // of its template; empty where it was not bound
  double cost = 0;
  std::optional<Timing> timing;   // of the original
  std::vector<Rewrite> rewrites;  // proved, best first: by measured time with a database, else by cost
  std::vector<Guard> guards;      // where they were asked for
  std::string file;               // of the application, where the caller knows it: Run leaves both alone
  int line = 0;
  RewriteCounts counts;
  std::string unsupported;  // why nothing could be tried ("parse: ...", "unsupported: ..."); else empty
  bool known = false;       // answered from what was found out before, in this run or from a file
  RewritePhases phases;
  double total_ms = 0;
};

// Finds rewrites for queries over one catalogue. Keeps its test databases between calls, and its answers: a
// statement that differs from one before in nothing but literals that no rule read, gets that one's answer.
// Thread safety: belongs to one thread; the catalogue is copied.
class TACIT_EXPORT Rewriter {
 public:
  Rewriter(const Catalogue& catalogue, RewriteOptions options);
  ~Rewriter();
  Rewriter(Rewriter&&) noexcept;
  Rewriter& operator=(Rewriter&&) noexcept;

  // `db` may be null: then candidates are ranked by the proxy cost alone. With it, each proved candidate and
  // the original are timed there, and only those that gain more than the margin stay. Errors: Internal where
  // a test database contradicts a proof (loud, on purpose); a query that is outside the algebra is an
  // outcome, not an error.
  [[nodiscard]] Result<RewriteOutcome> Run(std::string_view sql, Connection* db);

  // Takes over the answers that a file (docs/formats/proofs.md) holds of this build, for this schema, these
  // constraints at this trust, this dialect and these options; no other answer is used. A file that does not
  // exist holds none. Errors: Corruption (what it holds is damaged), NotSupported (a newer version of the
  // format), Io; then nothing is taken over.
  [[nodiscard]] Status LoadProofs(const std::string& path);
  // Writes the answers to the file, beside those that it holds already: of two rewriters that write at one
  // time, the last one wins, and the file is whole at any time. Errors: as above, and then the file stays as
  // it is.
  [[nodiscard]] Status SaveProofs(const std::string& path) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tacit
