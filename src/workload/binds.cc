#include "src/workload/binds.h"

#include <algorithm>
#include <utility>

#include "src/sql/token.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

// A Ruby value as `inspect` writes it, or JSON.
class ValueReader {
 public:
  explicit ValueReader(std::string_view text) : rest_(text) {}

  std::optional<Binds> ReadPairs() {
    Binds binds;
    if (!TakeSymbol('[')) return std::nullopt;
    while (!TakeSymbol(']')) {
      if (!binds.empty() && !TakeSymbol(',')) return std::nullopt;
      if (!TakeSymbol('[') || !ReadValue() || !TakeSymbol(',')) return std::nullopt;
      if (!ReadValue() || !TakeSymbol(']')) return std::nullopt;
      binds.push_back(std::move(value_));
    }
    return Trim(rest_).empty() ? std::optional(std::move(binds)) : std::nullopt;
  }

 private:
  bool TakeSymbol(char symbol) {
    rest_ = Trim(rest_);
    return Take({&symbol, 1}, &rest_);
  }

  // Leaves the literal in value_. False where no value stands there.
  bool ReadValue() {
    rest_ = Trim(rest_);
    value_.reset();
    if (rest_.starts_with('"')) return ReadText();
    if (rest_.starts_with('[') || rest_.starts_with('{')) return SkipNested();
    const std::size_t end = std::min(rest_.find_first_of(",]"), rest_.size());
    const std::string_view word = Trim(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (word.empty()) return false;
    if (word == "nil" || word == "null") {
      value_ = "NULL";
    } else if (word == "true" || word == "false") {
      value_ = word == "true" ? "TRUE" : "FALSE";
    } else if (NumberOf<double>(word) &&
               word.find_first_not_of("+-.0123456789eE") == std::string_view::npos) {
      value_ = word.starts_with('-') ? "(" + std::string(word) + ")" : std::string(word);
    }
    return true;
  }

  bool ReadText() {
    std::string text;
    bool known = true;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        if (known && text != "[FILTERED]") value_ = sql::QuoteWith(text, '\'');
        return true;
      }
      if (rest_[i] != '\\') {
        text += rest_[i];
        continue;
      }
      if (++i == rest_.size()) return false;
      constexpr std::string_view kNames = "\"\\/nt#'";
      constexpr std::string_view kMeanings = "\"\\/\n\t#'";
      const std::size_t which = kNames.find(rest_[i]);
      known = known && which != std::string_view::npos;  // other escapes: bytes that need no text be
      if (which != std::string_view::npos) text += kMeanings[which];
    }
    return false;
  }

  // A list or an object: no value of ours.
  bool SkipNested() {
    int depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') {
        if (!ReadText()) return false;
        value_.reset();
        continue;
      }
      rest_.remove_prefix(1);
      if (c == '[' || c == '{') ++depth;
      if ((c == ']' || c == '}') && --depth == 0) return true;
    }
    return false;
  }

  std::string_view rest_;
  std::optional<std::string> value_;
};

// Whether the parameter's value is read as a number there, and not as what it is compared with.
bool IsAfterLimit(std::string_view sql, const sql::Token& before) {
  return sql::IsKeyword(sql, before, "limit") || sql::IsKeyword(sql, before, "offset");
}

// `'42'` as 42; anything else as it is.
std::string WithoutQuotes(const std::string& literal) {
  const std::string_view inside = literal.size() > 2 && literal.front() == '\''
                                      ? std::string_view(literal).substr(1, literal.size() - 2)
                                      : std::string_view();
  return NumberOf<std::int64_t>(inside) ? std::string(inside) : literal;
}

struct Parameter {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t number = 0;  // from 1
  bool after_limit = false;
};

std::vector<Parameter> ParametersOf(std::string_view sql) {
  std::vector<Parameter> found;
  std::size_t marks = 0;
  sql::Token before;
  sql::Token token;
  bool after_limit = false;
  for (sql::Lexer lexer(sql); lexer.Next(&token); before = token) {
    const bool numbered = token.kind == sql::TokenKind::kNumber && before.end == token.begin &&
                          token.begin > 0 && (sql[before.begin] == '$' || sql[before.begin] == '?') &&
                          before.end - before.begin == 1;
    if (numbered) {
      const auto number = NumberOf<std::size_t>(sql.substr(token.begin, token.end - token.begin)).value_or(0);
      if (sql[before.begin] == '?') found.pop_back();
      found.push_back({before.begin, token.end, number, after_limit});
    } else if (sql::IsSymbol(sql, token, '?')) {
      found.push_back({token.begin, token.end, ++marks, IsAfterLimit(sql, before)});
    }
    after_limit = IsAfterLimit(sql, before);
  }
  // Beside $1, a question mark is an operator.
  const bool numbered = std::ranges::any_of(found, [&](const Parameter& p) { return sql[p.begin] == '$'; });
  if (numbered) std::erase_if(found, [&](const Parameter& p) { return sql[p.begin] == '?'; });
  return found;
}

}  // namespace

std::optional<Binds> ReadRailsBinds(std::string_view text) { return ValueReader(text).ReadPairs(); }

std::optional<Binds> ReadPostgresqlBinds(std::string_view text) {
  Binds binds;
  text = Trim(text);
  while (!text.empty()) {
    if (!binds.empty() && !Take(",", &text)) return std::nullopt;
    text = Trim(text);
    if (!Take("$" + std::to_string(binds.size() + 1) + " = ", &text)) return std::nullopt;
    if (Take("NULL", &text)) {
      binds.emplace_back("NULL");
      continue;
    }
    sql::Lexer lexer(text);
    sql::Token token;
    if (!lexer.Next(&token) || token.begin != 0 || token.kind != sql::TokenKind::kString) return std::nullopt;
    const std::string_view literal = text.substr(0, token.end);
    if (literal.size() < 2 || !literal.ends_with('\'')) return std::nullopt;
    text.remove_prefix(token.end);
    // log_parameter_max_length cuts, and says so after the quote or before it.
    const bool cut = Take("...", &text) || literal.ends_with("...'");
    binds.push_back(cut ? std::nullopt : std::optional<std::string>(literal));
  }
  return binds.empty() ? std::nullopt : std::optional(std::move(binds));
}

std::string FillIn(std::string_view sql, const Binds& binds) {
  const std::vector<Parameter> parameters = ParametersOf(sql);
  std::size_t last = 0;
  for (const Parameter& parameter : parameters) last = std::max(last, parameter.number);
  const bool fits = last == binds.size();
  std::string filled;
  std::size_t at = 0;
  for (const Parameter& parameter : parameters) {
    filled += sql.substr(at, parameter.begin - at);
    at = parameter.end;
    const bool known = fits && parameter.number > 0 && binds[parameter.number - 1].has_value();
    if (known) {
      const std::string& literal = *binds[parameter.number - 1];
      filled += parameter.after_limit ? WithoutQuotes(literal) : literal;
    } else {
      filled += "$" + std::to_string(parameter.number);
    }
  }
  filled += sql.substr(at);
  return filled;
}

}  // namespace tacit::workload
