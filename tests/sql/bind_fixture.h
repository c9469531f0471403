// A small schema, and binding against it.
#pragma once

#include <string>

#include "src/sql/bind.h"
#include "tests/sql/dump.h"

namespace tacit::sql {

// t(id int key, a int, b varchar(10), c boolean, d date, n numeric(8,2)), u(id int key, t_id int, v varchar),
// UP(ID int, Name char(4)) as an application that writes capitals has it.
[[nodiscard]] inline const Schema& TestSchema() {
  static const Schema schema = [] {
    Table t;
    t.name = "t";
    t.columns = {{"id", "integer", false, {}}, {"a", "integer", true, {}}, {"b", "varchar(10)", true, {}},
                 {"c", "boolean", true, {}},   {"d", "date", true, {}},    {"n", "numeric(8,2)", true, {}}};
    t.primary_key = {"id"};
    Table u;
    u.name = "u";
    u.columns = {{"id", "integer", false, {}}, {"t_id", "integer", true, {}}, {"v", "varchar", true, {}}};
    u.primary_key = {"id"};
    Table capitals;
    capitals.name = "UP";
    capitals.columns = {{"ID", "integer", true, {}}, {"Name", "char(4)", true, {}}};
    Schema made;
    made.tables = {t, u, capitals};
    return made;
  }();
  return schema;
}

// The bound query in one line, or the error.
[[nodiscard]] inline std::string BindText(const std::string& sql, Dialect dialect = Dialect::kPostgresql) {
  const Result<QueryPtr> q = Bind(sql, TestSchema(), dialect);
  return q.ok() ? Dump(*q) : q.status().message();
}

// A predicate over t, or the error. Columns: id #0.0, a #0.1, b #0.2, c #0.3, d #0.4, n #0.5.
[[nodiscard]] inline std::string PredicateText(const std::string& sql,
                                               Dialect dialect = Dialect::kPostgresql) {
  const Result<ExprPtr> e = BindPredicate(sql, TestSchema().tables[0], dialect);
  return e.ok() ? Dump(*e) : e.status().message();
}

}  // namespace tacit::sql
