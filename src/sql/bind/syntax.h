// SQL text to libpg_query's parse tree, and reading that tree.
//
// The tree is JSON. A node is an object with one member whose name is the node's kind: {"ColumnRef": {...}}.
// Members that hold zero, false or an empty string are left out.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "src/sql/pg_parse.h"
#include "tacit/dialect.h"
#include "tacit/status.h"

namespace tacit::sql::bind {

using Json = nlohmann::json;

// A view of a node; lives as long as the tree.
struct Node {
  std::string_view kind;  // empty for what is not a node
  const Json* body = nullptr;
};

[[nodiscard]] Node Open(const Json& wrapped);

// Members of a node's body; what is left out reads as null, an empty list, "", false or 0.
using sql::Member;
[[nodiscard]] const Json& List(const Json& body, const char* name);
[[nodiscard]] std::string_view Text(const Json& body, const char* name);
[[nodiscard]] bool Flag(const Json& body, const char* name);
[[nodiscard]] std::int64_t Number(const Json& body, const char* name);
[[nodiscard]] bool Has(const Json& body, const char* name);

// The text of a {"String": {"sval": ...}} node; empty for other nodes.
[[nodiscard]] std::string_view NameOf(const Json& string_node);
// The last of a list of String nodes: a qualified name's own part.
[[nodiscard]] std::string_view LastName(const Json& list);

struct ParsedSelect {
  Json select;       // the body of the only statement's SelectStmt
  std::string text;  // what the tree's locations point into: the statement, respelled where that was needed
};
// MySQL's and SQLite's backticks and `?` are understood where the dialect is theirs. Errors: InvalidArgument
// ("parse: line 1, column 8: ..."); NotSupported (another statement than SELECT or VALUES).
[[nodiscard]] Result<ParsedSelect> ParseSelect(std::string_view sql, Dialect dialect);

// What stands between the double quotes that open at a location of the text; nothing where none do.
[[nodiscard]] std::optional<std::string> QuotedAt(std::string_view text, std::int64_t location);

}  // namespace tacit::sql::bind
