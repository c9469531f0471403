#include "tacit/analyzer.h"

#include <memory>

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
  bool json = false;
};

int Run(const Flags& flags) {
  Progress progress;
  AnalyzeOptions options;
  options.framework = *FrameworkFromName(flags.framework);
  options.schema_file = flags.schema_file;
  options.compile_commands_dir = flags.compile_commands;
  options.progress = [&progress](std::string_view stage) { progress.Show(stage); };
  Result<Analysis> analysis = Analyze(flags.app_dir, options);
  if (!analysis.ok()) return Fail(analysis.status());

  const bool to_catalogue = flags.output.ends_with(".json") && flags.format == "text";
  std::string text = flags.json || flags.format == "json" || to_catalogue
                         ? FormatCatalogue(analysis->catalogue)
                     : flags.format == "sarif" ? AnalysisAsSarif(*analysis)
                                               : AnalysisAsText(*analysis);
  if (Status status = WriteOutput(flags.output, text); !status.ok()) return Fail(status);
  if (!flags.queries.empty()) {
    Status status = WriteOutput(flags.queries, FormatQueries(analysis->queries));
    if (!status.ok()) return Fail(status);
  }
  for (const Diagnostic& diagnostic : analysis->diagnostics) {
    std::fprintf(stderr, "tacit: %s:%d: %s\n", diagnostic.file.c_str(), diagnostic.line,
                 diagnostic.message.c_str());
  }
  return kDone;
}

}  // namespace

void AddAnalyze(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("analyze", "Find the constraints that an application's source guarantees",
                                [flags] { return Run(*flags); });
  command.Text("APP_DIR", &flags->app_dir, "The application's root folder").Required();
  command.Text("--framework", &flags->framework, "How to read it")
      .OneOf({"auto", "rails", "django", "typescript", "cpp"});
  command.Text("--schema", &flags->schema_file,
               "schema.rb, or a folder of migrations, if not in its usual place");
  command.Text("-p", &flags->compile_commands, "Folder of compile_commands.json (C++)");
  command.Text("-o", &flags->output, "Write here; a name in .json gets the catalogue");
  command.Text("--queries", &flags->queries, "Write the queries that the code will send here");
  command.Text("--format", &flags->format, "What to write").OneOf({"text", "json", "sarif"});
  command.Switch("--json", &flags->json, "The same as --format json");
}

}  // namespace tacit::tool
