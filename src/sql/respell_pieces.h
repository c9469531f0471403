// A statement as a list of respelled tokens: what the respelling of DDL reads and writes.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "src/sql/token.h"

namespace tacit::sql {

// A token in PostgreSQL's spelling, and whether a blank stood before it.
struct Piece {
  TokenKind kind = TokenKind::kSymbol;
  std::string text;
  bool blank_before = true;
};
using Pieces = std::vector<Piece>;

// Reads a statement: every quoted name in double quotes ([name] of SQLite too), every string a standard
// literal.
[[nodiscard]] Pieces ReadPieces(std::string_view text, bool backslash_escapes);
[[nodiscard]] std::string Join(const Pieces& pieces);

// Is the piece this keyword (in any case) or symbol?
[[nodiscard]] bool Is(const Piece& piece, std::string_view text);
[[nodiscard]] bool IsOneOf(const Piece& piece, std::initializer_list<std::string_view> texts);

// The index after the parenthesis that closes the one at `open`.
[[nodiscard]] std::size_t AfterGroup(const Pieces& pieces, std::size_t open);
[[nodiscard]] Pieces Range(const Pieces& pieces, std::size_t begin, std::size_t end);
// The parts between the commas that stand outside parentheses.
[[nodiscard]] std::vector<Pieces> SplitAtCommas(const Pieces& pieces);

void Append(Pieces* out, std::string_view text);

// A table's or column's name in double quotes, words folded: 'name' is one too in SQLite.
[[nodiscard]] Piece AsName(Piece piece);

// A literal's or quoted name's text between its quotes, as it is spelled.
[[nodiscard]] std::string Unquoted(const std::string& quoted);

}  // namespace tacit::sql
