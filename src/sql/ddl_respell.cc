#include "src/sql/ddl_respell.h"

#include <algorithm>

#include "src/sql/respell_alter.h"
#include "src/sql/respell_element.h"

namespace tacit::sql {
namespace {

bool IsBalanced(const Pieces& pieces, std::size_t begin, std::size_t end) {
  int depth = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (Is(pieces[i], "(")) ++depth;
    if (Is(pieces[i], ")")) --depth;
  }
  return depth == 0;
}

std::vector<std::string> RespellCreateTable(const Pieces& pieces, std::size_t table_word) {
  const std::size_t body = AfterTableName(pieces, table_word + 1);
  if (body >= pieces.size() || !Is(pieces[body], "(")) return {Join(pieces)};
  const std::size_t after_body = AfterGroup(pieces, body);
  if (!IsBalanced(pieces, body, after_body)) return {Join(pieces)};
  const std::vector<Pieces> elements = SplitAtCommas(Range(pieces, body + 1, after_body - 1));
  // A comma too many is the parser's to complain of.
  if (elements.size() > 1 && std::ranges::any_of(elements, &Pieces::empty)) return {Join(pieces)};
  const Piece name = AsName(pieces[body - 1]);
  Pieces create;
  Append(&create, "CREATE TABLE " + name.text + " (");
  std::vector<std::string> indexes;
  bool first = true;
  for (const Pieces& element : elements) {
    const RespelledElement respelled = RespellElement(element, name.text);
    if (!respelled.index.empty()) indexes.push_back(Join(respelled.index));
    if (respelled.clause.empty()) continue;
    if (!first) Append(&create, ",");
    first = false;
    create.insert(create.end(), respelled.clause.begin(), respelled.clause.end());
  }
  Append(&create, ")");
  std::vector<std::string> statements = {Join(create)};
  statements.insert(statements.end(), indexes.begin(), indexes.end());
  return statements;
}

// CREATE [UNIQUE] INDEX i ON t (a(20)) USING BTREE
std::vector<std::string> RespellCreateIndex(const Pieces& pieces) {
  Pieces out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool width = Is(pieces[i], "(") && i + 2 < pieces.size() &&
                       pieces[i + 1].kind == TokenKind::kNumber && Is(pieces[i + 2], ")");
    if (width) {
      i += 2;
    } else if (Is(pieces[i], "using") && i + 2 == pieces.size()) {
      break;
    } else {
      out.push_back(pieces[i]);
    }
  }
  return {Join(out)};
}

}  // namespace

std::vector<std::string> RespellForPostgres(std::string_view statement, bool backslash_escapes) {
  const Pieces pieces = ReadPieces(statement, backslash_escapes);
  if (pieces.size() < 3) return {std::string(statement)};
  if (Is(pieces[0], "create")) {
    for (std::size_t i = 1; i < pieces.size() && i < 4; ++i) {
      if (Is(pieces[i], "table")) return RespellCreateTable(pieces, i);
      if (Is(pieces[i], "index")) return RespellCreateIndex(pieces);
    }
  }
  if (Is(pieces[0], "alter") && Is(pieces[1], "table")) return RespellAlterTable(pieces);
  std::vector<std::string> statements;
  if (Is(pieces[0], "drop") && Is(pieces[1], "index")) statements = RespellDropIndexOn(pieces);
  if (Is(pieces[0], "rename") && Is(pieces[1], "table")) statements = RespellRenameTable(pieces);
  return statements.empty() ? std::vector<std::string>{Join(pieces)} : statements;
}

bool LooksLikeMysql(std::string_view ddl) {
  bool after_engine = false;
  for (const Token& token : Tokenize(ddl.substr(0, 1 << 16))) {
    if (IsKeyword(ddl, token, "auto_increment") || (after_engine && IsSymbol(ddl, token, '='))) return true;
    after_engine = IsKeyword(ddl, token, "engine");
  }
  return false;
}

bool LooksLikeSqlite(std::string_view ddl) {
  bool after_without = false;
  for (const Token& token : Tokenize(ddl)) {
    if (IsKeyword(ddl, token, "autoincrement") || IsKeyword(ddl, token, "pragma") ||
        (after_without && IsKeyword(ddl, token, "rowid"))) {
      return true;
    }
    after_without = IsKeyword(ddl, token, "without");
  }
  return false;
}

}  // namespace tacit::sql
