#include <memory>

#include "tacit/generator.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string catalogue;
  std::string db;
  std::int64_t rows = 1'000'000;
  std::uint64_t seed = 1;
};

int Run(const Flags& flags) {
  Result<Catalogue> catalogue = ReadCatalogue(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  Result<std::unique_ptr<Connection>> db = Connection::Open(flags.db, Connection::Access::kCreate);
  if (!db.ok()) return Fail(db.status());
  Progress progress;
  GenerateOptions options{.rows = flags.rows, .seed = flags.seed, .progress = {}};
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

void AddGenerate(CLI::App& app, Action* action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      app.add_subcommand("generate", "Fill a new database with rows that satisfy a catalogue");
  command->add_option("CATALOGUE", flags->catalogue, "What `tacit analyze -o` wrote")->required();
  command->add_option("--db", flags->db, "sqlite:FILE, which must not exist yet")->required();
  command->add_option("--rows", flags->rows, "Rows over all tables")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}))
      ->capture_default_str();
  command->add_option("--seed", flags->seed, "Of the random numbers")->capture_default_str();
  command->callback([flags, action] { *action = [flags] { return Run(*flags); }; });
}

}  // namespace tacit::tool
