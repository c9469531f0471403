// The SQL dialect whose meaning a query, a proof or a printed text has. A verdict always names its dialect:
// division, the type of AVG, NULL in keys, the case of LIKE and the order of NULLs differ.
#pragma once

#include <optional>
#include <string_view>

namespace tacit {

enum class Dialect { kPostgresql, kSqlite, kMysql };

[[nodiscard]] constexpr std::string_view DialectName(Dialect dialect) {
  switch (dialect) {
    case Dialect::kPostgresql: return "postgresql";
    case Dialect::kSqlite: return "sqlite";
    case Dialect::kMysql: return "mysql";
  }
  return "unknown";
}

// Empty for a name that is none of the three.
[[nodiscard]] constexpr std::optional<Dialect> DialectFromName(std::string_view name) {
  for (Dialect d : {Dialect::kPostgresql, Dialect::kSqlite, Dialect::kMysql}) {
    if (name == DialectName(d)) return d;
  }
  return std::nullopt;
}

}  // namespace tacit
