// libpg_query's parser behind one call. Included by .cc files of this room only: the JSON type stays inside.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::sql {

// Parse nodes are objects of one member, the node's tag: {"ColumnRef": {...}}. Members that are zero, false
// or empty are absent.
struct PgParse {
  std::vector<nlohmann::json> statements;
  std::string error;             // the parser's own words; empty when it parsed
  std::size_t error_offset = 0;  // in bytes, where the parser names a place

  [[nodiscard]] bool ok() const { return error.empty(); }
};
[[nodiscard]] PgParse ParsePostgres(const std::string& sql);

// The body of a node with this tag; null for another tag.
[[nodiscard]] const nlohmann::json* NodeAs(const nlohmann::json& node, const char* tag);

// A member, or JSON null where it is absent.
[[nodiscard]] const nlohmann::json& Member(const nlohmann::json& body, const char* name);
[[nodiscard]] std::string TextMember(const nlohmann::json& body, const char* name);
[[nodiscard]] bool BoolMember(const nlohmann::json& body, const char* name);
[[nodiscard]] std::size_t LocationOf(const nlohmann::json& body);

// The texts of a list of String nodes.
[[nodiscard]] std::vector<std::string> StringList(const nlohmann::json& list);

}  // namespace tacit::sql
