#include "src/sql/ddl.h"

#include <algorithm>
#include <utility>

#include "src/sql/ddl_reader.h"
#include "src/sql/ddl_respell.h"
#include "src/sql/pg_parse.h"
#include "src/sql/split.h"

namespace tacit::sql {
namespace {

constexpr std::size_t kIgnoredLineLength = 100;

// A statement's beginning on one line, for the list of what was passed over.
std::string Headline(const std::string& text) {
  std::string line;
  for (const Token& token : Tokenize(text)) {
    if (line.size() >= kIgnoredLineLength) break;
    const std::string spelled = text.substr(token.begin, token.end - token.begin);
    line += (line.empty() || token.kind == TokenKind::kSymbol ? "" : " ") + spelled;
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line.substr(0, kIgnoredLineLength);
}

bool IsCreateTable(const std::string& text) {
  const std::vector<Token> tokens = Tokenize(text);
  if (tokens.empty() || !IsKeyword(text, tokens.front(), "create")) return false;
  const std::size_t looked_at = std::min<std::size_t>(tokens.size(), 4);
  return std::any_of(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(looked_at),
                     [&](const Token& token) { return IsKeyword(text, token, "table"); });
}

int LineOfError(const Statement& statement, const PgParse& parse) {
  const std::vector<Token> tokens = Tokenize(statement.text);
  const std::size_t first = tokens.empty() ? 0 : tokens.front().begin;
  const std::size_t place = std::clamp(parse.error_offset, first, statement.text.size());
  const auto offset = [&](std::size_t i) { return statement.text.begin() + static_cast<std::ptrdiff_t>(i); };
  return statement.line + static_cast<int>(std::count(offset(first), offset(place), '\n'));
}

// Applies a statement in PostgreSQL's spelling or, failing that, respelled. False where neither parses.
bool ApplyStatement(const Statement& statement, const PgParse& as_written, bool backslash_escapes,
                    DdlReader* reader) {
  const auto apply = [&](const PgParse& parse, const std::string& text) {
    const DdlSource source(text);
    for (const nlohmann::json& node : parse.statements) {
      if (!reader->Apply(node, source)) reader->Ignore(Headline(text));
    }
  };
  if (as_written.ok()) {
    apply(as_written, statement.text);
    return true;
  }
  std::vector<std::pair<std::string, PgParse>> respelled;
  for (std::string& text : RespellForPostgres(statement.text, backslash_escapes)) {
    PgParse parse = ParsePostgres(text);
    if (!parse.ok()) return false;
    respelled.emplace_back(std::move(text), std::move(parse));
  }
  for (const auto& [text, parse] : respelled) apply(parse, text);
  return true;
}

}  // namespace

Result<ParsedDdl> ParseDdl(std::string_view ddl) {
  const bool backslash_escapes = LooksLikeMysql(ddl);
  DdlReader reader;
  for (const Statement& statement : SplitStatements(ddl, backslash_escapes)) {
    const PgParse as_written = ParsePostgres(statement.text);
    if (ApplyStatement(statement, as_written, backslash_escapes, &reader)) continue;
    if (IsCreateTable(statement.text)) {
      return Status::InvalidArgument(
          "ddl:" + std::to_string(LineOfError(statement, as_written)) +
          ": expected CREATE TABLE as PostgreSQL, SQLite or MySQL write it, found " + as_written.error +
          "; correct or remove the statement that begins on line " + std::to_string(statement.line));
    }
    reader.Ignore(Headline(statement.text));
  }
  return reader.Finish();
}

}  // namespace tacit::sql
