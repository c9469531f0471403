#include "analyzer/typescript/schema/load.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/typescript/patterns/prisma_model.h"
#include "analyzer/typescript/schema/dialect.h"
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

Schema OfPrisma(const PrismaSchema& prisma) {
  Schema schema = SchemaOf(PrismaModels(prisma));
  if (prisma.provider == "sqlite") sql::DropTextLimits(&schema);
  return schema;
}

Result<Schema> FromFile(const std::string& path, std::vector<Diagnostic>& diagnostics) {
  TACIT_ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path, kMaxSchemaBytes));
  if (path.ends_with(".prisma")) {
    PrismaSchema schema;
    ReadPrisma(text, path, schema, diagnostics);
    return OfPrisma(schema);
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
  return pieces.empty() ? OfPrisma(prisma) : FoldDdl(pieces, diagnostics);
}

bool CreatesTables(const std::vector<DdlPiece>& pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [](const DdlPiece& piece) {
    return LowerCase(piece.sql).find("create table") != std::string::npos;
  });
}

// SQL files before scripts: what a tool generates is complete.
std::vector<DdlPiece> Migrations(Evaluator& evaluator, const std::vector<Model>& models,
                                 std::vector<Diagnostic>& diagnostics) {
  std::vector<DdlPiece> pieces = SqlMigrations(evaluator.modules().tree(), diagnostics);
  if (CreatesTables(pieces)) return pieces;
  pieces = ScriptMigrations(evaluator, models, diagnostics);
  if (!CreatesTables(pieces)) pieces.clear();
  return pieces;
}

bool Names(const std::string& sql, const std::string& name) {
  const std::string quoted = Quoted(name);
  for (std::size_t at = sql.find(quoted); at != std::string::npos; at = sql.find(quoted, at + 1)) {
    const std::size_t end = at + quoted.size();
    const bool ends = end == sql.size() || std::string_view(" ,)").find(sql[end]) != std::string_view::npos;
    if (at > 0 && std::string_view(" ,(").find(sql[at - 1]) != std::string_view::npos && ends) return true;
  }
  return false;
}

// Does the statement make, or make anew, what the constraint says? A column's own call says it is NOT NULL,
// its type and its values; keys and references have calls of their own.
bool Declares(const DdlPiece& piece, const Constraint& constraint) {
  const auto says = [&](std::string_view words) { return piece.sql.find(words) != std::string::npos; };
  switch (constraint.kind) {
    case ConstraintKind::kUnique: return says(" UNIQUE (") || says(" PRIMARY KEY (");
    case ConstraintKind::kForeignKey: return says(" FOREIGN KEY (");
    case ConstraintKind::kNotNull: return says(" NOT NULL");
    case ConstraintKind::kLength: return says(" ADD COLUMN ") || says(" TYPE ");
    default: return says(" CHECK (");
  }
}

// The last statement that makes it or, where none does, that speaks of its columns; null where there is
// none. Only declarations count.
const DdlPiece* PlaceOf(const Constraint& constraint, const std::vector<DdlPiece>& pieces) {
  const DdlPiece* place = nullptr;
  bool declared = false;
  for (const DdlPiece& piece : pieces) {
    if (piece.pattern.empty() || !piece.sql.starts_with("ALTER TABLE " + Quoted(constraint.table) + " "))
      continue;
    const bool all = std::all_of(constraint.columns.begin(), constraint.columns.end(),
                                 [&](const std::string& column) { return Names(piece.sql, column); });
    const bool declares = all && Declares(piece, constraint);
    if (!all || (declared && !declares)) continue;
    place = &piece;
    declared = declares;
  }
  return place;
}

std::vector<Constraint> DeclaredByMigrations(const std::vector<DdlPiece>& pieces,
                                             const std::vector<Model>& models, const Schema& schema) {
  std::vector<Constraint> declared;
  for (Constraint& constraint : ConstraintsOfSchema(schema)) {
    const bool modelled = std::any_of(models.begin(), models.end(),
                                      [&](const Model& model) { return model.table == constraint.table; });
    const Table* table = schema.Find(constraint.table);
    const DdlPiece* place = modelled || table == nullptr ? nullptr : PlaceOf(constraint, pieces);
    const bool of_key = table != nullptr && constraint.columns == table->primary_key &&
                        constraint.kind == ConstraintKind::kUnique;
    const bool key_column = table != nullptr && constraint.kind == ConstraintKind::kNotNull &&
                            std::find(table->primary_key.begin(), table->primary_key.end(),
                                      constraint.columns[0]) != table->primary_key.end();
    if (place == nullptr || of_key || key_column) continue;
    constraint.id.clear();
    constraint.source = Source::kCode;
    constraint.trust = Trust::kDeclared;
    constraint.soundness = Soundness::kB;
    constraint.evidence = {{place->file, place->line, place->pattern}};
    declared.push_back(std::move(constraint));
  }
  return declared;
}

}  // namespace

Result<LoadedSchema> LoadSchema(Evaluator& evaluator, const std::vector<Model>& models,
                                const AnalyzeOptions& options, std::vector<Diagnostic>& diagnostics) {
  LoadedSchema loaded;
  if (options.schema) {
    loaded.schema = *options.schema;
    return loaded;
  }
  if (!options.schema_file.empty()) {
    std::error_code error;
    const bool folder = fs::is_directory(options.schema_file, error);
    TACIT_ASSIGN_OR_RETURN(loaded.schema, folder ? FromFolder(options.schema_file, diagnostics)
                                                 : FromFile(options.schema_file, diagnostics));
    return loaded;
  }
  const std::vector<DdlPiece> pieces = Migrations(evaluator, models, diagnostics);
  loaded.schema = pieces.empty() ? SchemaOf(models) : FoldDdl(pieces, diagnostics);
  if (MayBeSqlite(evaluator.modules().tree(), models, pieces)) sql::DropTextLimits(&loaded.schema);
  if (pieces.empty()) return loaded;
  loaded.declared = DeclaredByMigrations(pieces, models, loaded.schema);
  AddUnknownTables(models, loaded.schema);
  return loaded;
}

}  // namespace tacit::analyze::typescript
