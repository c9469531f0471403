#include "analyzer/rails/analyze.h"

#include <algorithm>
#include <tuple>

#include "analyzer/rails/bypasses.h"
#include "analyzer/rails/class_table.h"
#include "analyzer/rails/constraints.h"
#include "analyzer/rails/project.h"
#include "analyzer/rails/reader.h"
#include "analyzer/schema/load.h"
#include "src/base/file.h"
#include "src/base/status_macros.h"

namespace tacit::analyze::rails {

namespace {

// The commit that the folder stands at, from its .git; empty where there is none.
std::string CommitOf(const std::string& root) {
  Result<std::string> head = base::ReadFile(root + "/.git/HEAD", 4096);
  if (!head.ok()) return "";
  std::string text = std::move(*head);
  if (text.starts_with("ref: ")) {
    text = text.substr(5, text.find('\n') - 5);
    Result<std::string> ref = base::ReadFile(root + "/.git/" + text, 4096);
    if (!ref.ok()) return "";
    text = std::move(*ref);
  }
  text = text.substr(0, text.find('\n'));
  const bool hex = text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  return hex ? text : "";
}

}  // namespace

Result<Analysis> Analyze(const std::string& app_dir, const AnalyzeOptions& options) {
  auto say = [&options](std::string_view line) {
    if (options.progress) options.progress(line);
  };
  say("reading sources");
  TACIT_ASSIGN_OR_RETURN(Project project, LoadProject(app_dir));
  Analysis analysis;
  const ClassTable classes(project);
  Reader reader(classes);
  say("running model declarations");
  reader.Run();
  say("folding the schema");
  const schema::Sources sources{project.root, project.schema_files, project.migrations, options.schema_file};
  TACIT_ASSIGN_OR_RETURN(Schema schema, schema::Load(sources, reader.inflector(), project.diagnostics));
  say("deriving constraints");
  std::vector<Constraint> constraints = MakeConstraints(reader, schema);
  say("looking for writes past validations");
  AddBypasses(project, reader, schema, constraints);
  Application application;
  application.root = app_dir;
  application.framework = "rails";
  application.files = static_cast<std::int64_t>(project.code.size());
  application.commit = CommitOf(app_dir);
  analysis.catalogue = MergeCatalogue(std::move(application), std::move(schema), std::move(constraints));
  analysis.diagnostics = std::move(project.diagnostics);
  std::sort(analysis.diagnostics.begin(), analysis.diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) {
              return std::tie(a.file, a.line, a.message) < std::tie(b.file, b.line, b.message);
            });
  return analysis;
}

}  // namespace tacit::analyze::rails
