// A catalogue beside a database: what of it is enforced there.
#include <algorithm>

#include "src/catalogue/enforced.h"
#include "src/sql/ddl.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

// The catalogue says more of a column's type than SQLite does; PostgreSQL's own says it best.
Table TableBeside(const Table* declared, const Table& live, bool live_types) {
  Table table = live;
  if (declared == nullptr || live_types) return table;
  for (Column& column : table.columns) {
    const int ordinal = declared->ColumnOrdinal(column.name);
    if (ordinal >= 0) column.type = declared->columns[static_cast<std::size_t>(ordinal)].type;
  }
  return table;
}

}  // namespace

Catalogue WithLiveSchema(Catalogue catalogue, const Schema& live, Dialect dialect) {
  Schema beside;
  for (const Table& table : live.tables) {
    beside.tables.push_back(
        TableBeside(catalogue.schema.Find(table.name), table, dialect == Dialect::kPostgresql));
  }
  if (dialect == Dialect::kSqlite) sql::DropTextLimits(&beside);
  const std::vector<Constraint> stated = catalogue::EnforcedBy(beside);
  for (Constraint& constraint : catalogue.constraints) {
    if (constraint.trust != Trust::kEnforced) continue;
    const bool kept = std::any_of(stated.begin(), stated.end(),
                                  [&](const Constraint& known) { return Implies(known, constraint); });
    if (kept) continue;
    constraint.trust = Trust::kDeclared;
    constraint.soundness = std::max(constraint.soundness, Soundness::kC);
  }
  // What a table or column that is gone was said to be says nothing now.
  std::erase_if(catalogue.constraints, [&](const Constraint& constraint) {
    const Table* table = beside.Find(constraint.table);
    return table == nullptr ||
           std::any_of(constraint.columns.begin(), constraint.columns.end(),
                       [&](const std::string& column) { return table->ColumnOrdinal(column) < 0; });
  });
  catalogue.schema = std::move(beside);
  return catalogue;
}

}  // namespace tacit
