// The expressions of a DDL statement as their own text. The parser gives trees and places; catalogues and
// people want what was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/sql/token.h"

namespace tacit::sql {

class DdlSource {
 public:
  explicit DdlSource(std::string text) : text_(std::move(text)), tokens_(Tokenize(text_)) {}

  [[nodiscard]] const std::string& text() const { return text_; }

  // Of the CHECK constraint that begins at `location`: what stands between its parentheses.
  [[nodiscard]] std::string CheckText(std::size_t location) const;
  // Of the DEFAULT constraint that begins at `location`.
  [[nodiscard]] std::string DefaultText(std::size_t location) const;
  // Of the statement's SET DEFAULT number `ordinal` (from 0).
  [[nodiscard]] std::string SetDefaultText(std::size_t ordinal) const;
  // Of CREATE INDEX: the elements between the parentheses, without opclass and order; and its WHERE, empty
  // where there is none.
  [[nodiscard]] std::vector<std::string> IndexElements() const;
  [[nodiscard]] std::string WhereText() const;

 private:
  [[nodiscard]] bool Word(std::size_t i, std::string_view keyword) const {
    return i < tokens_.size() && IsKeyword(text_, tokens_[i], keyword);
  }
  [[nodiscard]] bool Symbol(std::size_t i, char symbol) const {
    return i < tokens_.size() && IsSymbol(text_, tokens_[i], symbol);
  }
  // The first token at or after a place in the text.
  [[nodiscard]] std::size_t TokenAt(std::size_t location) const;
  // The token after the parenthesis that closes the one at `open`.
  [[nodiscard]] std::size_t AfterGroup(std::size_t open) const;
  [[nodiscard]] std::size_t DefaultEnd(std::size_t begin) const;
  [[nodiscard]] std::string Slice(std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::string IndexElement(std::size_t begin) const;

  std::string text_;
  std::vector<Token> tokens_;
};

}  // namespace tacit::sql
