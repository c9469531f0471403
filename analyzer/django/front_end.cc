#include "analyzer/django/front_end.h"

#include <algorithm>

#include "analyzer/django/bypasses.h"
#include "analyzer/django/migrations.h"
#include "analyzer/django/patterns/pattern.h"
#include "analyzer/django/queries.h"
#include "analyzer/facts/ddl_schema.h"
#include "src/base/status_macros.h"

namespace tacit::analyze::django {

namespace {

bool NamesModels(std::string_view path) {
  const bool of_package = path.find("/models/") != std::string_view::npos || path.starts_with("models/");
  return path.ends_with(".py") && (of_package || path.ends_with("/models.py") || path == "models.py");
}

// Files of the usual names that import Django; other frameworks call files so too.
int Weigh(const SourceTree& tree) {
  int weight = 0;
  for (const SourceEntry& file : tree.files()) {
    if (!NamesModels(file.path) || IsTest(file.path)) continue;
    const Result<std::string> text = tree.Read(file.path);
    if (text.ok() &&
        (text->find("django") != std::string::npos || text->find("models.Model") != std::string::npos))
      ++weight;
  }
  return weight;
}

// Apps with migrations are as those made them; the others as their models are.
Schema SchemaOf(Project& project, const ModelTable& models, std::vector<Diagnostic>& diagnostics) {
  MigratedState state = FoldMigrations(project, models, diagnostics);
  const FindModel find = [&](std::string_view label) -> const Model* {
    const auto migrated = state.models.find(label);
    if (migrated != state.models.end()) return migrated->second.get();
    const Model* model = models.OfLabel(label);
    return model != nullptr && !state.apps.contains(model->app) ? model : nullptr;
  };
  std::vector<const Model*> all;
  for (const auto& model : models.models()) {
    if (!state.apps.contains(model->app)) all.push_back(model.get());
  }
  for (const auto& [label, model] : state.models) all.push_back(model.get());
  std::sort(all.begin(), all.end(), [](const Model* a, const Model* b) { return a->label < b->label; });
  Schema schema = BuildSchema(all, find);
  FoldRawSql(state.raw, schema, diagnostics);
  return schema;
}

Result<Schema> LoadSchema(Project& project, const ModelTable& models, const AnalyzeOptions& options,
                          std::vector<Diagnostic>& diagnostics) {
  if (options.schema) return *options.schema;
  if (!options.schema_file.empty()) return ReadDdlSchema(options.schema_file, options.schema_file);
  return SchemaOf(project, models, diagnostics);
}

Result<Findings> Read(const SourceTree& tree, const AnalyzeOptions& options) {
  const auto say = [&options](std::string_view line) {
    if (options.progress) options.progress(line);
  };
  say("parsing Python");
  Project project(tree);
  say("reading models");
  ModelTable models(project);
  Findings findings;
  findings.files = static_cast<std::int64_t>(project.code().size());
  say("folding migrations");
  TACIT_ASSIGN_OR_RETURN(findings.schema, LoadSchema(project, models, options, findings.diagnostics));
  say("deriving constraints");
  Context context{project, models, findings,
                  [&models](std::string_view label) { return models.OfLabel(label); }};
  for (const Pattern& pattern : Registry()) {
    project.evaluator().Restart();
    if (pattern.apply != nullptr) pattern.apply(context);
  }
  say("looking for writes past save()");
  AddBypasses(context);
  if (options.queries) {
    say("following queries");
    FindQueries(context);
  }
  const auto& met = project.program().diagnostics();
  findings.diagnostics.insert(findings.diagnostics.end(), met.begin(), met.end());
  return findings;
}

std::vector<PatternInfo> Patterns() {
  std::vector<PatternInfo> patterns;
  for (const Pattern& pattern : Registry()) patterns.push_back(pattern.doc.ForFramework("django"));
  return patterns;
}

}  // namespace

const FrontEnd kFrontEnd = {.framework = Framework::kDjango,
                            .name = "django",
                            .weigh = Weigh,
                            .looks_for = "models.py or models/*.py (Django)",
                            .read = Read,
                            .patterns = Patterns};

}  // namespace tacit::analyze::django
