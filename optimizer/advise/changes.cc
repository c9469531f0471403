#include "optimizer/advise/changes.h"

#include <algorithm>

#include "optimizer/advise/predicate.h"
#include "optimizer/advise/scan.h"
#include "src/base/status_macros.h"
#include "src/sql/name.h"
#include "src/sql/type.h"

namespace tacit::advise {
namespace {

// NOT NULL on those of the columns that do not have it yet.
void AppendNotNulls(const Table& table, const std::vector<std::string>& columns,
                    std::vector<Change>& changes) {
  for (const std::string& column : columns) {
    if (ColumnOf(table, column).nullable) changes.emplace_back(AddNotNull{column});
  }
}

// A conditional constraint is "the condition is not true, or the predicate is not false".
Result<std::string> CheckText(const Constraint& constraint, const Table& table, Dialect dialect) {
  TACIT_ASSIGN_OR_RETURN(const std::string condition, ConditionOf(constraint, table, dialect));
  TACIT_ASSIGN_OR_RETURN(const std::string predicate, RowPredicate(constraint, table, dialect));
  return condition.empty() ? predicate : "(" + condition + ") IS NOT TRUE OR (" + predicate + ")";
}

Result<std::vector<Change>> RowChanges(const Constraint& constraint, const Table& table, Dialect dialect) {
  std::vector<Change> changes;
  if (constraint.kind == ConstraintKind::kNotNull && !constraint.condition) {
    AppendNotNulls(table, constraint.columns, changes);
    return changes;
  }
  AddCheck check;
  TACIT_ASSIGN_OR_RETURN(check.sql, CheckText(constraint, table, dialect));
  TACIT_ASSIGN_OR_RETURN(check.postgresql, CheckText(constraint, table, Dialect::kPostgresql));
  changes.emplace_back(std::move(check));
  return changes;
}

Result<std::vector<Change>> ReferenceChanges(const Constraint& constraint, const Table& table,
                                             const Schema& schema) {
  const auto& reference = std::get<ForeignKeyDetail>(constraint.detail);
  if (reference.type_column)
    return Status::NotSupported("no DDL: a polymorphic reference leads to several tables");
  if (constraint.condition)
    return Status::NotSupported("no DDL: a reference that holds only under a condition");
  if (constraint.nulls == NullPolicy::kBlankAllowed) {
    return Status::NotSupported("no DDL: a reference that lets blank values through");
  }
  const Table* target = schema.Find(reference.ref_table);
  if (target == nullptr || !IsKey(*target, reference.ref_columns)) {
    return Status::NotSupported("no DDL: the columns referred to in " + reference.ref_table + " are no key");
  }
  for (std::size_t i = 0; i < constraint.columns.size(); ++i) {
    const sql::TypeKind from = sql::TypeFromName(ColumnOf(table, constraint.columns[i]).type).kind;
    const sql::TypeKind to = sql::TypeFromName(ColumnOf(*target, reference.ref_columns[i]).type).kind;
    if (from != to)
      return Status::NotSupported("no DDL: " + constraint.columns[i] + " has another type than its target");
  }
  std::vector<Change> changes;
  if (constraint.nulls == NullPolicy::kRejected) AppendNotNulls(table, constraint.columns, changes);
  const bool there =
      std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKey& key) {
        return key.columns == constraint.columns && key.ref_table == reference.ref_table &&
               key.ref_columns == reference.ref_columns;
      });
  if (!there) {
    changes.emplace_back(AddReference{{.name = "",
                                       .columns = constraint.columns,
                                       .ref_table = reference.ref_table,
                                       .ref_columns = reference.ref_columns,
                                       .on_delete = ""}});
  }
  return changes;
}

