#include "analyzer/typescript/schema/migrations.h"

#include <algorithm>
#include <map>

#include "analyzer/typescript/evaluate/modules.h"
#include "src/sql/ddl.h"

namespace tacit::analyze::typescript {

namespace {

// Folders whose files are migrations in SQL, by what their names are like.
bool IsSqlMigration(const std::string& path) {
  if (!path.ends_with(".sql")) return false;
  if (path.ends_with("/migration.sql")) return HasPart(path, "migrations");
  const std::string folder = FolderOf(path);
  const std::string name = folder.substr(folder.rfind('/') + 1);
  // drizzle-kit: 0000_name.sql beside meta/_journal.json, which is no source.
  const std::string file = path.substr(folder.empty() ? 0 : folder.size() + 1);
  const bool numbered = file.size() > 5 && std::all_of(file.begin(), file.begin() + 4,
                                                       [](char c) { return c >= '0' && c <= '9'; });
  return numbered && (name == "drizzle" || name == "migrations" || name == "out");
}

// The folder that a migration belongs to: a series of migrations.
std::string SeriesOf(const std::string& path) {
  const std::string folder = FolderOf(path);
  return path.ends_with("/migration.sql") ? FolderOf(folder) : folder;
}

}  // namespace

Schema FoldDdl(const std::vector<DdlPiece>& pieces, std::vector<Diagnostic>& diagnostics) {
  std::string ddl;
  std::vector<std::pair<int, const DdlPiece*>> begins;  // by the line of `ddl`
  int line = 1;
  for (const DdlPiece& piece : pieces) {
    const auto alone = sql::ParseDdl(piece.sql);
    if (alone.ok()) {
      begins.emplace_back(line, &piece);
      line += static_cast<int>(std::count(piece.sql.begin(), piece.sql.end(), '\n')) + 2;
      ddl += piece.sql + "\n;\n";
      continue;
    }
    diagnostics.push_back(
        {piece.file, piece.line,
         "expected DDL as PostgreSQL, SQLite or MySQL write it: " + alone.status().message()});
  }
  auto folded = sql::ParseDdl(ddl);
  if (folded.ok()) {
    for (const sql::DdlDoubt& doubt : folded->doubts) {
      const auto after =
          std::find_if(begins.begin(), begins.end(), [&](const auto& one) { return one.first > doubt.line; });
      const auto& [begin, piece] = *std::prev(after);
      diagnostics.push_back({piece->file, piece->line + doubt.line - begin, doubt.message});
    }
    return std::move(folded->schema);
  }
  diagnostics.push_back({pieces.empty() ? "" : pieces[0].file, 0, folded.status().message()});
  return {};
}

std::vector<DdlPiece> SqlMigrations(const SourceTree& tree, std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, std::vector<std::string>> series;
  for (const SourceEntry& file : tree.files()) {
    if (IsSqlMigration(file.path)) series[SeriesOf(file.path)].push_back(file.path);
  }
  const std::vector<std::string>* longest = nullptr;
  for (const auto& [folder, files] : series) {
    if (longest == nullptr || files.size() > longest->size()) longest = &files;
  }
  std::vector<DdlPiece> pieces;
  if (longest == nullptr) return pieces;
  for (const std::string& path : *longest) {
    auto text = tree.Read(path);
    if (!text.ok()) {
      diagnostics.push_back({path, 0, text.status().message()});
    } else {
      pieces.push_back({std::move(*text), path, 1});
    }
  }
  return pieces;
}

}  // namespace tacit::analyze::typescript
