// What must be added to a table so that the database enforces a constraint: before any dialect's DDL.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::advise {

struct AddNotNull {
  std::string column;
};
struct AddCheck {
  std::string sql;         // in the dialect of the plan
  std::string postgresql;  // for the schema, which is written in PostgreSQL's syntax
};
struct AddReference {
  ForeignKey key;
};
// A unique index; `parts` and `where` are in the dialect. NULLs in it are distinct unless `nulls_equal`.
struct AddUniqueIndex {
  std::vector<std::string> parts;
  std::string where;  // empty: of the whole table
  bool nulls_equal = false;
  bool column_key = false;  // can be a UNIQUE constraint: over whole columns and the whole table
};
using Change = std::variant<AddNotNull, AddCheck, AddReference, AddUniqueIndex>;

// The changes that enforce the constraint on a database that has `schema`; none where the schema does
// already. Errors: NotSupported with the reason that no DDL says it.
[[nodiscard]] Result<std::vector<Change>> ChangesFor(const Constraint& constraint, const Schema& schema,
                                                     Dialect dialect);

}  // namespace tacit::advise
