// Where an application writes rows and looks for them: SQL texts with what is bound to their parameters.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/flow.h"
#include "analyzer/cpp/sql_text.h"

namespace tacit::analyze::cpp {

// What a parameter is given. `indicator` says whether it is NULL, where the interface has one.
struct Binding {
  const Expr* value = nullptr;
  const Expr* indicator = nullptr;
};

struct Statement {
  SqlText sql;
  std::vector<Binding> bindings;  // by SqlText::parameters; shorter where some were not found
  Moment moment;                  // what is known where it is sent
  const Function* function = nullptr;
  Place place;
};

// Statements sent through streams with use() (SOCI), prepared ones (SQLite's C interface, QtSql, and others
// with prepare and bind), and texts without parameters. Each text is a query of the findings.
[[nodiscard]] std::vector<Statement> FindStatements(Facts& facts);

}  // namespace tacit::analyze::cpp
