#include "src/sql/pg_parse.h"

extern "C" {
#include <pg_query.h>
}

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "src/sql/nesting.h"

namespace tacit::sql {
namespace {

// Real statements stay far below; the parser's own recursion is safe up to some ten times as much.
constexpr int kMaxNesting = 1500;

// Owns what pg_query_parse allocates.
class ParseOutcome {
 public:
  explicit ParseOutcome(const std::string& sql) : result_(pg_query_parse(sql.c_str())) {}
  ~ParseOutcome() { pg_query_free_parse_result(result_); }
  ParseOutcome(const ParseOutcome&) = delete;
  ParseOutcome& operator=(const ParseOutcome&) = delete;

  [[nodiscard]] const PgQueryParseResult& get() const { return result_; }

 private:
  PgQueryParseResult result_;
};

// On one line that can be read: what the parser quotes may be the rest of the text.
std::string Readable(std::string message) {
  constexpr std::size_t kMostBytes = 200;
  for (char& c : message) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  if (message.size() <= kMostBytes) return message;
  std::size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;
  return message.substr(0, end) + "...";
}

// The parser counts characters of UTF-8 from 1; we count bytes from 0.
std::size_t ByteOffset(std::string_view text, int character) {
  std::size_t offset = 0;
  for (int seen = 0; offset < text.size(); ++offset) {
    const bool continuation = (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U;
    if (!continuation && ++seen >= character) return offset;
  }
  return offset;
}

// The value of the number whose sign stands here; nothing where the digits do not follow.
std::optional<std::int64_t> NegativeAt(std::string_view text, std::size_t sign) {
  const std::size_t digits = text.find_first_not_of(" \t\n\r\f\v", sign + 1);
  if (digits == std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + digits, text.data() + text.size(), value);
  return error == std::errc() ? std::optional(-value) : std::nullopt;
}

// The parser's JSON leaves out whole numbers that are not positive: a constant without a value is 0, or the
// negative number that the text holds there. `ok` turns false where the text does not say which.
void RestoreNegatives(nlohmann::json* tree, std::string_view sql, bool* ok) {
  if (!tree->is_structured()) return;
  const auto constant = tree->is_object() ? tree->find("A_Const") : tree->end();
  if (constant != tree->end() && constant->is_object() && constant->contains("ival")) {
    nlohmann::json& integer = (*constant)["ival"];
    const std::size_t place = LocationOf(*constant);
    if (integer.is_object() && !integer.contains("ival") && place < sql.size() && sql[place] == '-') {
      const std::optional<std::int64_t> value = NegativeAt(sql, place);
      *ok = *ok && value.has_value();
      integer["ival"] = value.value_or(0);
    }
    return;
  }
  for (nlohmann::json& part : *tree) RestoreNegatives(&part, sql, ok);
}

}  // namespace

PgParse ParsePostgres(const std::string& sql) {
  PgParse parse;
  if (const std::size_t nul = sql.find('\0'); nul != std::string::npos) {
    parse.error = "a NUL byte in the text";
    parse.error_offset = nul;
    return parse;
  }
  if (NestingBound(sql) > kMaxNesting) {
    parse.error = "nested too deeply";
    return parse;
  }
  const ParseOutcome outcome(sql);
  if (const PgQueryError* error = outcome.get().error; error != nullptr) {
    parse.error = error->message == nullptr ? "the parser failed" : Readable(error->message);
    parse.error_offset = ByteOffset(sql, error->cursorpos);
    return parse;
  }
  nlohmann::json tree = nlohmann::json::parse(outcome.get().parse_tree, nullptr, /*allow_exceptions=*/false);
  if (tree.is_discarded()) {
    parse.error = "the parser's tree is not JSON";
    return parse;
  }
  bool numbers_read = true;
  RestoreNegatives(&tree, sql, &numbers_read);
  if (!numbers_read) {
    parse.error = "a negative number with a comment after its sign";
    return parse;
  }
  const auto statements = tree.find("stmts");
  if (statements == tree.end()) return parse;
  for (nlohmann::json& statement : *statements) {
    const auto body = statement.find("stmt");
    if (body != statement.end()) parse.statements.push_back(std::move(*body));
  }
  return parse;
}

const nlohmann::json* NodeAs(const nlohmann::json& node, const char* tag) {
  if (!node.is_object()) return nullptr;
  const auto found = node.find(tag);
  return found == node.end() ? nullptr : &*found;
}

const nlohmann::json& Member(const nlohmann::json& body, const char* name) {
  static const nlohmann::json kNull;
  const nlohmann::json* found = NodeAs(body, name);
  return found == nullptr ? kNull : *found;
}

std::string TextMember(const nlohmann::json& body, const char* name) {
  const nlohmann::json& member = Member(body, name);
  return member.is_string() ? member.get<std::string>() : std::string();
}

bool BoolMember(const nlohmann::json& body, const char* name) {
  const nlohmann::json& member = Member(body, name);
  return member.is_boolean() && member.get<bool>();
}

std::size_t LocationOf(const nlohmann::json& body) {
  const nlohmann::json& member = Member(body, "location");
  return member.is_number_unsigned() ? member.get<std::size_t>() : 0;
}

std::vector<std::string> StringList(const nlohmann::json& list) {
  std::vector<std::string> strings;
  for (const nlohmann::json& node : list) strings.push_back(TextMember(Member(node, "String"), "sval"));
  return strings;
}

}  // namespace tacit::sql
