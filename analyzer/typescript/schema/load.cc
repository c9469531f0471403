#include "analyzer/typescript/schema/load.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/typescript/patterns/prisma_model.h"
#include "analyzer/typescript/schema/migrations.h"
#include "analyzer/typescript/schema/script_migrations.h"
#include "src/base/file.h"
#include "src/base/status_macros.h"
#include "src/sql/ddl.h"

namespace tacit::analyze::typescript {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxSchemaBytes = 64 << 20;

void AddUnknownTables(const std::vector<Model>& models, Schema& schema) {
  for (const Model& model : models) {
    if (schema.Find(model.table) == nullptr) {
      Table made;
      made.name = model.table;
      schema.tables.push_back(std::move(made));
    }
    Table& table = *schema.Find(model.table);
    for (const Field& field : model.fields) {
      if (table.ColumnOrdinal(field.column) < 0)
        table.columns.push_back({field.column, field.type.empty() ? "text" : field.type, true, std::nullopt});
    }
  }
}

Result<Schema> FromFile(const std::string& path, std::vector<Diagnostic>& diagnostics) {
  TACIT_ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path, kMaxSchemaBytes));
  if (path.ends_with(".prisma")) {
    PrismaSchema schema;
    ReadPrisma(text, path, schema, diagnostics);
    return SchemaOf(PrismaModels(schema));
  }
  auto parsed = sql::ParseDdl(text);
  if (!parsed.ok()) return Status(parsed.status().code(), path + ": " + parsed.status().message());
  return std::move(parsed->schema);
}

// A folder that the user names: its SQL files, in order.
Result<Schema> FromFolder(const std::string& path, std::vector<Diagnostic>& diagnostics) {
  TACIT_ASSIGN_OR_RETURN(const SourceTree tree, SourceTree::Walk(path));
  std::vector<DdlPiece> pieces;
  PrismaSchema prisma;
  for (const SourceEntry& file : tree.files()) {
    if (!file.path.ends_with(".sql") && !file.path.ends_with(".prisma")) continue;
    TACIT_ASSIGN_OR_RETURN(std::string text, tree.Read(file.path));
    if (file.path.ends_with(".prisma")) {
      ReadPrisma(text, file.path, prisma, diagnostics);
    } else {
      pieces.push_back({std::move(text), file.path, 1});
    }
  }
  if (pieces.empty() && prisma.models.empty()) {
    return Status::InvalidArgument(path + ": expected migrations (*.sql) or *.prisma, found none");
  }
  return pieces.empty() ? SchemaOf(PrismaModels(prisma)) : FoldDdl(pieces, diagnostics);
}

bool CreatesTables(const std::vector<DdlPiece>& pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [](const DdlPiece& piece) {
    return LowerCase(piece.sql).find("create table") != std::string::npos;
  });
}

// SQL files before scripts: what a tool generates is complete.
std::vector<DdlPiece> Migrations(Evaluator& evaluator, std::vector<Diagnostic>& diagnostics) {
  std::vector<DdlPiece> pieces = SqlMigrations(evaluator.modules().tree(), diagnostics);
  if (CreatesTables(pieces)) return pieces;
  pieces = ScriptMigrations(evaluator, diagnostics);
  if (!CreatesTables(pieces)) pieces.clear();
  return pieces;
}

}  // namespace

Result<Schema> LoadSchema(Evaluator& evaluator, const std::vector<Model>& models,
                          const AnalyzeOptions& options, std::vector<Diagnostic>& diagnostics) {
  if (options.schema) return *options.schema;
  if (!options.schema_file.empty()) {
    std::error_code error;
    return fs::is_directory(options.schema_file, error) ? FromFolder(options.schema_file, diagnostics)
                                                        : FromFile(options.schema_file, diagnostics);
  }
  const std::vector<DdlPiece> pieces = Migrations(evaluator, diagnostics);
  if (pieces.empty()) return SchemaOf(models);
  Schema schema = FoldDdl(pieces, diagnostics);
  AddUnknownTables(models, schema);
  return schema;
}

}  // namespace tacit::analyze::typescript
