// sqlite_orm: tables that are declared by make_table and make_column over pointers to members.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "analyzer/cpp/facts.h"

namespace tacit::analyze::cpp {

// Adds the tables that sync_schema() makes, and what they guarantee.
void ReadSqliteOrm(Facts& facts);

// A function of the library: "make_table" for a call of sqlite_orm::make_table; empty for another call.
[[nodiscard]] std::string_view SqliteOrmCall(const Expr& expr);

// The condition of check() or where() as SQL; nothing where it has a part that is not known here. `column_of`
// gives the column of a pointer to a member, or nothing.
using ColumnOf = std::function<std::optional<std::string>(const Expr& member)>;
[[nodiscard]] std::optional<std::string> SqlOfCondition(const Expr& condition, const Index& index,
                                                        const ColumnOf& column_of);
// A constant as SQL: 5, 'text', true.
[[nodiscard]] std::optional<std::string> SqlOfConstant(const Expr& constant, const Index& index);

}  // namespace tacit::analyze::cpp
