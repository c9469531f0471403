#include "analyzer/rails/front_end.h"

#include <algorithm>

#include "analyzer/facts/identity.h"
#include "analyzer/rails/bypasses.h"
#include "analyzer/rails/class_table.h"
#include "analyzer/rails/constraints.h"
#include "analyzer/rails/lookups.h"
#include "analyzer/rails/patterns/pattern.h"
#include "analyzer/rails/project.h"
#include "analyzer/rails/queries/find_queries.h"
#include "analyzer/rails/reader.h"
#include "analyzer/rails/written_types.h"
#include "analyzer/schema/load.h"
#include "src/base/status_macros.h"

namespace tacit::analyze::rails {

namespace {

int Weigh(const SourceTree& tree) {
  return static_cast<int>(std::count_if(tree.files().begin(), tree.files().end(),
                                        [](const SourceEntry& file) { return IsModelFile(file.path); }));
}

Result<Schema> LoadSchema(const Project& project, const AnalyzeOptions& options,
                          const ruby::Inflector& inflector, std::vector<Diagnostic>& diagnostics) {
  if (options.schema) return *options.schema;
  const schema::Sources sources{project.root(), project.schema_files, project.migrations,
                                options.schema_file};
  return schema::Load(sources, inflector, diagnostics);
}

Result<Findings> Read(const SourceTree& tree, const AnalyzeOptions& options) {
  const auto say = [&options](std::string_view line) {
    if (options.progress) options.progress(line);
  };
  say("parsing models");
  TACIT_ASSIGN_OR_RETURN(Project project, LoadProject(tree));
  const ClassTable classes(project);
  Reader reader(classes);
  say("running model declarations");
  reader.Run();
  say("folding the schema");
  Findings findings;
  findings.files = static_cast<std::int64_t>(project.code.size());
  TACIT_ASSIGN_OR_RETURN(findings.schema,
                         LoadSchema(project, options, reader.inflector(), project.diagnostics));
  say("deriving constraints");
  Facts facts(reader, findings.schema);
  MakeFacts(facts);
  say("looking for lookups before writes");
  AddLookups(project, facts);
  std::vector<Constraint> made = facts.TakeConstraints();
  AddWrittenTypes(project, made);
  findings.constraints = Identified(std::move(made));
  findings.hints = facts.TakeHints();
  say("looking for writes past validations");
  AddBypasses(project, reader, findings.schema, findings.constraints);
  if (options.queries) {
    say("following the code for its queries");
    findings.queries = queries::FindQueries(project, reader, findings.schema).queries;
  }
  findings.diagnostics = std::move(project.diagnostics);
  return findings;
}

std::vector<PatternInfo> Patterns() {
  std::vector<PatternInfo> patterns;
  for (const Pattern* pattern : Registry()) patterns.push_back(pattern->doc.ForFramework("rails"));
  return patterns;
}

}  // namespace

const FrontEnd kFrontEnd = {.framework = Framework::kRails,
                            .name = "rails",
                            .weigh = Weigh,
                            .looks_for = "Ruby files in app/models (Rails)",
                            .read = Read,
                            .patterns = Patterns};

}  // namespace tacit::analyze::rails
