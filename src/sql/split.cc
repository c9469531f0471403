#include "src/sql/split.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "src/sql/token.h"

namespace tacit::sql {
namespace {

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

class Splitter {
 public:
  Splitter(std::string_view text, bool backslash_escapes) : text_(text), lexer_(text, backslash_escapes) {}

  std::vector<Statement> Split() {
    for (Token token; lexer_.Next(&token);) {
      if (!first_.has_value() && IsSymbol(text_, token, '\\')) {
        SkipLine();
        Begin();
      } else if (IsSymbol(text_, token, ';') && block_depth_ == 0) {
        End(token.begin);
      } else {
        Extend(token);
      }
    }
    End(text_.size());
    return std::move(statements_);
  }

 private:
  // Only a routine has a body in which semicolons do not end the statement; BEGIN elsewhere may be a name.
  enum class Creates { kNothing, kUnknown, kRoutine };

  void Begin() {
    begin_ = lexer_.position();
    first_.reset();
    is_copy_ = has_from_ = from_stdin_ = false;
    creates_ = Creates::kNothing;
    block_depth_ = 0;
  }

  void Extend(const Token& token) {
    const bool first = !first_.has_value();
    if (first) first_ = token.begin;
    const auto is = [&](std::string_view keyword) { return IsKeyword(text_, token, keyword); };
    if (first) {
      is_copy_ = is("copy");
      if (is("create")) creates_ = Creates::kUnknown;
    }
    from_stdin_ = from_stdin_ || (is_copy_ && has_from_ && is("stdin"));
    has_from_ = is("from");
    if (creates_ == Creates::kUnknown) {
      if (is("trigger") || is("function") || is("procedure")) creates_ = Creates::kRoutine;
      if (is("table") || is("index") || is("view") || is("type") || is("domain"))
        creates_ = Creates::kNothing;
    }
    if (creates_ != Creates::kRoutine) return;
    if (is("begin") || (block_depth_ > 0 && is("case"))) ++block_depth_;
    if (is("end") && block_depth_ > 0) --block_depth_;
  }

  void End(std::size_t end) {
    if (first_.has_value()) {
      line_ += static_cast<int>(
          std::count(text_.begin() + Offset(counted_), text_.begin() + Offset(*first_), '\n'));
      counted_ = *first_;
      statements_.push_back({std::string(Trim(text_.substr(begin_, end - begin_))), line_});
    }
    if (from_stdin_) SkipCopyData();
    Begin();
  }

  void SkipLine() { lexer_.Seek(text_.find('\n', lexer_.position())); }

  void SkipCopyData() {
    std::size_t line = text_.find('\n', lexer_.position());
    while (line != std::string_view::npos && text_.substr(line + 1, 2) != "\\.") {
      line = text_.find('\n', line + 1);
    }
    lexer_.Seek(line == std::string_view::npos ? line : line + 3);
  }

  static std::ptrdiff_t Offset(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

  std::string_view text_;
  Lexer lexer_;
  std::vector<Statement> statements_;
  std::size_t begin_ = 0;
  std::optional<std::size_t> first_;  // where the current statement's first token begins
  std::size_t counted_ = 0;           // newlines before this offset are in line_
  int line_ = 1;
  bool is_copy_ = false;
  bool has_from_ = false;  // the previous word was FROM
  bool from_stdin_ = false;
  Creates creates_ = Creates::kNothing;
  int block_depth_ = 0;
};

}  // namespace

std::vector<Statement> SplitStatements(std::string_view text, bool backslash_escapes) {
  return Splitter(text, backslash_escapes).Split();
}

}  // namespace tacit::sql
