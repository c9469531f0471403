#include "src/sql/nesting.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace tacit::sql {
namespace {

bool IsWordStart(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool IsWord(char c) { return IsWordStart(c) || IsDigit(c) || c == '$'; }
bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string Upper(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  int Run() {
    while (at_ < sql_.size()) Step();
    return deepest_;
  }

 private:
  // What one level of parentheses holds: `chain` ends with the list item, `kept` with the level.
  struct Level {
    int base = 0;
    int kept = 0;
    int chain = 0;
  };

  void Step() {
    const char c = sql_[at_];
    if (IsSpace(c)) {
      ++at_;
    } else if (c == '\'' || c == '"') {
      SkipQuoted(c);
    } else if (StartsWith("--")) {
      SkipLine();
    } else if (StartsWith("/*")) {
      SkipComment();
    } else if (c == '$' && DollarTag() != 0) {
      SkipDollarQuoted(DollarTag());
    } else if (IsWordStart(c)) {
      const std::size_t start = at_;
      while (at_ < sql_.size() && IsWord(sql_[at_])) ++at_;
      const std::string word = Upper(sql_.substr(start, at_ - start));
      if (word == "E" && At(at_) == '\'') return SkipEscapeString();
      Word(word);
    } else if (IsDigit(c)) {
      while (IsDigit(At(at_)) || At(at_) == '.') ++at_;
    } else {
      ++at_;
      Symbol(c);
    }
  }

  [[nodiscard]] char At(std::size_t at) const { return at < sql_.size() ? sql_[at] : '\0'; }
  [[nodiscard]] bool StartsWith(std::string_view text) const { return sql_.substr(at_).starts_with(text); }
  void SkipLine() { at_ = std::min(sql_.find('\n', at_), sql_.size()); }

  void SkipQuoted(char quote) {
    const std::size_t end = sql_.find(quote, at_ + 1);
    at_ = end == std::string_view::npos ? sql_.size() : end + 1;
  }

  // E'...': a backslash takes the next character with it, and after blanks and comments the next quote goes
  // on with the same string.
  void SkipEscapeString() {
    while (At(at_) == '\'') {
      ++at_;
      while (at_ < sql_.size() && sql_[at_] != '\'') at_ += sql_[at_] == '\\' ? 2U : 1U;
      at_ = std::min(at_ + 1, sql_.size());
      while (IsSpace(At(at_)) || StartsWith("--")) {
        if (IsSpace(At(at_))) {
          ++at_;
        } else {
          SkipLine();
        }
      }
    }
  }

  // Comments nest.
  void SkipComment() {
    int open = 0;
    do {
      if (StartsWith("/*")) {
        ++open;
        at_ += 2;
      } else if (StartsWith("*/")) {
        --open;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (open > 0 && at_ < sql_.size());
  }

  // Length of a dollar quote's opening tag at the current place; 0 where there is none.
  [[nodiscard]] std::size_t DollarTag() const {
    std::size_t end = at_ + 1;
    if (IsWordStart(At(end))) {
      while (At(end) != '$' && IsWord(At(end))) ++end;
    }
    return At(end) == '$' ? end + 1 - at_ : 0;
  }

  void SkipDollarQuoted(std::size_t length) {
    const std::string_view tag = sql_.substr(at_, length);
    const std::size_t end = sql_.find(tag, at_ + length);
    at_ = end == std::string_view::npos ? sql_.size() : end + length;
  }

  void Word(const std::string& word) {
    static constexpr std::array kKept = {"UNION", "INTERSECT", "EXCEPT", "JOIN", "CASE"};
    Level& level = levels_.back();
    if (word == "AND" || word == "OR") {
      level.chain = 0;
    } else if (word == "END") {
      level.kept = std::max(0, level.kept - 1);
    } else if (std::find(kKept.begin(), kKept.end(), word) != kKept.end()) {
      ++level.kept;
    } else {
      ++level.chain;
    }
    Note();
  }

  void Symbol(char c) {
    Level& level = levels_.back();
    switch (c) {
      case ',':
      case ';': level.chain = 0; return;
      case '(':
      case '[': levels_.push_back({level.base + level.kept + level.chain + 1, 0, 0}); break;
      case ')':
      case ']':
        if (levels_.size() > 1) levels_.pop_back();
        return;
      case '.': return;
      default: ++level.chain;
    }
    Note();
  }

  void Note() {
    const Level& level = levels_.back();
    deepest_ = std::max(deepest_, level.base + level.kept + level.chain);
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  std::vector<Level> levels_{Level{}};
  int deepest_ = 0;
};

}  // namespace

int NestingBound(std::string_view sql) { return Scanner(sql).Run(); }

}  // namespace tacit::sql
