// Sets of characters, for the translation of regular expressions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tacit::advise {

enum class RegexDialect { kRuby, kPython, kEcmascript };

struct CharacterSet {
  using Range = std::pair<char32_t, char32_t>;  // both ends included
  std::vector<Range> ranges;
  bool negated = false;

  void Add(char32_t first, char32_t last) { ranges.emplace_back(first, last); }
  void Add(char32_t c) { Add(c, c); }
  void Add(const CharacterSet& other) {
    ranges.insert(ranges.end(), other.ranges.begin(), other.ranges.end());
  }
  // Adds what equals a member of the set when case is ignored. False where a member is no ASCII character:
  // those have partners that depend on the language's version. `ascii`: Python's flag.
  [[nodiscard]] bool Fold(RegexDialect dialect, bool ascii);

  // As PostgreSQL writes it: one character, or a bracket expression.
  [[nodiscard]] std::string Text() const;
};

// The set of \d, \w, \s or \h (also in capitals: negated), where the language says exactly what is in it.
[[nodiscard]] std::optional<CharacterSet> NamedSet(char name, RegexDialect dialect, bool ascii);

// Reads one character of UTF-8 at *at and moves on; empty where the bytes are none.
[[nodiscard]] std::optional<char32_t> ReadUtf8(std::string_view text, std::size_t* at);

}  // namespace tacit::advise
