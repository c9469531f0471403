#include "src/sql/bind/syntax.h"

#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/pg_parse.h"
#include "src/sql/token.h"

namespace tacit::sql::bind {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{8} << 20U;

std::string Place(std::string_view sql, std::size_t offset) {
  const std::string_view before = sql.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// Backticks to double quotes and `?` to $1, $2, ... outside strings and comments.
std::string ToPostgresql(std::string_view sql) {
  std::string out;
  char quote = '\0';
  int parameters = 0;
  for (const char c : sql) {
    if (quote != '\0') {
      if (c == quote) quote = '\0';
      out += c == '`' && quote == '\0' ? '"' : c;
      continue;
    }
    if (c == '\'' || c == '"' || c == '`') quote = c;
    if (c == '`') {
      out += '"';
    } else if (c == '?') {
      out += "$" + std::to_string(++parameters);
    } else {
      out += c;
    }
  }
  return out;
}

// PostgreSQL 15 wants a name for every sub-query in FROM; later versions and other engines do not. The text
// with a name put after the sub-query whose parenthesis opens at `open`; nothing where it does not close.
std::optional<std::string> Named(const std::string& text, std::size_t open, int number) {
  int depth = 0;
  for (const Token& token : Tokenize(text)) {
    if (token.begin < open) continue;
    depth += IsSymbol(text, token, '(') ? 1 : IsSymbol(text, token, ')') ? -1 : 0;
    if (depth == 0) {
      return text.substr(0, token.end) + " AS unnamed_" + std::to_string(number) + text.substr(token.end);
    }
  }
  return std::nullopt;
}

// No tree is ever copied, which would recurse as deep as it is.
PgParse ParseWithNames(std::string& text) {
  constexpr int kMostUnnamed = 64;
  PgParse parse = ParsePostgres(text);
  std::string named = text;
  std::string error = parse.error;
  std::size_t place = parse.error_offset;
  for (int i = 1; i <= kMostUnnamed && error.ends_with("must have an alias"); ++i) {
    std::optional<std::string> next = Named(named, place, i);
    if (!next) break;
    named = *std::move(next);
    PgParse again = ParsePostgres(named);
    if (again.ok()) {
      text = std::move(named);
      return again;
    }
    error = again.error;
    place = again.error_offset;
  }
  return parse;
}

}  // namespace

Node Open(const Json& wrapped) {
  if (!wrapped.is_object() || wrapped.empty()) return {};
  return {wrapped.begin().key(), &wrapped.begin().value()};
}

const Json& List(const Json& body, const char* name) {
  static const Json empty = Json::array();
  const Json& member = Member(body, name);
  return member.is_array() ? member : empty;
}

std::string_view Text(const Json& body, const char* name) {
  const Json& member = Member(body, name);
  return member.is_string() ? std::string_view(member.get_ref<const std::string&>()) : std::string_view();
}

bool Flag(const Json& body, const char* name) {
  const Json& member = Member(body, name);
  return member.is_boolean() && member.get<bool>();
}

std::int64_t Number(const Json& body, const char* name) {
  const Json& member = Member(body, name);
  return member.is_number_integer() ? member.get<std::int64_t>() : 0;
}

bool Has(const Json& body, const char* name) { return !Member(body, name).is_null(); }

std::string_view NameOf(const Json& string_node) {
  const Node node = Open(string_node);
  return node.kind == "String" ? Text(*node.body, "sval") : std::string_view();
}

std::string_view LastName(const Json& list) {
  return list.is_array() && !list.empty() ? NameOf(list.back()) : std::string_view();
}

Result<ParsedSelect> ParseSelect(std::string_view sql, Dialect dialect) {
  if (sql.size() > kMaxBytes) return Status::NotSupported("unsupported: a statement of more than 8 MiB");
  std::string text(sql);
  PgParse parse = ParseWithNames(text);
  if (!parse.ok() && dialect != Dialect::kPostgresql) {
    std::string respelled = ToPostgresql(sql);
    PgParse again = ParseWithNames(respelled);
    if (again.ok()) {
      parse = std::move(again);
      text = std::move(respelled);
    }
  }
  if (!parse.ok())
    return Status::InvalidArgument("parse: " + Place(sql, parse.error_offset) + ": " + parse.error);

  if (parse.statements.size() != 1) {
    return Status::InvalidArgument("parse: expected one statement, found " +
                                   std::to_string(parse.statements.size()));
  }
  const std::string kind(Open(parse.statements.front()).kind);
  if (kind != "SelectStmt")
    return Status::NotSupported("unsupported: " + kind + "; only SELECT and VALUES are");
  return ParsedSelect{std::move(parse.statements.front().front()), std::move(text)};
}

std::optional<std::string> QuotedAt(std::string_view text, std::int64_t location) {
  const auto start = static_cast<std::size_t>(std::max<std::int64_t>(location, 0));
  if (start >= text.size() || text[start] != '"') return std::nullopt;
  std::string inside;
  for (std::size_t at = start + 1; at < text.size(); ++at) {
    if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) return inside;
    if (text[at] == '"') ++at;
    inside += text[at];
  }
  return std::nullopt;
}

}  // namespace tacit::sql::bind
