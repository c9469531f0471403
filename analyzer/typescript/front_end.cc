#include "analyzer/typescript/front_end.h"

#include <algorithm>

#include "analyzer/typescript/code/bypasses.h"
#include "analyzer/typescript/code/queries.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/evaluate/modules.h"
#include "analyzer/typescript/model.h"
#include "analyzer/typescript/patterns/check_then_act.h"
#include "analyzer/typescript/patterns/class_validator.h"
#include "analyzer/typescript/patterns/drizzle.h"
#include "analyzer/typescript/patterns/entry_point.h"
#include "analyzer/typescript/patterns/literal_type.h"
#include "analyzer/typescript/patterns/mikro_orm.h"
#include "analyzer/typescript/patterns/prisma_model.h"
#include "analyzer/typescript/patterns/registry.h"
#include "analyzer/typescript/patterns/sequelize.h"
#include "analyzer/typescript/patterns/soft_delete.h"
#include "analyzer/typescript/patterns/typeorm.h"
#include "analyzer/typescript/patterns/unknown_decorator.h"
#include "analyzer/typescript/project.h"
#include "analyzer/typescript/schema/load.h"
#include "src/base/status_macros.h"

namespace tacit::analyze::typescript {

namespace {

constexpr std::string_view kMappers[] = {
    "\"sequelize\"", "\"sequelize-typescript\"", "\"typeorm\"", "\"@prisma/client\"",
    "\"prisma\"",    "\"drizzle-orm\"",          "\"knex\"",    "\"@mikro-orm/",
    "\"@medusajs/"};

std::string_view NameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool MayHoldModels(std::string_view path) {
  static constexpr std::string_view kEndings[] = {".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs"};
  return !path.ends_with(".d.ts") && std::any_of(std::begin(kEndings), std::end(kEndings),
                                                 [&](std::string_view e) { return path.ends_with(e); });
}

bool LooksLikeModel(const std::string& path) {
  static constexpr std::string_view kFolders[] = {"models", "entities", "entity", "model", "schema"};
  return path.ends_with(".entity.ts") || path.ends_with(".model.ts") ||
         (MayHoldModels(path) && std::any_of(std::begin(kFolders), std::end(kFolders),
                                             [&](std::string_view folder) { return HasPart(path, folder); }));
}

int Weigh(const SourceTree& tree) {
  bool mapped = false;
  int weight = 0;
  for (const SourceEntry& file : tree.files()) {
    if (NameOf(file.path) == "package.json" && !mapped) {
      const auto text = tree.Read(file.path);
      mapped = text.ok() && std::any_of(std::begin(kMappers), std::end(kMappers), [&](std::string_view name) {
                 return text->find(name) != std::string::npos;
               });
    }
    if (file.path.ends_with(".prisma")) {
      const auto text = tree.Read(file.path);
      mapped = true;
      for (std::size_t at = 0; text.ok() && (at = text->find("\nmodel ", at)) != std::string::npos; ++at)
        ++weight;
    }
    if (LooksLikeModel(file.path)) ++weight;
  }
  return mapped ? std::max(weight, 1) : 0;
}

// The files of one schema: those below the folder of a `datasource`; of several, the one with most models.
PrismaSchema LoadPrisma(const SourceTree& tree, std::vector<Diagnostic>& diagnostics, std::int64_t& files) {
  PrismaSchema best;
  std::vector<Diagnostic> complaints;
  std::int64_t read = 0;
  std::vector<std::pair<std::string, std::string>> texts;
  for (const SourceEntry& file : tree.files()) {
    if (!file.path.ends_with(".prisma")) continue;
    auto text = tree.Read(file.path);
    if (text.ok()) texts.emplace_back(file.path, std::move(*text));
  }
  for (const auto& [path, text] : texts) {
    if (text.find("datasource ") == std::string::npos) continue;
    PrismaSchema schema;
    std::vector<Diagnostic> found;
    std::int64_t count = 0;
    const std::string folder = FolderOf(path);
    for (const auto& [other, content] : texts) {
      const bool below = other == path || folder.empty() || other.starts_with(folder + "/");
      const bool another = other != path && content.find("datasource ") != std::string::npos;
      if (!below || another) continue;
      ReadPrisma(content, other, schema, found);
      ++count;
    }
    if (schema.provider == "mongodb" || schema.models.size() <= best.models.size()) continue;
    best = std::move(schema);
    complaints = std::move(found);
    read = count;
  }
  diagnostics.insert(diagnostics.end(), complaints.begin(), complaints.end());
  files += read;
  return best;
}

void Append(std::vector<Model> more, std::vector<Model>& models) {
  models.insert(models.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Result<Findings> Read(const SourceTree& tree, const AnalyzeOptions& options) {
  const auto say = [&options](std::string_view line) {
    if (options.progress) options.progress(line);
  };
  Findings findings;
  say("parsing modules");
  Modules modules(tree);
  Evaluator evaluator(modules);
  say("reading models");
  const Project project = LoadProject(modules);
  std::vector<Model> models = PrismaModels(LoadPrisma(tree, findings.diagnostics, findings.files));
  Append(SequelizeClasses(evaluator, project.models), models);
  Append(SequelizeDefinitions(evaluator, project.models), models);
  Append(TypeormEntities(evaluator, project.models, project.snake_names), models);
  Append(MikroOrmEntities(evaluator, project.models), models);
  Append(DataModels(evaluator, project.models), models);
  Append(DrizzleTables(evaluator, project.models), models);
  AddClassValidators(evaluator, models);
  AddLiteralTypes(evaluator, models);
  AddEntryPoints(evaluator, project.code, models);
  say("folding the schema");
  TACIT_ASSIGN_OR_RETURN(LoadedSchema loaded, LoadSchema(evaluator, models, options, findings.diagnostics));
  findings.schema = std::move(loaded.schema);
  SettleDoubts(findings.schema, models);
  for (Diagnostic& diagnostic : UnknownDecorators(models))
    findings.diagnostics.push_back(std::move(diagnostic));
  say("deriving constraints");
  findings.constraints = ConstraintsOf(models, findings.schema);
  findings.constraints.insert(findings.constraints.end(), std::make_move_iterator(loaded.declared.begin()),
                              std::make_move_iterator(loaded.declared.end()));
  say("reading code around writes");
  ModelIndex index(evaluator, models);
  AddBypasses(evaluator, index, project.code, findings.constraints);
  findings.hints = SoftDeleteHints(models);
  FindCheckThenAct(evaluator, index, project.code, findings);
  if (options.queries) FindQueries(evaluator, index, project.code, findings);
  findings.files += modules.parsed();
  for (Diagnostic& diagnostic : modules.TakeDiagnostics())
    findings.diagnostics.push_back(std::move(diagnostic));
  return findings;
}

std::vector<PatternInfo> Patterns() {
  std::vector<PatternInfo> patterns;
  for (const PatternDoc* doc : Registry()) patterns.push_back(doc->ForFramework("typescript"));
  return patterns;
}

}  // namespace

const FrontEnd kFrontEnd = {
    .framework = Framework::kTypescript,
    .name = "typescript",
    .weigh = Weigh,
    .looks_for = "models of Prisma, TypeORM, Sequelize, MikroORM or Drizzle (TypeScript)",
    .read = Read,
    .patterns = Patterns};

}  // namespace tacit::analyze::typescript
