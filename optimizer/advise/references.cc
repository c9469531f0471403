// What breaks a reference: rows whose partner is not there.
#include "optimizer/advise/predicate.h"
#include "optimizer/advise/violations.h"
#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::advise {
namespace {

// True on the rows that refer to something: no NULL in the reference, no blank where blanks are let through.
std::vector<std::string> Refers(const Constraint& constraint, const std::vector<std::string>& columns,
                                const Table& table, Dialect dialect) {
  std::vector<std::string> conjuncts;
  for (const std::string& column : columns)
    conjuncts.push_back(sql::SqlName(column, dialect) + " IS NOT NULL");
  if (constraint.nulls == NullPolicy::kBlankAllowed) {
    conjuncts.push_back("NOT (" + IsBlank(ColumnOf(table, columns.front()), dialect) + ")");
  }
  return conjuncts;
}

std::string AnyNull(const std::vector<std::string>& columns, Dialect dialect) {
  std::string any;
  for (const std::string& column : columns) {
    any += (any.empty() ? "" : " OR ") + sql::SqlName(column, dialect) + " IS NULL";
  }
  return any;
}

// The partner's columns in a sub-query have names that no table has.
std::string LacksPartner(const Partner& partner, const Table& table, Dialect dialect) {
  std::string target = " FROM " + sql::SqlName(partner.target, dialect) + " AS tacit_target WHERE ";
  for (std::size_t i = 0; i < partner.columns.size(); ++i) {
    target += (i == 0 ? "" : " AND ") + ("tacit_target." + sql::SqlName(partner.target_columns[i], dialect)) +
              " = " + sql::SqlName(table.name, dialect) + "." + sql::SqlName(partner.columns[i], dialect);
  }
  return partner.applies + " AND NOT EXISTS (SELECT 1" + target + ")";
}

Result<std::vector<Partner>> PolymorphicPartners(const Constraint& constraint, const Table& table,
                                                 const std::vector<ClassTarget>& classes,
                                                 const std::string& condition, Dialect dialect) {
  const std::string& type = *std::get<ForeignKeyDetail>(constraint.detail).type_column;
  std::vector<std::string> ids;
  for (const std::string& column : constraint.columns) {
    if (column != type) ids.push_back(column);
  }
  if (ids.size() != 1) return Status::NotSupported("no SQL form: a polymorphic reference without its one id");
  std::vector<Partner> partners;
  for (const ClassTarget& target : classes) {
    std::vector<std::string> applies = Refers(constraint, ids, table, dialect);
    applies.push_back(sql::SqlName(type, dialect) + " = " + sql::QuoteWith(target.value, '\''));
    partners.push_back({.applies = WithCondition(condition, AllOf(applies)),
                        .columns = ids,
                        .target = target.table,
                        .target_columns = {target.column}});
  }
  return partners;
}

}  // namespace

Result<ViolationSql> ReferenceViolations(const Constraint& constraint, const Table& table,
                                         const std::vector<ClassTarget>& classes,
                                         const std::string& condition, Dialect dialect) {
  const auto& reference = std::get<ForeignKeyDetail>(constraint.detail);
  ViolationSql sql;
  if (reference.type_column) {
    Result<std::vector<Partner>> partners =
        PolymorphicPartners(constraint, table, classes, condition, dialect);
    if (!partners.ok()) return partners.status();
    sql.partners = *std::move(partners);
  } else if (reference.ref_table.empty() || constraint.columns.empty() ||
             reference.ref_columns.size() != constraint.columns.size()) {
    return Status::NotSupported("no SQL form: the reference names no columns of its target");
  } else {
    sql.partners = {
        {.applies = WithCondition(condition, AllOf(Refers(constraint, constraint.columns, table, dialect))),
         .columns = constraint.columns,
         .target = reference.ref_table,
         .target_columns = reference.ref_columns}};
  }
  if (constraint.nulls == NullPolicy::kRejected) {
    sql.filter = WithCondition(condition, "(" + AnyNull(constraint.columns, dialect) + ")");
  }
  if (!sql.scans()) sql.filter = "1 = 0";  // a polymorphic reference that no row uses
  std::string broken = sql.filter.empty() ? "" : "(" + sql.filter + ")";
  for (const Partner& partner : sql.partners) {
    broken += (broken.empty() ? "(" : " OR (") + LacksPartner(partner, table, dialect) + ")";
  }
  const std::string rest = " FROM " + sql::SqlName(table.name, dialect) + " WHERE " + broken;
  sql.count = "SELECT COUNT(*)" + rest;
  sql.query = "SELECT " + ShownColumns(constraint, table, dialect) + rest;
  return sql;
}

}  // namespace tacit::advise
