#include "analyzer/typescript/schema/dialect.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "analyzer/typescript/evaluate/modules.h"

namespace tacit::analyze::typescript {

namespace {

constexpr std::string_view kDrivers[] = {"better-sqlite3",    "sqlite3",         "sqlite",
                                         "@libsql/client",    "sql.js",          "@mikro-orm/sqlite",
                                         "@mikro-orm/libsql", "@vscode/sqlite3", "@mikro-orm/better-sqlite"};

bool NeedsSqlite(const SourceTree& tree, const std::string& package) {
  const auto text = tree.Read(package.empty() ? "package.json" : package + "/package.json");
  if (!text.ok()) return false;
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
  const auto needed = json.is_object() ? json.find("dependencies") : json.end();
  if (!json.is_object() || needed == json.end() || !needed->is_object()) return false;
  return std::any_of(std::begin(kDrivers), std::end(kDrivers),
                     [&](std::string_view driver) { return needed->contains(std::string(driver)); });
}

}  // namespace

std::string PackageOf(const SourceTree& tree, std::string_view path) {
  std::string folder = FolderOf(path);
  while (!folder.empty() && !tree.Has(folder + "/package.json")) folder = FolderOf(folder);
  return folder;
}

bool MayBeSqlite(const SourceTree& tree, const std::vector<Model>& models,
                 const std::vector<DdlPiece>& pieces) {
  std::set<std::string> packages;
  bool open = pieces.empty() || models.empty();  // nobody says which database
  for (const Model& model : models) {
    if (model.dialect == "sqlite") return true;
    if (!model.dialect.empty()) continue;
    open = true;
    packages.insert(PackageOf(tree, model.file));
  }
  const bool of_postgres = std::any_of(pieces.begin(), pieces.end(), [](const DdlPiece& piece) {
    return LowerCase(piece.file).find("postgres") != std::string::npos;
  });
  if (!open || of_postgres) return false;
  for (const DdlPiece& piece : pieces) packages.insert(PackageOf(tree, piece.file));
  return std::any_of(packages.begin(), packages.end(),
                     [&](const std::string& package) { return NeedsSqlite(tree, package); });
}

}  // namespace tacit::analyze::typescript
