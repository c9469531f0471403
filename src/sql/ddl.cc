#include "src/sql/ddl.h"

#include <algorithm>
#include <utility>

#include "src/sql/ddl_reader.h"
#include "src/sql/ddl_respell.h"
#include "src/sql/pg_parse.h"
#include "src/sql/respell_alter.h"
#include "src/sql/split.h"
#include "src/sql/type.h"

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

// What stands in parentheses after INHERITS, schemas and tables alike.
std::vector<std::string> ParentsOf(const std::string& text) {
  std::vector<std::string> names;
  bool inherits = false;
  for (const Token& token : Tokenize(text)) {
    const bool name = token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
    if (inherits && name) names.push_back(NameOf(text, token));
    inherits = IsKeyword(text, token, "inherits") || (inherits && !IsSymbol(text, token, ')'));
  }
  return names;
}

int LineOfError(const Statement& statement, const PgParse& parse) {
  const std::vector<Token> tokens = Tokenize(statement.text);
  const std::size_t first = tokens.empty() ? 0 : tokens.front().begin;
  const std::size_t place = std::clamp(parse.error_offset, first, statement.text.size());
  const auto offset = [&](std::size_t i) { return statement.text.begin() + static_cast<std::ptrdiff_t>(i); };
  return statement.line + static_cast<int>(std::count(offset(first), offset(place), '\n'));
}

bool IsAlterTable(const std::string& text) {
  const std::vector<Token> tokens = Tokenize(text);
  return tokens.size() > 2 && IsKeyword(text, tokens[0], "alter") && IsKeyword(text, tokens[1], "table");
}

// Applies a statement in PostgreSQL's spelling or, failing that, respelled. False where neither parses.
class StatementReader {
 public:
  StatementReader(bool backslash_escapes, DdlReader* reader)
      : backslash_escapes_(backslash_escapes), reader_(reader) {}

  bool Apply(const Statement& statement, const PgParse& as_written) {
    if (as_written.ok()) {
      Apply(as_written, statement.text, statement.line);
      return true;
    }
    const std::vector<std::string> respelled = RespellForPostgres(statement.text, backslash_escapes_);
    if (IsAlterTable(statement.text)) {
      for (const std::string& text : respelled) Alter(text, statement.line);
      return true;
    }
    std::vector<PgParse> parses;
    for (const std::string& text : respelled) {
      parses.push_back(ParsePostgres(text));
      if (!parses.back().ok()) return false;
    }
    for (std::size_t i = 0; i < parses.size(); ++i) Apply(parses[i], respelled[i], statement.line);
    return true;
  }

 private:
  void Apply(const PgParse& parse, const std::string& text, int line) {
    const DdlSource source(text);
    for (const nlohmann::json& node : parse.statements) {
      if (const nlohmann::json* block = NodeAs(node, "DoStmt")) {
        reader_->RunBlock(*block, line);
      } else if (!reader_->Apply(node, source)) {
        reader_->Ignore(Headline(text));
      }
    }
  }

  // One command: what it changes if it is not understood is anything of its table.
  void Alter(const std::string& text, int line) {
    const PgParse parse = ParsePostgres(text);
    if (parse.ok()) return Apply(parse, text, line);
    const Pieces pieces = ReadPieces(text, backslash_escapes_);
    const std::size_t end = AfterTableName(pieces, 2);
    if (end > pieces.size()) return reader_->Ignore(Headline(text));
    const Piece table = AsName(pieces[end - 1]);
    if (Join(Range(pieces, end, pieces.size())) == "DROP PRIMARY KEY") {
      return reader_->DropPrimaryKey(Unquoted(table.text));
    }
    reader_->Doubt(Unquoted(table.text), line, Headline(text));
  }

  bool backslash_escapes_;
  DdlReader* reader_;
};

}  // namespace

Result<ParsedDdl> ParseDdl(std::string_view ddl) {
  const bool backslash_escapes = LooksLikeMysql(ddl);
  DdlReader reader;
  StatementReader statements(backslash_escapes, &reader);
  Status unread;
  for (const Statement& statement : SplitStatements(ddl, backslash_escapes)) {
    const PgParse as_written = ParsePostgres(statement.text);
    if (statements.Apply(statement, as_written)) continue;
    reader.Ignore(Headline(statement.text));
    if (!IsCreateTable(statement.text)) continue;
    const std::string expected =
        "expected CREATE TABLE as PostgreSQL, SQLite or MySQL write it, found " + as_written.error;
    reader.LeaveOut(ParentsOf(statement.text), statement.line, expected + "; the table is left out");
    if (unread.ok()) {
      unread = Status::InvalidArgument("ddl:" + std::to_string(LineOfError(statement, as_written)) + ": " +
                                       expected + "; correct or remove the statement that begins on line " +
                                       std::to_string(statement.line));
    }
  }
  ParsedDdl parsed = reader.Finish();
  if (parsed.schema.tables.empty() && !unread.ok()) return unread;
  if (LooksLikeSqlite(ddl)) DropTextLimits(&parsed.schema);
  return parsed;
}

std::string AlteredTable(std::string_view statement) {
  const Pieces pieces = ReadPieces(statement, false);
  if (pieces.size() < 3 || !Is(pieces[0], "alter") || !Is(pieces[1], "table")) return {};
  const std::size_t end = AfterTableName(pieces, 2);
  return end > pieces.size() ? std::string() : AsName(pieces[end - 1]).text;
}

void DropTextLimits(Schema* schema) {
  for (Table& table : schema->tables) {
    for (Column& column : table.columns) {
      const Type type = TypeFromName(column.type);
      const std::size_t open = column.type.find('(');
      if (IsString(type.kind) && type.length && open != std::string::npos) column.type.resize(open);
    }
  }
}

}  // namespace tacit::sql
