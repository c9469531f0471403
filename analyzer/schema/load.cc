#include "analyzer/schema/load.h"

#include <algorithm>
#include <filesystem>

#include "analyzer/facts/ddl_schema.h"
#include "analyzer/schema/folder.h"
#include "analyzer/syntax/tree.h"
#include "src/base/file.h"
#include "src/base/status_macros.h"

namespace tacit::analyze::schema {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxSchemaBytes = 64 << 20;

// Reads and runs one Ruby file; a failure is a diagnostic.
void RunFile(const std::string& root, const std::string& path, bool migration, Folder& folder,
             std::vector<Diagnostic>& diagnostics) {
  Result<std::string> text = base::ReadFile(root.empty() ? path : root + "/" + path, kMaxSchemaBytes);
  if (!text.ok()) {
    diagnostics.push_back({path, 0, text.status().message()});
    return;
  }
  auto tree = syntax::Tree::Parse(std::move(*text), syntax::Language::kRuby);
  if (auto line = tree->error_line()) {
    diagnostics.push_back(
        {path, *line, "syntax error: expected Ruby; the statement here was passed over, the rest was read"});
  }
  if (migration) {
    folder.RunMigration(*tree, path);
  } else {
    folder.RunSchemaFile(*tree, path);
  }
}

Result<Schema> FromOverride(const std::string& path, const ruby::Inflector& inflector,
                            std::vector<Diagnostic>& diagnostics) {
  std::error_code error;
  Schema schema;
  Folder folder(schema, inflector, diagnostics);
  if (fs::is_directory(path, error)) {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.path().extension() == ".rb") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) return Status::InvalidArgument(path + ": expected migrations (*.rb), found none");
    for (const std::string& file : files) RunFile("", file, true, folder, diagnostics);
    return schema;
  }
  if (!fs::exists(path, error)) {
    return Status::NotFound(
        path + ": expected a schema file or a folder of migrations, found nothing; check --schema");
  }
  if (!path.ends_with(".rb")) return ReadDdlSchema(path, path);
  RunFile("", path, false, folder, diagnostics);
  return schema;
}

bool HasExpression(const Index& index) {
  return std::any_of(index.columns.begin(), index.columns.end(), [](const std::string& column) {
    return column.find_first_of("( ") != std::string::npos;
  });
}

// schema.rb before structure.sql; otherwise the shortest path, which is the application's own.
std::string MainSchemaFile(const std::vector<std::string>& files) {
  std::string best;
  for (const std::string& file : files) {
    if (best.empty() || file.size() < best.size()) best = file;
  }
  for (const char* usual : {"db/structure.sql", "db/schema.rb"}) {
    if (std::find(files.begin(), files.end(), usual) != files.end()) best = usual;
  }
  return best;
}

// Keys of columns that the table lacks are gone: a source that is half understood must not give a schema that
// contradicts itself.
void DropDangling(Schema& schema) {
  for (Table& table : schema.tables) {
    auto dangles = [&table](const std::vector<std::string>& columns) {
      return std::any_of(columns.begin(), columns.end(),
                         [&table](const std::string& column) { return table.ColumnOrdinal(column) < 0; });
    };
    if (dangles(table.primary_key)) table.primary_key.clear();
    std::erase_if(table.uniques, [&](const UniqueKey& key) { return dangles(key.columns); });
    std::erase_if(table.indexes, [&](const Index& index) {
      return index.unique && !HasExpression(index) && dangles(index.columns);
    });
    std::erase_if(table.foreign_keys, [&](const ForeignKey& key) {
      const Table* target = static_cast<const Schema&>(schema).Find(key.ref_table);
      return dangles(key.columns) || target == nullptr ||
             std::any_of(key.ref_columns.begin(), key.ref_columns.end(),
                         [target](const std::string& column) { return target->ColumnOrdinal(column) < 0; });
    });
  }
}

Result<Schema> LoadUnchecked(const Sources& sources, const ruby::Inflector& inflector,
                             std::vector<Diagnostic>& diagnostics) {
  if (!sources.override_path.empty()) return FromOverride(sources.override_path, inflector, diagnostics);
  const std::string file = MainSchemaFile(sources.schema_files);
  if (file.ends_with(".sql")) return ReadDdlSchema(sources.root + "/" + file, file);
  Schema schema;
  Folder folder(schema, inflector, diagnostics);
  if (!file.empty()) {
    RunFile(sources.root, file, false, folder, diagnostics);
    return schema;
  }
  if (sources.migrations.empty()) {
    return Status::InvalidArgument(
        sources.root +
        ": expected db/schema.rb, db/structure.sql or db/migrate/*.rb, found none; "
        "name the schema with --schema");
  }
  for (const std::string& migration : sources.migrations) {
    RunFile(sources.root, migration, true, folder, diagnostics);
  }
  return schema;
}

}  // namespace

Result<Schema> Load(const Sources& sources, const ruby::Inflector& inflector,
                    std::vector<Diagnostic>& diagnostics) {
  TACIT_ASSIGN_OR_RETURN(Schema schema, LoadUnchecked(sources, inflector, diagnostics));
  DropDangling(schema);
  return schema;
}

}  // namespace tacit::analyze::schema
