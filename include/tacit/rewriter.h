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
  ProveOptions prove;        // its dialect and trust are taken from above
  TimingOptions timing;
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
  std::optional<Timing> timing;  // measured on the database given
};

struct RewriteCounts {
  int enumerated = 0;  // distinct forms, without the original
  int cheaper = 0;     // of these, cheaper by the proxy
  int survived = 0;    // of these, not refuted by a test database before enough were proved
  int proved = 0;      // one is enough where nothing is measured
};

struct RewriteOutcome {
  std::string sql;          // the original, as given
  std::string fingerprint;  // of its template; empty where it was not bound
  double cost = 0;
  std::optional<Timing> timing;   // of the original
  std::vector<Rewrite> rewrites;  // proved, best first: by measured time with a database, else by cost
  RewriteCounts counts;
  std::string unsupported;  // why nothing could be tried ("parse: ...", "unsupported: ..."); else empty
  double total_ms = 0;
};

// Finds rewrites for queries over one catalogue. Keeps its test databases between calls.
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

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Every rule's name, precondition and an example, in the order in which they are tried.
struct RuleInfo {
  std::string name;
  std::string summary;
  std::string precondition;
};
[[nodiscard]] TACIT_EXPORT std::vector<RuleInfo> Rules();

}  // namespace tacit
