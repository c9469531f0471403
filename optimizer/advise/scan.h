// Many constraints in one pass over a table.
#pragma once

#include <string>
#include <vector>

#include "optimizer/advise/violations.h"
#include "tacit/schema.h"

namespace tacit::advise {

// One statement, one row, one number for each member: its violating rows. Members that need partners meet
// them in left joins with the target's distinct keys, so the table is read once whatever they are. `live`
// tells which targets are distinct as they stand.
[[nodiscard]] std::string ScanSql(const std::string& table, const std::vector<const ViolationSql*>& members,
                                  const Schema& live, Dialect dialect);

// The same for keys, each with `key`: one pass that groups by all of them (GROUPING SETS). PostgreSQL only.
[[nodiscard]] std::string KeysSql(const std::string& table, const std::vector<const ViolationSql*>& members);

// Are the columns a key of the table, by themselves and whatever their order?
[[nodiscard]] bool IsKey(const Table& table, const std::vector<std::string>& columns);

}  // namespace tacit::advise
