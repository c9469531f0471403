// Changes as statements of a dialect.
#pragma once

#include <string>
#include <vector>

#include "optimizer/advise/changes.h"

namespace tacit::advise {

struct NamedChange {
  std::string table;
  std::string name;  // of the constraint or index; empty for AddNotNull
  Change change;
};

// PostgreSQL, one line a statement: each takes its heavy lock only for a moment, and scans without it.
[[nodiscard]] std::string PostgresqlStatements(const NamedChange& change);

// CREATE UNIQUE INDEX, in any dialect. The change must be an AddUniqueIndex.
[[nodiscard]] std::string CreateUniqueIndex(const NamedChange& change, Dialect dialect);

// What SQLite holds of a table: the texts it was made with.
struct SqliteTable {
  std::string name;
  std::string create_sql;
  std::vector<std::string> columns;  // those that can be written
  std::vector<std::string> others;   // its indexes' and triggers' texts
};

// Statements that make the table anew with the changes (none an AddUniqueIndex), copy every row, and put the
// indexes and triggers back. They are to run in a transaction with foreign_keys off and legacy_alter_table
// on. Errors: NotSupported where the text cannot be amended (a virtual table).
[[nodiscard]] Result<std::string> RebuildStatements(const SqliteTable& table,
                                                    const std::vector<NamedChange>& changes);

}  // namespace tacit::advise