// SQLite has no NULLS NOT DISTINCT. Rows with NULL in the same columns S agree on the key where they agree on
// the rest of it: one partial index for each S.
Result<std::vector<Change>> NullsEqualIndexes(const Table& table, const std::vector<std::string>& columns,
                                              const AddUniqueIndex& whole) {
  constexpr std::size_t kMaxNullable = 3;
  std::vector<std::size_t> nullable;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (ColumnOf(table, columns[i]).nullable) nullable.push_back(i);
  }
  if (nullable.size() > kMaxNullable) {
    return Status::NotSupported("no DDL: a key with equal NULLs over more than " +
                                std::to_string(kMaxNullable) + " nullable columns");
  }
  std::vector<Change> changes;
  for (std::size_t null_set = 0; null_set < std::size_t{1} << nullable.size(); ++null_set) {
    AddUniqueIndex index;
    std::vector<std::string> conjuncts;
    if (!whole.where.empty()) conjuncts.push_back("(" + whole.where + ")");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto at =
          static_cast<std::size_t>(std::find(nullable.begin(), nullable.end(), i) - nullable.begin());
      const bool is_null = at < nullable.size() && ((null_set >> at) & 1U) != 0;
      if (!is_null) index.parts.push_back(whole.parts[i]);
      if (is_null) conjuncts.push_back(sql::SqlName(columns[i], Dialect::kSqlite) + " IS NULL");
    }
    if (index.parts.empty()) index.parts.push_back("(1)");  // all NULL: there may be one such row
    index.where = AllOf(conjuncts);
    changes.emplace_back(std::move(index));
  }
  return changes;
}

Result<std::vector<Change>> KeyChanges(const Constraint& constraint, const Table& table, Dialect dialect) {
  const auto& unique = std::get<UniqueDetail>(constraint.detail);
  std::vector<Change> changes;
  if (constraint.nulls == NullPolicy::kRejected) AppendNotNulls(table, constraint.columns, changes);
  if (constraint.nulls == NullPolicy::kRejected && constraint.condition && !changes.empty()) {
    return Status::NotSupported("no DDL: a key that rejects NULL under a condition only");
  }
  AddUniqueIndex index;
  for (const std::string& column : constraint.columns) {
    const bool folded = !unique.case_sensitive && index.parts.empty();
    const std::string name = sql::SqlName(column, dialect);
    index.parts.push_back(folded ? "lower(" + name + ")" : name);
  }
  std::vector<std::string> conjuncts;
  TACIT_ASSIGN_OR_RETURN(const std::string condition, ConditionOf(constraint, table, dialect));
  if (!condition.empty()) conjuncts.push_back("(" + condition + ")");
  if (constraint.nulls == NullPolicy::kBlankAllowed) {
    conjuncts.push_back("NOT (" + IsBlank(ColumnOf(table, constraint.columns.front()), dialect) + ")");
  }
  index.where = AllOf(conjuncts);
  index.nulls_equal = unique.nulls_equal && constraint.nulls != NullPolicy::kRejected;
  if (index.nulls_equal && dialect == Dialect::kSqlite) {
    return NullsEqualIndexes(table, constraint.columns, index);
  }
  index.column_key = index.where.empty() && !index.nulls_equal && unique.case_sensitive;
  if (index.column_key && IsKey(table, constraint.columns)) return changes;
  changes.emplace_back(std::move(index));
  return changes;
}

}  // namespace

Result<std::vector<Change>> ChangesFor(const Constraint& constraint, const Schema& schema, Dialect dialect) {
  const Table* table = schema.Find(constraint.table);
  if (table == nullptr) return Status::NotSupported("no DDL: no such table: " + constraint.table);
  for (const std::string& column : constraint.columns) {
    if (table->ColumnOrdinal(column) < 0) return Status::NotSupported("no DDL: no such column: " + column);
  }
  switch (constraint.kind) {
    case ConstraintKind::kUnique: return KeyChanges(constraint, *table, dialect);
    case ConstraintKind::kForeignKey: return ReferenceChanges(constraint, *table, schema);
    default: return RowChanges(constraint, *table, dialect);
  }
}

}  // namespace tacit::advise
