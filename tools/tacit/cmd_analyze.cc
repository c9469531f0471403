#include "tacit/analyzer.h"

#include <cstdio>
#include <memory>
#include <optional>

#include "tacit/report.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string app_dir;
  std::string framework = "auto";
  std::string schema_file;
  std::string compile_commands;
  std::string format = "text";
  std::string output;
  std::string queries;
  std::string baseline;
  std::string cache;
  bool json = false;
};

std::string Format(const Flags& flags, const Analysis& analysis, const Catalogue* baseline) {
  const bool to_catalogue = flags.output.ends_with(".json") && flags.format == "text";
  if (flags.json || flags.format == "json" || to_catalogue) return FormatCatalogue(analysis.catalogue);
  if (flags.format == "sarif") return AnalysisAsSarif(analysis, baseline);
  if (baseline == nullptr) return AnalysisAsText(analysis);
  std::string text;
  for (const Constraint& finding : FindingsNotIn(*baseline, analysis.catalogue))
    text += ConstraintAsLine(finding);
  return text;
}

bool IsDatabase(const std::string& schema) {
  return schema.starts_with("sqlite:") || schema.starts_with("postgres://") ||
         schema.starts_with("postgresql://");
}

Result<Schema> LiveSchema(const std::string& url) {
  Result<std::unique_ptr<Connection>> db = Connection::Open(url, Connection::Access::kReadOnly);
  if (!db.ok()) return db.status();
  return (*db)->ReadSchema();
}

// Progress is the caller's.
Result<AnalyzeOptions> OptionsOf(const Flags& flags) {
  AnalyzeOptions options;
  options.framework = *FrameworkFromName(flags.framework);
  options.queries = !flags.queries.empty();
  options.compile_commands_dir = flags.compile_commands;
  options.cache_dir = flags.cache;
  if (!IsDatabase(flags.schema_file)) {
    options.schema_file = flags.schema_file;
    return options;
  }
  Result<Schema> live = LiveSchema(flags.schema_file);
  if (!live.ok()) return live.status();
  options.schema = *std::move(live);
  return options;
}

Status WriteAll(const Flags& flags, const Analysis& analysis, const Catalogue* baseline) {
  if (Status status = WriteOutput(flags.output, Format(flags, analysis, baseline)); !status.ok())
    return status;
  if (flags.queries.empty()) return Status::Ok();
  return WriteOutput(flags.queries, FormatQueries(analysis.queries));
}

int Run(const Flags& flags) {
  std::optional<Catalogue> baseline;
  if (!flags.baseline.empty()) {
    Result<Catalogue> read = ReadCatalogue(flags.baseline);
    if (!read.ok()) return Fail(read.status());
    baseline = std::move(*read);
  }
  Progress progress;
  Result<AnalyzeOptions> options = OptionsOf(flags);
  if (!options.ok()) return Fail(options.status());
  options->progress = [&progress](std::string_view stage) { progress.Show(stage); };
  Result<Analysis> analysis = Analyze(flags.app_dir, *options);
  if (!analysis.ok()) return Fail(analysis.status());

  const Status written = WriteAll(flags, *analysis, baseline ? &*baseline : nullptr);
  if (!written.ok()) return Fail(written);
  for (const Diagnostic& diagnostic : analysis->diagnostics) {
    std::fprintf(stderr, "tacit: %s: %s\n", PlaceOf(diagnostic).c_str(), diagnostic.message.c_str());
  }
  const bool news = baseline && !FindingsNotIn(*baseline, analysis->catalogue).empty();
  return news ? kAnswerIsNo : kDone;
}

}  // namespace

void AddAnalyze(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("analyze", "Find the constraints that an application's source guarantees",
                                [flags] { return Run(*flags); });
  command.Text("APP_DIR", &flags->app_dir, "The application's root folder").Required();
  command.Text("--framework", &flags->framework, "How to read it")
      .OneOf({"auto", "rails", "django", "typescript", "cpp"});
  command.Text(
      "--schema", &flags->schema_file,
      "The schema, if not in its usual place: schema.rb, DDL, a folder of migrations, or a database's URL");
  command.Text("-p", &flags->compile_commands, "Folder of compile_commands.json (C++)");
  command.Text("-o", &flags->output, "Write here; a name in .json gets the catalogue");
  command.Text("--queries", &flags->queries, "Write the queries that the code will send here");
  command.Text("--baseline", &flags->baseline,
               "A catalogue of before: show only findings that it lacks; exit status 1 if there are any");
  command.Text("--cache", &flags->cache, "A folder to keep results in, by what the sources hold");
  command.Text("--format", &flags->format, "What to write").OneOf({"text", "json", "sarif"});
  command.Switch("--json", &flags->json, "The same as --format json");
}

}  // namespace tacit::tool
