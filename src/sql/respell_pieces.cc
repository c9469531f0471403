#include "src/sql/respell_pieces.h"

#include <utility>

namespace tacit::sql {
namespace {

// The value of a string literal in MySQL's or the standard's spelling, as a standard literal.
std::string StandardString(std::string_view spelled, bool backslash_escapes) {
  if (spelled.front() != '\'' || !backslash_escapes) return std::string(spelled);
  std::string value;
  for (std::size_t i = 1; i + 1 < spelled.size(); ++i) {
    if (spelled[i] == '\\' || (spelled[i] == '\'' && spelled[i + 1] == '\'')) ++i;
    if (i + 1 < spelled.size()) value += spelled[i];
  }
  return QuoteWith(value, '\'');
}

// [name] is a quoted name too (SQLite takes it from SQL Server); [1] and [] are PostgreSQL's arrays.
bool IsBracketedName(std::string_view text, const std::vector<Token>& tokens, std::size_t i) {
  return i + 2 < tokens.size() && IsSymbol(text, tokens[i], '[') && tokens[i + 1].kind == TokenKind::kWord &&
         text.find(']', tokens[i].begin) != std::string_view::npos;
}

}  // namespace

bool Is(const Piece& piece, std::string_view text) {
  return piece.kind != TokenKind::kString && piece.kind != TokenKind::kQuotedName &&
         EqualsIgnoringCase(piece.text, text);
}

bool IsOneOf(const Piece& piece, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (Is(piece, text)) return true;
  }
  return false;
}

Pieces ReadPieces(std::string_view text, bool backslash_escapes) {
  Pieces pieces;
  const std::vector<Token> tokens = Tokenize(text, backslash_escapes);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const std::string_view spelled = text.substr(token.begin, token.end - token.begin);
    Piece piece{token.kind, std::string(spelled), i == 0 || tokens[i - 1].end < token.begin};
    if (token.kind == TokenKind::kQuotedName) {
      piece.text = QuoteWith(NameOf(text, token), '"');
    } else if (token.kind == TokenKind::kString) {
      piece.text = StandardString(spelled, backslash_escapes);
    } else if (IsBracketedName(text, tokens, i)) {
      const std::size_t close = text.find(']', token.begin);
      piece.kind = TokenKind::kQuotedName;
      piece.text = QuoteWith(text.substr(token.begin + 1, close - token.begin - 1), '"');
      while (i + 1 < tokens.size() && tokens[i + 1].begin <= close) ++i;
    }
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

void Append(Pieces* out, std::string_view text) {
  out->push_back({TokenKind::kWord, std::string(text), true});
}

std::string Join(const Pieces& pieces) {
  std::string text;
  for (const Piece& piece : pieces) {
    if (piece.blank_before && !text.empty()) text += ' ';
    text += piece.text;
  }
  return text;
}

// The index after the parenthesis that closes the one at `open`.
std::size_t AfterGroup(const Pieces& pieces, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < pieces.size(); ++i) {
    if (Is(pieces[i], "(")) ++depth;
    if (Is(pieces[i], ")") && --depth == 0) return i + 1;
  }
  return pieces.size();
}

Pieces Range(const Pieces& pieces, std::size_t begin, std::size_t end) {
  Pieces range;
  for (std::size_t i = begin; i < end && i < pieces.size(); ++i) range.push_back(pieces[i]);
  return range;
}

std::vector<Pieces> SplitAtCommas(const Pieces& pieces) {
  std::vector<Pieces> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < pieces.size();) {
    if (Is(pieces[i], ",")) {
      parts.push_back(Range(pieces, begin, i));
      begin = ++i;
    } else {
      i = Is(pieces[i], "(") ? AfterGroup(pieces, i) : i + 1;
    }
  }
  parts.push_back(Range(pieces, begin, pieces.size()));
  return parts;
}

Piece AsName(Piece piece) {
  if (piece.kind == TokenKind::kString) piece.text = QuoteWith(Unquoted(piece.text), '"');
  if (piece.kind == TokenKind::kWord || piece.kind == TokenKind::kSymbol) {
    piece.text = QuoteWith(ToLower(piece.text), '"');
  }
  return piece;
}

std::string Unquoted(const std::string& quoted) {
  return quoted.size() < 2 ? quoted : quoted.substr(1, quoted.size() - 2);
}

}  // namespace tacit::sql
