// The queries that show what breaks a constraint.
#pragma once

#include <string>

#include "tacit/catalogue.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::advise {

struct ViolationSql {
  std::string filter;  // true on the violating rows of the table; empty for unique and foreign_key
  std::string count;   // one row, one number: the violating rows
  std::string query;  // shows them all: the table's key and the constraint's columns; for unique, one row for
                      // each value that is there more than once, with how often
};

// `table` is the constraint's. Errors: NotSupported with the reason that there is no SQL form.
[[nodiscard]] Result<ViolationSql> ViolationsOf(const Constraint& constraint, const Table& table,
                                                Dialect dialect);

}  // namespace tacit::advise
