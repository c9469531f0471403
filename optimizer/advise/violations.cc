#include "optimizer/advise/violations.h"

#include <algorithm>

#include "optimizer/advise/predicate.h"
#include "src/base/status_macros.h"
#include "src/sql/name.h"

namespace tacit::advise {
namespace {

std::string Joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : std::string(separator)) + part;
  return joined;
}

Result<ViolationSql> RowViolations(const Constraint& constraint, const Table& table,
                                   const std::string& condition, Dialect dialect) {
  TACIT_ASSIGN_OR_RETURN(const std::string predicate, RowPredicate(constraint, table, dialect));
  const std::string broken = constraint.kind == ConstraintKind::kNotNull
                                 ? sql::SqlName(constraint.columns.front(), dialect) + " IS NULL"
                                 : "NOT (" + predicate + ")";
  ViolationSql sql;
  sql.filter = WithCondition(condition, broken);
  const std::string rest = " FROM " + sql::SqlName(table.name, dialect) + " WHERE " + sql.filter;
  sql.count = "SELECT COUNT(*)" + rest;
  sql.query = "SELECT " + ShownColumns(constraint, table, dialect) + rest;
  return sql;
}

// Groups of rows with one key. Rows that the key does not concern (NULLs, where they are distinct; blanks,
// where they are let through) are left out first.
Result<ViolationSql> KeyViolations(const Constraint& constraint, const Table& table,
                                   const std::string& condition, Dialect dialect) {
  const auto& unique = std::get<UniqueDetail>(constraint.detail);
  const bool rejects_null = constraint.nulls == NullPolicy::kRejected;
  std::vector<std::string> keys;
  std::vector<std::string> concerned;
  std::vector<std::string> is_null;
  if (!condition.empty()) concerned.push_back("(" + condition + ")");
  for (const std::string& column : constraint.columns) {
    const std::string name = sql::SqlName(column, dialect);
    const bool folded = !unique.case_sensitive && keys.empty();
    keys.push_back(folded ? "lower(" + name + ")" : name);
    is_null.push_back(name + " IS NULL");
    if (!unique.nulls_equal && !rejects_null) concerned.push_back(name + " IS NOT NULL");
  }
  if (constraint.nulls == NullPolicy::kBlankAllowed) {
    const Column& first =
        table.columns[static_cast<std::size_t>(table.ColumnOrdinal(constraint.columns.front()))];
    concerned.push_back("NOT (" + IsBlank(first, dialect) + ")");
  }
  std::string groups = " FROM " + sql::SqlName(table.name, dialect);
  if (!concerned.empty()) groups += " WHERE " + Joined(concerned, " AND ");
  groups += " GROUP BY " + Joined(keys, ", ") + " HAVING COUNT(*) > 1";
  if (rejects_null) {
    for (std::size_t i = 0; i < keys.size(); ++i) groups += " OR " + keys[i] + " IS NULL";
  }
  ViolationSql sql;
  constexpr std::size_t kMaxShared = 5;  // GROUPING takes 31 parts in all
  const bool by_nulls_alone =
      keys.size() <= kMaxShared && condition.empty() && constraint.nulls != NullPolicy::kBlankAllowed;
  if (by_nulls_alone && !rejects_null) {
    sql.key = KeyParts{.parts = keys, .skips_nulls = !unique.nulls_equal};
  }
  // PostgreSQL's sum of counts is a numeric.
  sql.count = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM (SELECT COUNT(*) AS n" + groups +
              ") AS groups_of_rows";
  sql.query = "SELECT " + Joined(keys, ", ") + ", COUNT(*) AS how_often" + groups;
  return sql;
}

}  // namespace

std::string ShownColumns(const Constraint& constraint, const Table& table, Dialect dialect) {
  std::vector<std::string> names = table.primary_key;
  for (const std::string& column : constraint.columns) {
    if (std::find(names.begin(), names.end(), column) == names.end()) names.push_back(column);
  }
  if (constraint.columns.empty()) return "*";
  for (std::string& name : names) name = sql::SqlName(name, dialect);
  return Joined(names, ", ");
}

std::string WithCondition(const std::string& condition, const std::string& predicate) {
  return condition.empty() ? predicate : "(" + condition + ") AND " + predicate;
}

Result<ViolationSql> ViolationsOf(const Constraint& constraint, const Table& table,
                                  const std::vector<ClassTarget>& classes, Dialect dialect) {
  if (dialect == Dialect::kMysql) return Status::NotSupported("no SQL form: mysql is not spoken here yet");
  for (const std::string& column : constraint.columns) {
    if (table.ColumnOrdinal(column) < 0) return Status::NotSupported("no such column: " + column);
  }
  TACIT_ASSIGN_OR_RETURN(const std::string condition, ConditionOf(constraint, table, dialect));
  switch (constraint.kind) {
    case ConstraintKind::kUnique: return KeyViolations(constraint, table, condition, dialect);
    case ConstraintKind::kForeignKey:
      return ReferenceViolations(constraint, table, classes, condition, dialect);
    default: return RowViolations(constraint, table, condition, dialect);
  }
}

}  // namespace tacit::advise
