#include "src/sql/token.h"

#include <algorithm>

namespace tacit::sql {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// Bytes from 0x80 on belong to names, as in PostgreSQL.
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c) || c == '$'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string ToLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return Lower(x) == Lower(y); });
}

bool Lexer::Next(Token* token) {
  SkipBlanksAndComments();
  if (position_ >= text_.size()) return false;
  token->begin = position_;
  const char c = text_[position_];
  if (c == '\'') {
    token->kind = TokenKind::kString;
    ReadQuoted('\'', backslash_escapes_);
  } else if (c == '"' || c == '`') {
    token->kind = TokenKind::kQuotedName;
    ReadQuoted(c, false);
  } else if (IsNameStart(c)) {
    constexpr std::string_view kStringPrefixes = "eEbBxXnN";
    const bool prefix = At(position_ + 1) == '\'' && kStringPrefixes.find(c) != std::string_view::npos;
    if (prefix) {
      token->kind = TokenKind::kString;
      ++position_;
      ReadQuoted('\'', backslash_escapes_ || Lower(c) == 'e');
    } else {
      token->kind = TokenKind::kWord;
      while (position_ < text_.size() && IsNamePart(text_[position_])) ++position_;
    }
  } else if (IsDigit(c) || (c == '.' && IsDigit(At(position_ + 1)))) {
    token->kind = TokenKind::kNumber;
    ReadNumber();
  } else if (c == '$' && ReadDollarQuoted()) {
    token->kind = TokenKind::kString;
  } else {
    token->kind = TokenKind::kSymbol;
    ++position_;
  }
  token->end = position_;
  return true;
}

void Lexer::SkipBlanksAndComments() {
  bool line_start = position_ == 0 || At(position_ - 1) == '\n';
  while (position_ < text_.size()) {
    const char c = text_[position_];
    if (IsBlank(c)) {
      line_start = line_start || c == '\n';
      ++position_;
    } else if ((c == '-' && At(position_ + 1) == '-') || (c == '#' && line_start)) {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else if (c == '/' && At(position_ + 1) == '*') {
      SkipBlockComment();
    } else {
      return;
    }
  }
}

void Lexer::SkipBlockComment() {
  int depth = 0;
  while (position_ < text_.size()) {
    if (text_[position_] == '/' && At(position_ + 1) == '*') {
      ++depth;
      position_ += 2;
    } else if (text_[position_] == '*' && At(position_ + 1) == '/') {
      position_ += 2;
      if (--depth == 0) return;
    } else {
      ++position_;
    }
  }
  position_ = std::min(position_, text_.size());
}

void Lexer::ReadQuoted(char quote, bool escapes) {
  ++position_;
  while (position_ < text_.size()) {
    const char c = text_[position_++];
    if (c == '\\' && escapes) {
      position_ = std::min(position_ + 1, text_.size());
    } else if (c == quote) {
      if (At(position_) != quote) return;
      ++position_;  // a doubled quote stands for itself
    }
  }
}

bool Lexer::ReadDollarQuoted() {
  std::size_t tag_end = position_ + 1;
  if (IsDigit(At(tag_end))) return false;  // $1 is a parameter
  while (tag_end < text_.size() && IsNamePart(text_[tag_end]) && text_[tag_end] != '$') ++tag_end;
  if (At(tag_end) != '$') return false;
  const std::string_view tag = text_.substr(position_, tag_end + 1 - position_);
  const std::size_t close = text_.find(tag, tag_end + 1);
  position_ = close == std::string_view::npos ? text_.size() : close + tag.size();
  return true;
}

void Lexer::ReadNumber() {
  const auto digits = [this] {
    while (IsDigit(At(position_))) ++position_;
  };
  digits();
  if (At(position_) == '.') {
    ++position_;
    digits();
  }
  if (Lower(At(position_)) == 'e') {
    const bool sign = At(position_ + 1) == '+' || At(position_ + 1) == '-';
    if (IsDigit(At(position_ + (sign ? 2 : 1)))) {
      position_ += sign ? 2 : 1;
      digits();
    }
  }
}

std::vector<Token> Tokenize(std::string_view text, bool backslash_escapes) {
  std::vector<Token> tokens;
  Lexer lexer(text, backslash_escapes);
  for (Token token; lexer.Next(&token);) tokens.push_back(token);
  return tokens;
}

bool IsKeyword(std::string_view text, const Token& token, std::string_view keyword) {
  return token.kind == TokenKind::kWord &&
         EqualsIgnoringCase(text.substr(token.begin, token.end - token.begin), keyword);
}

bool IsSymbol(std::string_view text, const Token& token, char symbol) {
  return token.kind == TokenKind::kSymbol && text[token.begin] == symbol;
}

std::string NameOf(std::string_view text, const Token& token) {
  const std::string_view spelled = text.substr(token.begin, token.end - token.begin);
  if (token.kind != TokenKind::kQuotedName) return ToLower(spelled);
  std::string name;
  for (std::size_t i = 1; i + 1 < spelled.size(); ++i) {
    name += spelled[i];
    if (spelled[i] == spelled.front() && spelled[i + 1] == spelled.front()) ++i;
  }
  return name;
}

std::string QuoteWith(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted + quote;
}

}  // namespace tacit::sql
