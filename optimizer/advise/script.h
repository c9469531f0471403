// Changes as statements of a dialect.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "optimizer/advise/changes.h"

namespace tacit::advise {

struct NamedChange {
  std::string table;
  std::string name;  // of the constraint or index; empty for AddNotNull
  Change change;
};

// In which order PostgreSQL takes them.
enum class Stage { kIndexes, kKeys, kAdd, kValidate, kNotNull };
inline constexpr std::size_t kStages = 5;

// Something that is there after the installation, and an SQL expression that says whether it still is.
struct Guarded {
  std::string what;
  std::string there;
};

// PostgreSQL's statements for a change. Each can be run again.
struct Staged {
  std::array<std::string, kStages> stages;
  std::string rollback;
  std::vector<Guarded> guard;

  [[nodiscard]] std::string& text(Stage stage) { return stages[static_cast<std::size_t>(stage)]; }
};
[[nodiscard]] Staged PostgresqlStages(const NamedChange& change);

struct StagedConstraint {
  std::string id;
  Staged staged;
};
// The installation, stage by stage; what takes it back; and a query that has a row for each thing that is no
// longer there (empty where nothing is installed).
[[nodiscard]] std::string PostgresqlScript(const std::vector<StagedConstraint>& constraints);
[[nodiscard]] std::string PostgresqlRollback(const std::vector<StagedConstraint>& constraints);
[[nodiscard]] std::string PostgresqlGuard(const std::vector<StagedConstraint>& constraints);

// Gives a column's NULLs its default, in batches that are transactions of their own.
[[nodiscard]] std::string BackfillStatement(const std::string& table, const std::string& column);

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
