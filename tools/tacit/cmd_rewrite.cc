#include <cstdio>
#include <memory>

#include "tacit/output.h"
#include "tacit/report.h"
#include "tacit/rewriter.h"
#include "tacit/suggest.h"
#include "tacit/workload.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string catalogue;
  std::string sql;
  std::string queries;
  std::string format = "auto";
  std::string db;
  std::string trust = "enforced";
  std::string dialect;
  std::string cache;
  std::string app;
  std::string output;
  bool json = false;
  bool guards = false;
};

Result<Workload> ReadQueries(const Flags& flags) {
  if (!flags.sql.empty()) return ReadWorkload(flags.sql, "--sql", WorkloadFormat::kSql);
  Result<std::string> text = ReadTextFile(flags.queries);
  if (!text.ok()) return text.status();
  return ReadWorkload(*text, flags.queries, *WorkloadFormatFromName(flags.format));
}

// What of the workload is no query, or could not be read.
void TellWhatIsLeftOut(const Flags& flags, const Workload& workload) {
  std::string skipped;
  for (const auto& [kind, count] : workload.skipped) {
    skipped += (skipped.empty() ? "" : ", ") + std::to_string(count) + " " + kind;
  }
  if (!skipped.empty())
    std::fprintf(stderr, "tacit: %s: skipped %s\n", flags.queries.c_str(), skipped.c_str());
  for (const Workload::Unread& unread : workload.first_unread) {
    std::fprintf(stderr, "tacit: %s:%d: not read: %s\n", flags.queries.c_str(), unread.line,
                 unread.cause.c_str());
  }
  const auto more = workload.unread - static_cast<std::int64_t>(workload.first_unread.size());
  if (more > 0) {
    std::fprintf(stderr, "tacit: %s: %lld more not read\n", flags.queries.c_str(),
                 static_cast<long long>(more));
  }
}

// What the database no longer enforces must not be relied on, whatever the catalogue says of it.
Status HoldAgainst(Connection& db, Catalogue& catalogue) {
  Result<Schema> live = db.ReadSchema();
  if (!live.ok()) return live.status();
  Catalogue beside = WithLiveSchema(catalogue, *live, db.dialect());
  std::string gone;
  int count = 0;
  for (const Constraint& constraint : catalogue.constraints) {
    const Constraint* now = beside.Find(constraint.id);
    if (constraint.trust != Trust::kEnforced || (now != nullptr && now->trust == Trust::kEnforced)) continue;
    if (++count <= 3) gone += (gone.empty() ? "" : ", ") + constraint.id;
  }
  if (count > 0) {
    std::fprintf(stderr,
                 "tacit: %s does not enforce %d constraints that the catalogue calls enforced (%s%s); "
                 "no rewrite rests on them as such\n",
                 db.url().c_str(), count, gone.c_str(), count > 3 ? ", ..." : "");
  }
  catalogue = std::move(beside);
  return Status::Ok();
}

int Run(const Flags& flags) {
  Result<Catalogue> catalogue = ReadCatalogue(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  Result<Workload> workload = ReadQueries(flags);
  if (!workload.ok()) return Fail(workload.status());
  TellWhatIsLeftOut(flags, *workload);

  RewriteOptions options;
  options.trust = *TrustFromName(flags.trust);
  std::unique_ptr<Connection> db;
  if (!flags.db.empty()) {
    Result<std::unique_ptr<Connection>> opened = Connection::Open(flags.db, Connection::Access::kReadOnly);
    if (!opened.ok()) return Fail(opened.status());
    db = std::move(*opened);
    options.dialect = db->dialect();
    if (Status held = HoldAgainst(*db, *catalogue); !held.ok()) return Fail(held);
  }
  if (!flags.dialect.empty()) options.dialect = *DialectFromName(flags.dialect);

  options.guards = flags.guards;

  Progress progress;
  Rewriter rewriter(*catalogue, options);
  if (!flags.cache.empty()) {
    if (Status status = rewriter.LoadProofs(flags.cache); !status.ok()) return Fail(status);
  }
  std::vector<RewrittenQuery> rewritten;
  for (const WorkloadQuery& query : workload->queries) {
    progress.ShowShare("rewriting", static_cast<std::int64_t>(rewritten.size()),
                       static_cast<std::int64_t>(workload->queries.size()));
    Result<RewriteOutcome> outcome = rewriter.Run(query.sql, db.get());
    if (!outcome.ok()) return Fail(outcome.status());
    outcome->file = query.file;
    outcome->line = query.file_line;
    std::optional<Suggestion> suggestion;
    if (!outcome->rewrites.empty()) {
      suggestion = Suggest(query.sql, outcome->rewrites.front(), query.file, query.file_line, flags.app);
    }
    rewritten.push_back({query, std::move(*outcome), std::move(suggestion)});
  }
  if (!flags.cache.empty()) {
    if (Status status = rewriter.SaveProofs(flags.cache); !status.ok()) return Fail(status);
  }
  const std::string text =
      flags.json ? RewritesAsJson(*catalogue, rewritten) : RewritesAsText(*catalogue, rewritten);
  if (Status status = WriteOutput(flags.output, text); !status.ok()) return Fail(status);
  for (const RewrittenQuery& query : rewritten) {
    if (!query.outcome.rewrites.empty()) return kDone;
  }
  return kAnswerIsNo;
}

}  // namespace

void AddRewrite(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("rewrite", "Find faster queries that are proved to mean the same",
                                [flags] { return Run(*flags); });
  command.Text("-c", &flags->catalogue, "What `tacit analyze -o` wrote").Required();
  const Flag sql = command.Text("--sql", &flags->sql, "The query");
  const Flag queries = command.Text("--queries", &flags->queries,
                                    "A file of queries, separated by ';', a log, or pg_stat_statements");
  command.ExactlyOne({sql, queries});
  command.Text("--format", &flags->format, "What --queries is; auto: by its content")
      .OneOf(WorkloadFormatNames());
  command.Text("--app", &flags->app,
               "The application's root, to suggest changes to the code that sends a query");
  command.Text("--db", &flags->db,
               "Measure on this database, on what it enforces now: sqlite:FILE or postgresql://...");
  command.Text("--trust", &flags->trust, "The least trust that a rewrite may rest on").OneOf(TrustNames());
  command.Text("--dialect", &flags->dialect, "Whose meaning the queries have; default: the database's")
      .OneOf(DialectNames());
  command.Text("--cache", &flags->cache, "A file to keep answers and their proofs in, FILE.proofs");
  command.Text("-o", &flags->output, "Write the answer here");
  command.Switch("--guards", &flags->guards,
                 "Suggest what the application can check before it asks: values for which there is no row");
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
