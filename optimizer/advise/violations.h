// The queries that show what breaks a constraint.
#pragma once

#include <string>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::advise {

// Rows that must have a partner in another table.
struct Partner {
  std::string applies;                      // true on those rows
  std::vector<std::string> columns;         // of the row
  std::string target;                       // the other table
  std::vector<std::string> target_columns;  // as many
};

// How a key's rows are grouped, where nothing but NULLs decides which rows it concerns.
struct KeyParts {
  std::vector<std::string> parts;  // columns, or lower(column)
  bool skips_nulls = false;        // rows with a NULL in the key are none of its concern
};

struct ViolationSql {
  std::string filter;             // true on violating rows of the table, by themselves; empty: none are
  std::vector<Partner> partners;  // rows that lack one are violating too
  std::optional<KeyParts> key;    // of a unique that can share a pass with others
  std::string count;              // one row, one number: the violating rows
  std::string query;  // shows them all: the table's key and the constraint's columns; for unique, one row for
                      // each value that is there more than once, with how often

  // Can it be counted in one scan of the table together with others?
  [[nodiscard]] bool scans() const { return !filter.empty() || !partners.empty(); }
};

// The table that a polymorphic reference leads to for one value of its type column.
struct ClassTarget {
  std::string value;
  std::string table;
  std::string column;
};

// `table` is the constraint's; `classes` are what a polymorphic reference may lead to. Errors: NotSupported
// with the reason that there is no SQL form.
[[nodiscard]] Result<ViolationSql> ViolationsOf(const Constraint& constraint, const Table& table,
                                                const std::vector<ClassTarget>& classes, Dialect dialect);

// The same for a foreign_key.
[[nodiscard]] Result<ViolationSql> ReferenceViolations(const Constraint& constraint, const Table& table,
                                                       const std::vector<ClassTarget>& classes,
                                                       const std::string& condition, Dialect dialect);

// What tells a reader which row it is, and what is wrong with it: a select list.
[[nodiscard]] std::string ShownColumns(const Constraint& constraint, const Table& table, Dialect dialect);

// "(condition) AND predicate", where there is a condition.
[[nodiscard]] std::string WithCondition(const std::string& condition, const std::string& predicate);

}  // namespace tacit::advise
