// DO blocks: code that may run, so that what it can take away is gone and what it can add is not there.
#include <algorithm>

#include "src/sql/ddl_reader.h"
#include "src/sql/pg_parse.h"
#include "src/sql/respell_pieces.h"
#include "src/sql/token.h"

namespace tacit::sql {
namespace {

using Json = nlohmann::json;
using Tokens = std::vector<Token>;

// Text in EXECUTE may hold a block of its own; nobody nests them deeper.
constexpr int kMostNested = 4;

bool IsAnyKeyword(std::string_view text, const Token& token,
                  std::initializer_list<std::string_view> keywords) {
  return std::any_of(keywords.begin(), keywords.end(),
                     [&](std::string_view keyword) { return IsKeyword(text, token, keyword); });
}

std::size_t EndOfStatement(std::string_view text, const Tokens& tokens, std::size_t begin) {
  std::size_t end = begin;
  while (end < tokens.size() && !IsSymbol(text, tokens[end], ';')) ++end;
  return end;
}

std::string Slice(std::string_view text, const Tokens& tokens, std::size_t begin, std::size_t end) {
  return end <= begin
             ? std::string()
             : std::string(text.substr(tokens[begin].begin, tokens[end - 1].end - tokens[begin].begin));
}

// A string's text: between its dollar quotes, or its quotes with those inside it single.
std::string TextOfString(std::string_view spelled) {
  const std::size_t open = spelled.find_first_of("'$");
  if (open == std::string_view::npos) return {};
  if (spelled[open] == '$') {
    const std::size_t tag = spelled.find('$', open + 1) + 1 - open;
    return spelled.size() < open + 2 * tag
               ? std::string()
               : std::string(spelled.substr(open + tag, spelled.size() - open - 2 * tag));
  }
  std::string text;
  for (std::size_t i = open + 1; i + 1 < spelled.size(); ++i) {
    text += spelled[i];
    if (spelled[i] == '\'') ++i;
  }
  return text;
}

bool Adds(const std::string& subtype) {
  return subtype == "AT_AddColumn" || subtype == "AT_AddConstraint" || subtype == "AT_SetNotNull" ||
         subtype == "AT_ValidateConstraint" || subtype == "AT_ColumnDefault" || subtype == "AT_AddIdentity";
}

bool TakesAway(const std::string& subtype) {
  return subtype == "AT_DropConstraint" || subtype == "AT_DropNotNull" || subtype == "AT_DropColumn";
}

}  // namespace

void DdlReader::RunBlock(const Json& block, int line) {
  for (const Json& argument : Member(block, "args")) {
    const Json& element = Member(argument, "DefElem");
    if (TextMember(element, "defname") == "as") {
      MayRun(TextMember(Member(Member(element, "arg"), "String"), "sval"), line, 0);
    }
  }
}

void DdlReader::MayRun(const std::string& code, int line, int depth) {
  const Tokens tokens = Tokenize(code);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool alters = IsKeyword(code, tokens[i], "alter") || IsKeyword(code, tokens[i], "drop");
    const bool executes = IsKeyword(code, tokens[i], "execute");
    if (!executes && (!alters || i + 1 == tokens.size() ||
                      !IsAnyKeyword(code, tokens[i + 1], {"table", "index", "type", "domain"}))) {
      continue;
    }
    const std::size_t end = EndOfStatement(code, tokens, i);
    const std::string statement = Slice(code, tokens, i, end);
    executes ? MayExecute(statement, line, depth) : MayChange(statement, line);
    i = end;
  }
}

// EXECUTE of a literal runs its text; of anything that is put together, what its literals say of any table.
void DdlReader::MayExecute(const std::string& statement, int line, int depth) {
  const Tokens tokens = Tokenize(statement);
  std::string literals;
  bool made = depth >= kMostNested;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const std::string spelled = statement.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
    if (tokens[i].kind == TokenKind::kString) {
      literals += TextOfString(spelled) + " ";
    } else {
      made = true;
    }
  }
  if (!made) return MayRun(literals, line, depth + 1);
  const Tokens words = Tokenize(literals);
  const bool takes_away = literals.empty() || std::any_of(words.begin(), words.end(), [&](const Token& word) {
                            return IsAnyKeyword(literals, word, {"drop", "alter", "rename"});
                          });
  if (takes_away) DoubtAll(line, statement);
}

void DdlReader::MayChange(const std::string& statement, int line) {
  const PgParse parse = ParsePostgres(statement);
  const std::string altered = Unquoted(AlteredTable(statement));
  const Json* alter =
      parse.ok() && parse.statements.size() == 1 ? NodeAs(parse.statements[0], "AlterTableStmt") : nullptr;
  if (alter == nullptr) {
    const bool drops = parse.ok() && parse.statements.size() == 1 && NodeAs(parse.statements[0], "DropStmt");
    if (drops && Apply(parse.statements[0], DdlSource(statement))) return;
    return altered.empty() ? DoubtAll(line, statement) : Doubt(altered, line, statement);
  }
  Json commands = Json::array();
  for (const Json& node : Member(*alter, "cmds")) {
    const std::string subtype = TextMember(Member(node, "AlterTableCmd"), "subtype");
    if (TakesAway(subtype)) {
      commands.push_back(node);
    } else if (!Adds(subtype)) {
      return Doubt(altered, line, statement);
    }
  }
  if (commands.empty()) return;
  const Json kept = {{"relation", Member(*alter, "relation")}, {"cmds", std::move(commands)}};
  if (!AlterTable(kept, DdlSource(statement))) Doubt(altered, line, statement);
}

}  // namespace tacit::sql
