// SQL text as tokens: what splitting files, slicing expressions out of DDL and respelling dialects need.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::sql {

enum class TokenKind {
  kWord,        // unquoted name or keyword
  kQuotedName,  // "name" or `name`
  kString,      // 'text', with its prefix (E'..', b'..') where it has one; $tag$text$tag$
  kNumber,
  kSymbol,  // any other single byte
};

// A half-open range of the text it was read from.
struct Token {
  TokenKind kind = TokenKind::kSymbol;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Reads tokens one by one; blanks and comments (--, nested /* */, MySQL's # at the start of a line) are
// passed over. A string or comment that is not closed ends with the text. The text must outlive the lexer.
class Lexer {
 public:
  // `backslash_escapes`: a backslash quotes the next byte in every string (MySQL), not in E'..' only.
  explicit Lexer(std::string_view text, bool backslash_escapes = false)
      : text_(text), backslash_escapes_(backslash_escapes) {}

  // False at the end of the text.
  [[nodiscard]] bool Next(Token* token);
  [[nodiscard]] std::size_t position() const { return position_; }
  void Seek(std::size_t position) { position_ = position < text_.size() ? position : text_.size(); }

 private:
  [[nodiscard]] char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  void SkipBlanksAndComments();
  void SkipBlockComment();
  void ReadQuoted(char quote, bool escapes);
  [[nodiscard]] bool ReadDollarQuoted();
  void ReadNumber();

  std::string_view text_;
  bool backslash_escapes_;
  std::size_t position_ = 0;
};

[[nodiscard]] std::vector<Token> Tokenize(std::string_view text, bool backslash_escapes = false);

// Is the token the keyword, in any case? `keyword` is in lower case.
[[nodiscard]] bool IsKeyword(std::string_view text, const Token& token, std::string_view keyword);
[[nodiscard]] bool IsSymbol(std::string_view text, const Token& token, char symbol);

// The name that a word or quoted name denotes: words fold to lower case, quotes go.
[[nodiscard]] std::string NameOf(std::string_view text, const Token& token);

// The text between two quotes, those inside it doubled.
[[nodiscard]] std::string QuoteWith(std::string_view text, char quote);

[[nodiscard]] std::string ToLower(std::string_view text);
[[nodiscard]] bool EqualsIgnoringCase(std::string_view a, std::string_view b);

}  // namespace tacit::sql
