#include "src/sql/name.h"

#include <algorithm>
#include <array>

#include "src/sql/token.h"

namespace tacit::sql {
namespace {

// Words that PostgreSQL 15 or SQLite 3.40 do not take as the bare name of a table, a column or an alias.
constexpr std::array<std::string_view, 118> kReserved = {"add",
                                                         "all",
                                                         "alter",
                                                         "analyse",
                                                         "analyze",
                                                         "and",
                                                         "any",
                                                         "array",
                                                         "as",
                                                         "asc",
                                                         "asymmetric",
                                                         "authorization",
                                                         "autoincrement",
                                                         "between",
                                                         "binary",
                                                         "both",
                                                         "case",
                                                         "cast",
                                                         "check",
                                                         "collate",
                                                         "collation",
                                                         "column",
                                                         "commit",
                                                         "concurrently",
                                                         "constraint",
                                                         "create",
                                                         "cross",
                                                         "current_catalog",
                                                         "current_date",
                                                         "current_role",
                                                         "current_schema",
                                                         "current_time",
                                                         "current_timestamp",
                                                         "current_user",
                                                         "default",
                                                         "deferrable",
                                                         "delete",
                                                         "desc",
                                                         "distinct",
                                                         "do",
                                                         "drop",
                                                         "else",
                                                         "end",
                                                         "escape",
                                                         "except",
                                                         "exists",
                                                         "false",
                                                         "fetch",
                                                         "for",
                                                         "foreign",
                                                         "freeze",
                                                         "from",
                                                         "full",
                                                         "grant",
                                                         "group",
                                                         "having",
                                                         "if",
                                                         "ilike",
                                                         "in",
                                                         "index",
                                                         "initially",
                                                         "inner",
                                                         "insert",
                                                         "intersect",
                                                         "into",
                                                         "is",
                                                         "isnull",
                                                         "join",
                                                         "lateral",
                                                         "leading",
                                                         "left",
                                                         "like",
                                                         "limit",
                                                         "localtime",
                                                         "localtimestamp",
                                                         "natural",
                                                         "not",
                                                         "nothing",
                                                         "notnull",
                                                         "null",
                                                         "offset",
                                                         "on",
                                                         "only",
                                                         "or",
                                                         "order",
                                                         "outer",
                                                         "overlaps",
                                                         "placing",
                                                         "primary",
                                                         "raise",
                                                         "references",
                                                         "returning",
                                                         "right",
                                                         "select",
                                                         "session_user",
                                                         "set",
                                                         "similar",
                                                         "some",
                                                         "symmetric",
                                                         "table",
                                                         "tablesample",
                                                         "then",
                                                         "to",
                                                         "trailing",
                                                         "transaction",
                                                         "true",
                                                         "union",
                                                         "unique",
                                                         "update",
                                                         "user",
                                                         "using",
                                                         "values",
                                                         "variadic",
                                                         "verbose",
                                                         "when",
                                                         "where",
                                                         "window",
                                                         "with"};

bool IsPlain(std::string_view name) {
  const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && lower(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return lower(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string SqlName(std::string_view name, Dialect dialect) {
  if (dialect == Dialect::kMysql) return QuoteWith(name, '`');
  if (IsPlain(name) && !std::binary_search(kReserved.begin(), kReserved.end(), name))
    return std::string(name);
  return QuoteWith(name, '"');
}

std::string SqlNames(const std::vector<std::string>& names, Dialect dialect) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + SqlName(name, dialect);
  return list;
}

}  // namespace tacit::sql
