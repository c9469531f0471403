#include <cstdio>
#include <memory>

#include "tacit/output.h"
#include "tacit/query_file.h"
#include "tacit/report.h"
#include "tacit/rewriter.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string catalogue;
  std::string sql;
  std::string queries;
  std::string db;
  std::string trust = "enforced";
  std::string dialect;
  std::string output;
  bool json = false;
};

Result<std::vector<SourcedQuery>> ReadQueries(const Flags& flags) {
  if (!flags.sql.empty()) return ParseQueryFile(flags.sql, "--sql");
  Result<std::string> text = ReadTextFile(flags.queries);
  if (!text.ok()) return text.status();
  return ParseQueryFile(*text, flags.queries);
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
  Result<std::vector<SourcedQuery>> queries = ReadQueries(flags);
  if (!queries.ok()) return Fail(queries.status());

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

  Progress progress;
  Rewriter rewriter(*catalogue, options);
  std::vector<RewriteOutcome> outcomes;
  for (const SourcedQuery& query : *queries) {
    progress.ShowShare("rewriting", static_cast<std::int64_t>(outcomes.size()),
                       static_cast<std::int64_t>(queries->size()));
    Result<RewriteOutcome> outcome = rewriter.Run(query.sql, db.get());
    if (!outcome.ok()) return Fail(outcome.status());
    outcomes.push_back(std::move(*outcome));
  }
  const std::string text =
      flags.json ? RewritesAsJson(*catalogue, outcomes) : RewritesAsText(*catalogue, outcomes);
  if (Status status = WriteOutput(flags.output, text); !status.ok()) return Fail(status);
  for (const RewriteOutcome& outcome : outcomes) {
    if (!outcome.rewrites.empty()) return kDone;
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
  const Flag queries = command.Text("--queries", &flags->queries, "A file of queries, separated by ';'");
  command.ExactlyOne({sql, queries});
  command.Text("--db", &flags->db,
               "Measure on this database, on what it enforces now: sqlite:FILE or postgresql://...");
  command.Text("--trust", &flags->trust, "The least trust that a rewrite may rest on").OneOf(TrustNames());
  command.Text("--dialect", &flags->dialect, "Whose meaning the queries have; default: the database's")
      .OneOf(DialectNames());
  command.Text("-o", &flags->output, "Write the answer here");
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
