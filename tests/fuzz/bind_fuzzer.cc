// Whatever the text, Bind and BindPredicate answer in one line; and what they accept stands on its own: no
// column from outside, relation numbers used once, the same query after renumbering. The first byte chooses
// the dialect.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "src/sql/bind.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using tacit::Dialect;
using tacit::Schema;

const Schema& SmallSchema() {
  static const Schema schema = [] {
    tacit::Table t;
    t.name = "t";
    t.columns = {{"id", "integer", false, {}}, {"a", "integer", true, {}}, {"b", "varchar(10)", true, {}},
                 {"c", "boolean", true, {}},   {"d", "date", true, {}},    {"n", "numeric(8,2)", true, {}}};
    t.primary_key = {"id"};
    tacit::Table u;
    u.name = "u";
    u.columns = {{"id", "integer", false, {}}, {"t_id", "integer", true, {}}, {"v", "char(3)", true, {}}};
    Schema made;
    made.tables = {t, u};
    return made;
  }();
  return schema;
}

void Require(bool law) {
  if (!law) std::abort();
}

void CheckQuery(const tacit::sql::QueryPtr& q) {
  Require(tacit::sql::OuterColumns(q).empty());
  std::set<tacit::sql::RelId> rels;
  tacit::sql::VisitQuery(q, [&](const tacit::sql::Query& node) {
    if (node.rel >= 0) Require(node.rel > 0 && rels.insert(node.rel).second);
  });
  tacit::sql::RelId next = tacit::sql::MaxRel(q) + 1;
  const tacit::sql::QueryPtr copy = tacit::sql::Renumber(q, &next);
  Require(tacit::sql::Hash(copy) == tacit::sql::Hash(q));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr Dialect kDialects[] = {Dialect::kPostgresql, Dialect::kSqlite, Dialect::kMysql};
  const Dialect dialect = kDialects[data[0] % 3];
  const auto expand = data[0] / 3 % 2 == 0 ? tacit::sql::Expand::kNo : tacit::sql::Expand::kYes;
  const std::string text(data + 1, data + size);
  const tacit::Result<tacit::sql::QueryPtr> query = tacit::sql::Bind(text, SmallSchema(), dialect, expand);
  if (query.ok()) {
    CheckQuery(*query);
  } else {
    Require(query.status().message().find('\n') == std::string::npos);
    Require(query.status().code() != tacit::StatusCode::kInternal);
  }
  const tacit::Result<tacit::sql::ExprPtr> predicate =
      tacit::sql::BindPredicate(text, SmallSchema().tables[0], dialect);
  if (predicate.ok()) {
    for (const tacit::sql::ColumnId& id : tacit::sql::ColumnsOf(*predicate))
      Require(id.rel == tacit::sql::kTableRow);
  }
  return 0;
}
