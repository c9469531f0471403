// What a schema states, as constraints.
#include <map>

#include "src/catalogue/check_form.h"
#include "src/catalogue/same.h"
#include "src/sql/type.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

class Collector {
 public:
  explicit Collector(const Table& table) : table_(table) {}

  void Add(ConstraintKind kind, std::vector<std::string> columns, ConstraintDetail detail,
           std::string_view pattern) {
    Constraint constraint{
        .kind = kind, .table = table_.name, .columns = std::move(columns), .detail = std::move(detail)};
    constraint.nulls = kind == ConstraintKind::kNotNull ? NullPolicy::kRejected : NullPolicy::kAllowed;
    Add(std::move(constraint), pattern);
  }

  // Completes what all constraints of a schema have in common.
  void Add(Constraint constraint, std::string_view pattern, bool enforced = true) {
    constraint.table = table_.name;
    for (const Constraint& before : constraints_) {
      if (catalogue::SameStatement(before, constraint))
        return;  // a key that is both a constraint and an index
    }
    constraint.id = NextId(constraint);
    constraint.source = Source::kSchema;
    constraint.soundness = enforced ? Soundness::kA : Soundness::kC;
    constraint.trust = enforced ? Trust::kEnforced : Trust::kDeclared;
    constraint.evidence = {{.file = "", .line = 0, .pattern = std::string(pattern)}};
    constraints_.push_back(std::move(constraint));
  }

  [[nodiscard]] std::vector<Constraint> Take() { return std::move(constraints_); }

 private:
  std::string NextId(const Constraint& constraint) {
    std::string id = constraint.table + ".";
    for (std::size_t i = 0; i < constraint.columns.size(); ++i)
      id += (i == 0 ? "" : "+") + constraint.columns[i];
    id += (constraint.columns.empty() ? "" : ".") + std::string(Name(constraint.kind));
    const int seen = ++ids_[id];
    return seen == 1 ? id : id + "." + std::to_string(seen);
  }

  const Table& table_;
  std::vector<Constraint> constraints_;
  std::map<std::string, int> ids_;
};

bool InPrimaryKey(const Table& table, const std::string& column) {
  for (const std::string& key : table.primary_key) {
    if (key == column) return true;
  }
  return false;
}

void CollectColumns(const Table& table, Collector& out) {
  for (const Column& column : table.columns) {
    if (!column.nullable || InPrimaryKey(table, column.name)) {
      out.Add(ConstraintKind::kNotNull, {column.name}, {}, "schema-not-null");
    }
    const sql::Type type = sql::TypeFromName(column.type);
    if (sql::IsString(type.kind) && type.length) {
      out.Add(ConstraintKind::kLength, {column.name}, LengthDetail{.min = {}, .max = *type.length},
              "schema-column-limit");
    }
  }
}

// A key whose one expression is lower(column), and whose other parts are columns, is a key of columns. The
// folded column comes first, where a case-insensitive key has it.
std::optional<Constraint> KeyOverLower(const Table& table, const UniqueKey& key) {
  std::vector<std::string> parts = key.columns;
  if (key.expressions.size() != 1) return std::nullopt;
  const std::optional<std::string> folded = catalogue::ColumnOfLower(key.expressions.front(), table);
  if (!folded) return std::nullopt;
  parts.insert(parts.begin(), *folded);
  return Constraint{.kind = ConstraintKind::kUnique,
                    .columns = std::move(parts),
                    .detail = UniqueDetail{.case_sensitive = false, .nulls_equal = key.nulls_equal}};
}

void CollectKeys(const Table& table, Collector& out) {
  if (!table.primary_key.empty()) {
    out.Add({.kind = ConstraintKind::kUnique,
             .columns = table.primary_key,
             .detail = UniqueDetail{},
             .nulls = NullPolicy::kRejected},
            "schema-primary-key");
  }
  const auto add = [&](const UniqueKey& key) {
    std::optional<Constraint> unique;
    if (key.expressions.empty() && !key.columns.empty()) {
      unique = {.kind = ConstraintKind::kUnique,
                .columns = key.columns,
                .detail = UniqueDetail{.case_sensitive = true, .nulls_equal = key.nulls_equal}};
    } else {
      unique = KeyOverLower(table, key);
    }
    if (!unique) return;
    if (key.where) unique->condition = Condition{.text = *key.where};
    out.Add(std::move(*unique), "schema-unique");
  };
  for (const UniqueKey& key : table.uniques) add(key);
  for (const Index& index : table.indexes) {
    if (index.unique) add(catalogue::KeyOfIndex(index, table));
  }
  for (const ForeignKey& key : table.foreign_keys) {
    out.Add(ConstraintKind::kForeignKey, key.columns,
            ForeignKeyDetail{.ref_table = key.ref_table, .ref_columns = key.ref_columns, .type_column = {}},
            "schema-foreign-key");
  }
}

void CollectChecks(const Table& table, Collector& out) {
  for (const Check& check : table.checks) {
    for (Constraint& constraint : catalogue::ConstraintsOfCheck(check.sql, table)) {
      out.Add(std::move(constraint), "schema-check", check.validated);
    }
  }
}

}  // namespace

std::vector<Constraint> ConstraintsOfSchema(const Schema& schema) {
  std::vector<Constraint> all;
  for (const Table& table : schema.tables) {
    Collector collector(table);
    CollectColumns(table, collector);
    CollectKeys(table, collector);
    CollectChecks(table, collector);
    for (Constraint& constraint : collector.Take()) all.push_back(std::move(constraint));
  }
  return all;
}

}  // namespace tacit
