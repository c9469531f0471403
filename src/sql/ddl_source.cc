#include "src/sql/ddl_source.h"

#include <algorithm>
#include <array>

namespace tacit::sql {

std::string DdlSource::CheckText(std::size_t location) const {
  std::size_t i = TokenAt(location);
  while (i < tokens_.size() && !Word(i, "check")) ++i;
  return Slice(i + 2, AfterGroup(i + 1) - 1);
}

std::string DdlSource::DefaultText(std::size_t location) const {
  std::size_t i = TokenAt(location);
  while (i < tokens_.size() && !Word(i, "default")) ++i;
  return Slice(i + 1, DefaultEnd(i + 1));
}

std::string DdlSource::SetDefaultText(std::size_t ordinal) const {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (Word(i, "set") && Word(i + 1, "default") && ordinal-- == 0) return Slice(i + 2, DefaultEnd(i + 2));
  }
  return {};
}

std::vector<std::string> DdlSource::IndexElements() const {
  std::size_t open = 0;
  while (open < tokens_.size() && !Symbol(open, '(')) ++open;
  const std::size_t after = AfterGroup(open);
  std::vector<std::string> elements;
  for (std::size_t i = open + 1; i + 1 < after;) {
    elements.push_back(IndexElement(i));
    while (i + 1 < after && !Symbol(i, ',')) i = Symbol(i, '(') ? AfterGroup(i) : i + 1;
    ++i;
  }
  return elements;
}

std::string DdlSource::WhereText() const {
  for (std::size_t i = 0; i < tokens_.size(); i = Symbol(i, '(') ? AfterGroup(i) : i + 1) {
    if (Word(i, "where")) return Slice(i + 1, tokens_.size());
  }
  return {};
}

std::size_t DdlSource::TokenAt(std::size_t location) const {
  const auto found = std::lower_bound(tokens_.begin(), tokens_.end(), location,
                                      [](const Token& token, std::size_t at) { return token.begin < at; });
  return static_cast<std::size_t>(found - tokens_.begin());
}

std::size_t DdlSource::AfterGroup(std::size_t open) const {
  int depth = 0;
  for (std::size_t i = open; i < tokens_.size(); ++i) {
    if (Symbol(i, '(')) ++depth;
    if (Symbol(i, ')') && --depth == 0) return i + 1;
  }
  return tokens_.size();
}

// A default is a b_expr of the grammar: none of these words can stand in it outside parentheses, but NULL
// first.
std::size_t DdlSource::DefaultEnd(std::size_t begin) const {
  constexpr std::array<std::string_view, 11> kNextClause = {
      "not",        "null",      "constraint", "check",     "unique", "primary",
      "references", "generated", "deferrable", "initially", "collate"};
  std::size_t i = begin;
  while (i < tokens_.size() && !Symbol(i, ',') && !Symbol(i, ')')) {
    const bool next_clause = std::any_of(kNextClause.begin(), kNextClause.end(),
                                         [&](std::string_view word) { return Word(i, word); });
    if (i > begin && next_clause) break;
    i = Symbol(i, '(') ? AfterGroup(i) : i + 1;
  }
  return i;
}

std::string DdlSource::Slice(std::size_t begin, std::size_t end) const {
  end = std::min(end, tokens_.size());
  if (begin >= end) return {};
  return text_.substr(tokens_[begin].begin, tokens_[end - 1].end - tokens_[begin].begin);
}

// An element is a column, (an expression), or a function call.
std::string DdlSource::IndexElement(std::size_t begin) const {
  if (Symbol(begin, '(')) return Slice(begin + 1, AfterGroup(begin) - 1);
  std::size_t name_end = begin + 1;
  while (Symbol(name_end, '.')) name_end += 2;
  if (Symbol(name_end, '(')) return Slice(begin, AfterGroup(name_end));
  return begin < tokens_.size() ? NameOf(text_, tokens_[begin]) : std::string();
}

}  // namespace tacit::sql
