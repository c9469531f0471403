// Migrations as DDL: what each mapper's files say, in the order in which they run, folded to a schema.
#pragma once

#include <string>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "tacit/analyzer.h"
#include "tacit/schema.h"

namespace tacit::analyze::typescript {

// A piece of DDL, one statement or several, and where it stands.
struct DdlPiece {
  std::string sql;
  std::string file;
  int line = 0;
  std::string pattern = {};  // where the statement is a declaration of the application by itself
};

// The schema after all pieces. A piece whose tables cannot be read is a diagnostic, and the rest is folded.
[[nodiscard]] Schema FoldDdl(const std::vector<DdlPiece>& pieces, std::vector<Diagnostic>& diagnostics);

// Folders of migrations that are SQL files: prisma/migrations/*/migration.sql, drizzle's journal folders.
[[nodiscard]] std::vector<DdlPiece> SqlMigrations(const SourceTree& tree,
                                                  std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::typescript
