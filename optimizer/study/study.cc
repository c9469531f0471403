#include "tacit/study.h"

#include <algorithm>
#include <memory>

#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"

namespace tacit {
namespace {

constexpr std::int64_t kLeastPatienceMs = 20;

void Say(const StudyOptions& options, std::string_view what) {
  if (options.progress) options.progress(what);
}

// A copy of the database, as the installation script leaves it.
Result<std::unique_ptr<Connection>> InstalledCopy(Connection& db, const InstallPlan& plan,
                                                  const std::string& url) {
  constexpr std::string_view kScheme = "sqlite:";
  if (db.dialect() != Dialect::kSqlite || !url.starts_with(kScheme)) {
    return Status::NotSupported(db.url() + ": expected a SQLite database, since only those can be copied");
  }
  std::string path = url.substr(kScheme.size());
  for (std::size_t at = path.find('\''); at != std::string::npos; at = path.find('\'', at + 2)) {
    path.insert(at, 1, '\'');
  }
  TACIT_RETURN_IF_ERROR(db.Execute("VACUUM INTO '" + path + "'"));
  TACIT_ASSIGN_OR_RETURN(auto copy, Connection::Open(url, Connection::Access::kReadWrite));
  TACIT_RETURN_IF_ERROR(copy->Execute(plan.script));
  TACIT_RETURN_IF_ERROR(copy->Execute("ANALYZE"));
  return copy;
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The variants take turns, so that a slow moment of the machine falls on all of them.
Result<StudyTimes> Measure(Connection& db, Connection& copy, const std::string& original,
                           const std::string* rewrite, const TimingOptions& timing) {
  struct Variant {
    Connection* connection;
    const std::string* sql;
    std::vector<double> ms;
    bool given_up = false;
  };
  std::vector<Variant> variants = {{&db, &original, {}}, {&copy, &original, {}}};
  if (rewrite != nullptr) {
    variants.push_back({&db, rewrite, {}});
    variants.push_back({&copy, rewrite, {}});
  }
  // The original may take what it takes; a rewrite that takes several times as long has lost.
  const auto patience_ms = [&](const Variant& variant) -> std::int64_t {
    if (variant.sql != rewrite) return 0;
    return kLeastPatienceMs + static_cast<std::int64_t>(3 * Median(variants[0].ms));
  };
  const base::Stopwatch watch;
  for (int run = 0; run < std::max(1, timing.runs); ++run) {
    if (run > 0 && watch.Milliseconds() > static_cast<double>(timing.max_total_ms)) break;
    for (Variant& variant : variants) {
      if (variant.given_up) continue;
      const TimingOptions once{
          .runs = 1, .max_total_ms = timing.max_total_ms, .max_run_ms = patience_ms(variant)};
      const Result<Timing> time = variant.connection->Time(*variant.sql, once);
      variant.given_up = variant.sql == rewrite && time.status().code() == StatusCode::kResourceExhausted;
      if (variant.given_up) continue;
      if (!time.ok()) return time.status();
      variant.ms.push_back(time->min_ms);
    }
  }
  StudyTimes times{
      .original = Median(variants[0].ms), .installed = Median(variants[1].ms), .rewrite = {}, .both = {}};
  if (rewrite != nullptr && !variants[2].given_up) times.rewrite = Median(variants[2].ms);
  if (rewrite != nullptr && !variants[3].given_up) times.both = Median(variants[3].ms);
  return times;
}

RewriteOptions OptionsFor(const StudyOptions& options, const Connection& db) {
  RewriteOptions rewrite = options.rewrite;
  rewrite.dialect = db.dialect();
  rewrite.trust = Trust::kEnforced;
  return rewrite;
}

}  // namespace

Result<Study> RunStudy(const Catalogue& catalogue, const std::vector<SourcedQuery>& queries, Connection& db,
                       const StudyOptions& options) {
  Study study;
  study.margin = options.rewrite.margin;
  study.floor_ms = options.rewrite.floor_ms;
  const auto finish = [&study](std::string name, const base::Stopwatch& watch) {
    study.steps.push_back({std::move(name), watch.Seconds()});
  };

  Say(options, "rewriting on enforced constraints alone");
  const base::Stopwatch rewriting;
  Rewriter as_it_is(catalogue, OptionsFor(options, db));
  for (const SourcedQuery& query : queries) {
    StudiedQuery& studied = study.queries.emplace_back();
    studied.query = query;
    TACIT_ASSIGN_OR_RETURN(studied.enforced, as_it_is.Run(query.sql, &db));
  }
  finish("rewrite on enforced constraints", rewriting);

  Say(options, "checking declared constraints on the data");
  const base::Stopwatch checking;
  TACIT_ASSIGN_OR_RETURN(study.checked, CheckConstraints(catalogue, db));
  study.catalogue = WithVerified(catalogue, study.checked);
  finish("check declared constraints on the data", checking);

  Say(options, "installing those that hold, in a copy");
  const base::Stopwatch installing;
  TACIT_ASSIGN_OR_RETURN(study.install, PlanInstall(study.catalogue, db));
  TACIT_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> copy,
                         InstalledCopy(db, study.install, options.copy_url));
  finish("install what holds, in a copy", installing);

  Say(options, "rewriting where they are installed");
  const base::Stopwatch rewriting_copy;
  Rewriter with_installed(study.install.after, OptionsFor(options, db));
  for (StudiedQuery& studied : study.queries) {
    TACIT_ASSIGN_OR_RETURN(studied.installed, with_installed.Run(studied.query.sql, copy.get()));
  }
  finish("rewrite where they are installed", rewriting_copy);

  Say(options, "measuring");
  const base::Stopwatch measuring;
  for (StudiedQuery& studied : study.queries) {
    const auto& rewrites = studied.installed.rewrites;
    Result<StudyTimes> times =
        Measure(db, *copy, studied.query.sql, rewrites.empty() ? nullptr : &rewrites.front().sql,
                options.rewrite.timing);
    if (times.ok()) {
      studied.times = *times;
    } else {
      studied.error = times.status().message();
    }
  }
  finish("measure original, rewrite, constraints, both", measuring);
  return study;
}

}  // namespace tacit
