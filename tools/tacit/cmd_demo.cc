#include <chrono>
#include <filesystem>
#include <memory>

#include "tacit/analyzer.h"
#include "tacit/generator.h"
#include "tacit/output.h"
#include "tacit/report.h"
#include "tacit/study.h"
#include "tacit/workload.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string app_dir;
  std::string queries;
  std::string db;
  std::string folder = "build/demo";
  std::int64_t rows = 1'000'000;
  std::uint64_t seed = 1;
  std::int64_t runs = 5;
  std::int64_t at_most = 250;
  bool json = false;
};

class Stopwatch {
 public:
  [[nodiscard]] double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The user's database, or a generated one in the demo's folder.
Result<std::unique_ptr<Connection>> OpenDatabase(const Flags& flags, const Catalogue& catalogue,
                                                 const std::vector<SourcedQuery>& queries,
                                                 Progress* progress) {
  if (!flags.db.empty()) return Connection::Open(flags.db, Connection::Access::kReadOnly);
  const std::string path = flags.folder + "/data.sqlite";
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  Result<std::unique_ptr<Connection>> db = Connection::Open("sqlite:" + path, Connection::Access::kCreate);
  if (!db.ok()) return db;
  GenerateOptions options{.rows = flags.rows, .seed = flags.seed, .queries = {}, .progress = {}};
  for (const SourcedQuery& query : queries) options.queries.push_back(query.sql);
  options.progress = [progress](std::int64_t done, std::int64_t total) {
    progress->ShowShare("generating rows", done, total);
  };
  Result<std::vector<GeneratedTable>> tables = GenerateDatabase(catalogue, options, **db);
  if (!tables.ok()) return tables.status();
  // Packed as its copy will be, so that the two are measured alike.
  if (Status status = (*db)->Execute("VACUUM; ANALYZE"); !status.ok()) return status;
  return db;
}

// The user's; else those that the source sends, and where none were found, those that its declarations imply.
Result<std::vector<SourcedQuery>> ReadQueries(const Flags& flags, const Analysis& analysis) {
  if (flags.queries.empty()) {
    if (analysis.queries.empty()) return ImpliedQueries(analysis.catalogue);
    std::vector<SourcedQuery> queries;
    for (const FoundQuery& found : analysis.queries) {
      queries.push_back(
          {.sql = found.sql, .line = 0, .file = found.file, .file_line = found.line, .note = found.note});
    }
    return queries;
  }
  Result<std::string> text = ReadTextFile(flags.queries);
  if (!text.ok()) return text.status();
  Result<Workload> workload = ReadWorkload(*text, flags.queries);
  if (!workload.ok()) return workload.status();
  std::vector<SourcedQuery> queries;
  for (const WorkloadQuery& found : workload->queries) {
    queries.push_back({found.sql, found.line, found.file, found.file_line, found.note});
  }
  return queries;
}

Result<Study> MakeStudy(const Flags& flags) {
  std::error_code failed;
  std::filesystem::create_directories(flags.folder, failed);
  if (failed) return Status::Io(flags.folder + ": cannot create the folder: " + failed.message());

  Progress progress;
  const auto show = [&progress](std::string_view stage) { progress.Show(stage); };
  const Stopwatch analyzing;
  Result<Analysis> analysis = Analyze(flags.app_dir, {.queries = flags.queries.empty(), .progress = show});
  if (!analysis.ok()) return analysis.status();
  for (const Diagnostic& diagnostic : analysis->diagnostics) {
    std::fprintf(stderr, "tacit: %s: %s\n", PlaceOf(diagnostic).c_str(), diagnostic.message.c_str());
  }
  const Catalogue& catalogue = analysis->catalogue;
  if (Status status = WriteCatalogue(catalogue, flags.folder + "/app.catalogue.json"); !status.ok())
    return status;
  const StudyStep analyzed{"analyze the application", analyzing.Seconds()};

  Result<std::vector<SourcedQuery>> queries = ReadQueries(flags, *analysis);
  if (!queries.ok()) return queries.status();
  const Stopwatch filling;
  Result<std::unique_ptr<Connection>> db = OpenDatabase(flags, catalogue, *queries, &progress);
  if (!db.ok()) return db.status();
  StudyStep filled{flags.db.empty() ? "generate the database" : "open the database", filling.Seconds()};

  if (flags.queries.empty()) {
    const Stopwatch choosing;
    const MeasurableOptions measurable{.seed = flags.seed,
                                       .at_most = static_cast<std::size_t>(flags.at_most)};
    queries = MeasurableQueries(*queries, catalogue.schema, **db, measurable);
    filled.seconds += choosing.Seconds();
  }

  StudyOptions options;
  options.progress = show;
  options.rewrite.timing.runs = static_cast<int>(flags.runs);
  const std::string copy = flags.folder + "/installed.sqlite";
  std::filesystem::remove(copy, failed);
  options.copy_url = "sqlite:" + copy;
  Result<Study> study = RunStudy(catalogue, *queries, **db, options);
  if (!study.ok()) return study;
  study->steps.insert(study->steps.begin(), {analyzed, filled});
  return study;
}

int Run(const Flags& flags) {
  Result<Study> study = MakeStudy(flags);
  if (!study.ok()) return Fail(study.status());
  const std::string json = StudyAsJson(*study);
  const std::string json_path = flags.folder + "/study.json";
  const std::string page_path = flags.folder + "/report.html";
  Result<std::string> text = StudyTextFromJson(json, json_path);
  Result<std::string> page = StudyPageFromJson(json, json_path);
  if (!text.ok()) return Fail(text.status());
  if (!page.ok()) return Fail(page.status());
  if (Status status = WriteOutput(json_path, json); !status.ok()) return Fail(status);
  if (Status status = WriteOutput(page_path, *page); !status.ok()) return Fail(status);
  if (Status status = WriteOutput("", flags.json ? json : *text); !status.ok()) return Fail(status);
  if (!flags.json) {
    std::printf("\nJSON    %s\nReport  %s\n", json_path.c_str(), page_path.c_str());
  }
  return kDone;
}

}  // namespace

void AddDemo(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add(
      "demo", "The whole flow on one application: constraints, proved rewrites, measured times, a report",
      [flags] { return Run(*flags); });
  command.Text("APP_DIR", &flags->app_dir, "The application's root folder").Required();
  command.Text("--queries", &flags->queries,
               "A file or log of its queries; default: those that its source sends");
  command.Text("--db", &flags->db, "Its database, sqlite:FILE, which is only read; default: a generated one");
  command.Text("--folder", &flags->folder, "Where the databases and the report go");
  command.Number("--rows", &flags->rows, "Rows of a generated database").Between(1, 1'000'000'000);
  command.Number("--seed", &flags->seed, "Of a generated database");
  command.Number("--at-most", &flags->at_most, "Queries of the source that are measured").Between(1, 100'000);
  command.Number("--runs", &flags->runs, "Measured runs of each query").Between(1, 1'000);
  command.Switch("--json", &flags->json, "Write the study's JSON to standard output");
}

}  // namespace tacit::tool
