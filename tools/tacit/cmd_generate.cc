#include <memory>

#include "tacit/generator.h"
#include "tacit/output.h"
#include "tacit/query_file.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string catalogue;
  std::string db;
  std::string queries;
  std::int64_t rows = 1'000'000;
  std::uint64_t seed = 1;
};

int Run(const Flags& flags) {
  Result<Catalogue> catalogue = ReadCatalogue(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  Result<std::unique_ptr<Connection>> db = Connection::Open(flags.db, Connection::Access::kCreate);
  if (!db.ok()) return Fail(db.status());
  Progress progress;
  GenerateOptions options{.rows = flags.rows, .seed = flags.seed, .queries = {}, .progress = {}};
  if (!flags.queries.empty()) {
    Result<std::string> text = ReadTextFile(flags.queries);
    if (!text.ok()) return Fail(text.status());
    Result<std::vector<SourcedQuery>> queries = ParseQueryFile(*text, flags.queries);
    if (!queries.ok()) return Fail(queries.status());
    for (const SourcedQuery& query : *queries) options.queries.push_back(query.sql);
  }
  options.progress = [&progress](std::int64_t done, std::int64_t total) {
    progress.ShowShare("generating rows", done, total);
  };
  Result<std::vector<GeneratedTable>> tables = GenerateDatabase(*catalogue, options, **db);
  if (!tables.ok()) return Fail(tables.status());
  for (const GeneratedTable& table : *tables) {
    std::printf("%-40s %12lld\n", table.name.c_str(), static_cast<long long>(table.rows));
  }
  return kDone;
}

}  // namespace

void AddGenerate(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("generate", "Fill a new database with rows that satisfy a catalogue",
                                [flags] { return Run(*flags); });
  command.Text("CATALOGUE", &flags->catalogue, "What `tacit analyze -o` wrote").Required();
  command
      .Text("--db", &flags->db,
            "sqlite:FILE, which must not exist yet, or postgresql://..., which must be empty")
      .Required();
  command.Number("--rows", &flags->rows, "Rows over all tables").Between(1, 1'000'000'000);
  command.Number("--seed", &flags->seed, "Of the random numbers");
  command.Text("--queries", &flags->queries, "A file of queries that are to find rows");
}

}  // namespace tacit::tool
