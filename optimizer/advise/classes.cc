#include "optimizer/advise/classes.h"

#include <algorithm>

#include "src/base/status_macros.h"
#include "src/sql/class_name.h"
#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::advise {
namespace {

constexpr std::int64_t kMaxClasses = 40;

// A has_many of the other side says which rows are its own: "type_column = 'Class'".
const Table* TableByOtherReferences(const std::string& value, const Constraint& polymorphic,
                                    const Catalogue& catalogue, const Schema& live) {
  const std::string& type = *std::get<ForeignKeyDetail>(polymorphic.detail).type_column;
  const std::string name = sql::SqlName(type, Dialect::kPostgresql);
  const std::string quoted = sql::QuoteWith(value, '\'');
  const auto says_so = [&](const std::string& condition) {
    return condition == name + " = " + quoted || condition == name + " IN (" + quoted + ")";
  };
  for (const Constraint& other : catalogue.constraints) {
    const auto* reference = std::get_if<ForeignKeyDetail>(&other.detail);
    const bool same_id = reference != nullptr && !reference->type_column &&
                         other.table == polymorphic.table && other.columns.size() == 1 &&
                         std::find(polymorphic.columns.begin(), polymorphic.columns.end(),
                                   other.columns.front()) != polymorphic.columns.end();
    if (same_id && other.condition && !other.condition->opaque && says_so(other.condition->text)) {
      return live.Find(reference->ref_table);
    }
  }
  return nullptr;
}

const Table* TableOf(const std::string& value, const Constraint& polymorphic, const Catalogue& catalogue,
                     const Schema& live) {
  const Table* table = TableByOtherReferences(value, polymorphic, catalogue, live);
  if (table != nullptr) return table;
  const int found = sql::TableOfClass(value, live);
  return found < 0 ? nullptr : &live.tables[static_cast<std::size_t>(found)];
}

}  // namespace

Result<std::vector<ClassTarget>> ClassTargets(const Constraint& constraint, const Catalogue& catalogue,
                                              const Schema& live, Connection& db) {
  const std::string& type_column = *std::get<ForeignKeyDetail>(constraint.detail).type_column;
  const std::string type = sql::SqlName(type_column, db.dialect());
  TACIT_ASSIGN_OR_RETURN(
      const ResultSet values,
      db.Run("SELECT DISTINCT " + type + " FROM " + sql::SqlName(constraint.table, db.dialect()) + " WHERE " +
             type + " IS NOT NULL LIMIT " + std::to_string(kMaxClasses + 1)));
  if (static_cast<std::int64_t>(values.rows.size()) > kMaxClasses) {
    return Status::NotSupported("a polymorphic reference to more than " + std::to_string(kMaxClasses) +
                                " classes");
  }
  std::vector<ClassTarget> targets;
  for (const Row& row : values.rows) {
    const auto* value = std::get_if<std::string>(&row.front());
    if (value == nullptr)
      return Status::NotSupported("no SQL form: " + type_column + " holds no class names");
    const Table* table = TableOf(*value, constraint, catalogue, live);
    if (table == nullptr || table->primary_key.size() != 1) {
      return Status::NotSupported("a polymorphic reference: no table with a key is known for the class " +
                                  *value);
    }
    targets.push_back({*value, table->name, table->primary_key.front()});
  }
  return targets;
}

}  // namespace tacit::advise
