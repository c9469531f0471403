#include "src/catalogue/check_form.h"

namespace tacit::catalogue {

std::vector<Constraint> ConstraintsOfCheck(const std::string& sql, const Table& table) {
  return {{.kind = ConstraintKind::kCheck, .table = table.name, .detail = CheckDetail{.sql = sql}}};
}

std::optional<std::string> ColumnOfLower(std::string_view sql, const Table& table) {
  for (const Column& column : table.columns) {
    if (sql == "lower(" + column.name + ")") return column.name;
  }
  return std::nullopt;
}

UniqueKey KeyOfIndex(const Index& index, const Table& table) {
  UniqueKey key{.name = index.name, .columns = {}, .expressions = {}, .where = index.where};
  for (const std::string& part : index.columns) {
    (table.ColumnOrdinal(part) >= 0 ? key.columns : key.expressions).push_back(part);
  }
  return key;
}

}  // namespace tacit::catalogue
