// The main job on one database: which queries become faster, through what, and by how much.
//
// The order is the honest one. First what can be rewritten on constraints that the database enforces already.
// Then which of the application's declared constraints hold on the data, and the DDL that installs them.
// Then, in a copy where they are installed, what can be rewritten on them, and for each query the times of:
// the original; the rewrite alone; the constraints alone; both.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/advisor.h"
#include "tacit/catalogue.h"
#include "tacit/connection.h"
#include "tacit/export.h"
#include "tacit/query_file.h"
#include "tacit/rewriter.h"
#include "tacit/status.h"

namespace tacit {

struct StudyOptions {
  RewriteOptions rewrite;  // its dialect and trust are set by the study
  std::string copy_url;  // where the copy with installed constraints goes: a database that does not exist yet
  std::function<void(std::string_view)> progress;  // a short line for each stage; may be empty
};

// Medians of interleaved runs, in milliseconds. `rewrite` and `both` are there for queries with a proved
// rewrite, each unless it took several times the original's time and was given up.
struct StudyTimes {
  double original = 0;
  double installed = 0;  // the original, where the constraints are installed
  std::optional<double>
      rewrite;  // the rewrite on the database as it is: right because the constraints hold on its data now
  std::optional<double> both;  // the rewrite, where they are installed
};

struct StudiedQuery {
  SourcedQuery query;
  RewriteOutcome enforced;   // on the database as it is, on enforced constraints alone
  RewriteOutcome installed;  // in the copy; its rewrites[0] is what `times` measures
  std::optional<StudyTimes> times;
  std::string error;  // why there are no times: what the database said of the original; else empty

  // The fastest variant but the original's own; 0 where nothing was measured.
  [[nodiscard]] double BestMs() const {
    if (!times) return 0;
    return std::min({times->installed, times->rewrite.value_or(times->installed),
                     times->both.value_or(times->installed)});
  }
};

struct StudyStep {
  std::string name;
  double seconds = 0;
};

struct Study {
  Catalogue catalogue;  // with `verified` where the data agrees
  std::vector<CheckedConstraint> checked;
  InstallPlan install;
  std::vector<StudiedQuery> queries;
  std::vector<StudyStep> steps;
  double margin = 0;    // gains below this share of the time are noise
  double floor_ms = 0;  // and so are gains of fewer milliseconds

  // Whether `after` is faster than `before` by more than noise.
  [[nodiscard]] bool Gains(double before_ms, double after_ms) const {
    return before_ms - after_ms > floor_ms && before_ms - after_ms > margin * before_ms;
  }
};

// The queries that an ORM sends for what the catalogue's code constraints declare, for an application whose
// own queries are not at hand: an association's reader, its inverse, its joins (plain, eager, distinct), and
// the look-up of a uniqueness validator. Each names the declaration that it follows from.
[[nodiscard]] TACIT_EXPORT std::vector<SourcedQuery> ImpliedQueries(const Catalogue& catalogue);

struct MeasurableOptions {
  std::uint64_t seed = 1;
  std::size_t at_most = 250;  // queries
};

// Queries as the source has them, with $1 and so on, made ready to be measured on a database: each shape
// once, with values that the data has. Those of a query's own WHERE come from one row that all its other
// conditions let through, so that it finds something; others are their column's most frequent value; LIMIT is
// 25, OFFSET 0, and LIKE looks for the beginning of a value. Left out: what does not bind, what has a
// parameter that no column is compared with, and, beyond `at_most`, further shapes of a place that has given
// one. Order as given. Deterministic for a database and a seed.
[[nodiscard]] TACIT_EXPORT std::vector<SourcedQuery> MeasurableQueries(
    const std::vector<SourcedQuery>& queries, const Schema& schema, Connection& db,
    const MeasurableOptions& options);

// Errors: those of the parts; a query that fails is part of the result, not an error.
[[nodiscard]] TACIT_EXPORT Result<Study> RunStudy(const Catalogue& catalogue,
                                                  const std::vector<SourcedQuery>& queries, Connection& db,
                                                  const StudyOptions& options);

}  // namespace tacit
