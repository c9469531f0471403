#include "src/sql/bind.h"

#include <exception>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql {
namespace {

using bind::Json;

// A message stays on one line, whatever the names in it hold.
Status OneLine(const Status& status) {
  std::string message = status.message();
  for (char& c : message) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return {status.code(), std::move(message)};
}

// Third-party code below may throw; nothing leaves this room that way.
template <typename T, typename Run>
Result<T> Guarded(const Run& run) {
  try {
    Result<T> result = run();
    return result.ok() ? std::move(result) : Result<T>(OneLine(result.status()));
  } catch (const std::exception& e) {
    return Status::Internal(std::string("bind: ") + e.what());
  }
}

bool IsOneExpression(const Json& select) {
  for (const auto& [name, value] : select.items()) {
    if (name == "targetList" ? value.size() != 1 : name != "limitOption" && name != "op") return false;
  }
  return bind::List(select, "targetList").size() == 1 &&
         !bind::Has(bind::Member(bind::List(select, "targetList")[0], "ResTarget"), "name");
}

Result<ExprPtr> BindOverTable(std::string_view sql, const Table& table, Dialect dialect) {
  TACIT_ASSIGN_OR_RETURN(const bind::ParsedSelect parsed,
                         bind::ParseSelect("SELECT (" + std::string(sql) + "\n)", dialect));
  const Json& select = parsed.select;
  if (!IsOneExpression(select)) return Status::InvalidArgument("parse: expected one predicate");

  bind::FromItem row;
  bind::RangeTable range{table.name, {}};
  std::vector<OutputColumn> columns;
  for (const Column& column : table.columns) {
    const ColumnId id{kTableRow, static_cast<int>(columns.size())};
    const Type type = TypeFromName(column.type);
    range.columns.push_back({column.name, MakeColumn(id, type)});
    columns.push_back({id, column.name, type});
  }
  row.visible = range.columns;
  row.tables.push_back(std::move(range));
  row.query = MakeScan(kTableRow, table.name, table.name, std::move(columns));
  const bind::Scope scope{nullptr, nullptr, &row, bind::AggregateUse::kForbidden, "a predicate", nullptr};
  bind::Binder binder(nullptr, dialect, parsed.text);
  return binder.BindPredicate(
      bind::Member(bind::Member(bind::List(select, "targetList")[0], "ResTarget"), "val"), scope);
}

}  // namespace

Result<QueryPtr> Bind(std::string_view sql, const Schema& schema, Dialect dialect, Expand expand) {
  return Guarded<QueryPtr>([&]() -> Result<QueryPtr> {
    TACIT_ASSIGN_OR_RETURN(const bind::ParsedSelect parsed, bind::ParseSelect(sql, dialect));
    return bind::Binder(&schema, dialect, parsed.text, expand).BindQuery(parsed.select, nullptr, nullptr);
  });
}

Result<ExprPtr> BindPredicate(std::string_view sql, const Table& table, Dialect dialect) {
  return Guarded<ExprPtr>([&] { return BindOverTable(sql, table, dialect); });
}

}  // namespace tacit::sql
