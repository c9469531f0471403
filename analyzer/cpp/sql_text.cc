#include "analyzer/cpp/sql_text.h"

#include <algorithm>

#include "analyzer/cpp/fold.h"
#include "src/sql/token.h"

namespace tacit::analyze::cpp {

namespace {

using sql::IsKeyword;
using sql::IsSymbol;
using sql::Token;
using sql::TokenKind;

class Parser {
 public:
  explicit Parser(std::string text) : text_(std::move(text)) {
    NumberParameters();
    tokens_ = sql::Tokenize(text_);
  }

  std::optional<SqlText> Run() {
    if (tokens_.empty() || tokens_[0].kind != TokenKind::kWord) return std::nullopt;
    if (Accept("insert") || Accept("replace")) {
      ReadInsert();
    } else if (Accept("update")) {
      ReadUpdate();
    } else if (Accept("delete")) {
      result_.kind = SqlText::Kind::kDelete;
      if (!Accept("from")) return std::nullopt;
      result_.table = Name();
    } else if (Accept("select") || Is("with")) {
      ReadSelect();
    } else if (Is("create") || Is("alter") || Is("drop")) {
      result_.kind = SqlText::Kind::kDdl;
    } else {
      return std::nullopt;
    }
    // "Update failed" is no statement.
    if (result_.kind == SqlText::Kind::kOther) return std::nullopt;
    result_.numbered = text_;
    return std::move(result_);
  }

 private:
  // ?, :name, %N and holes become $1, $2, ...; a name that stands twice is one parameter.
  void NumberParameters() {
    std::string numbered;
    char quote = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
        numbered += c;
        continue;
      }
      if (c == '\'' || c == '"' || c == '`') {
        quote = c;
        numbered += c;
        continue;
      }
      const char before = i > 0 ? text_[i - 1] : ' ';
      const auto word = [&](std::size_t at) {
        std::size_t end = at;
        while (end < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_')) {
          ++end;
        }
        return text_.substr(at, end - at);
      };
      if (c == '?' || c == kHole) {
        const std::string number = c == '?' ? word(i + 1) : "";
        numbered += Parameter(number.empty() ? "" : "?" + number);
        i += number.size();
      } else if ((c == ':' && before != ':' && i + 1 < text_.size() && text_[i + 1] != ':' &&
                  !word(i + 1).empty()) ||
                 (c == '@' && !word(i + 1).empty())) {
        const std::string name = word(i + 1);
        numbered += Parameter(c + name);
        i += name.size();
      } else if (c == '$' && !word(i + 1).empty() &&
                 std::isdigit(static_cast<unsigned char>(text_[i + 1])) != 0) {
        const std::string name = word(i + 1);
        numbered += Parameter("$" + name);
        i += name.size();
      } else {
        numbered += c;
      }
    }
    text_ = std::move(numbered);
  }

  std::string Parameter(const std::string& name) {
    auto& known = result_.parameters;
    const auto found = name.empty() ? known.end() : std::find(known.begin(), known.end(), name);
    const auto index = found - known.begin();
    if (found == known.end()) known.push_back(name.empty() ? "?" : name);
    return "$" + std::to_string(index + 1);
  }

  [[nodiscard]] bool AtEnd() const { return next_ >= tokens_.size(); }
  [[nodiscard]] bool Is(std::string_view keyword) const {
    return !AtEnd() && IsKeyword(text_, tokens_[next_], keyword);
  }
  [[nodiscard]] bool IsSymbolNow(char symbol) const {
    return !AtEnd() && IsSymbol(text_, tokens_[next_], symbol);
  }
  bool Accept(std::string_view keyword) {
    if (!Is(keyword)) return false;
    ++next_;
    return true;
  }
  bool AcceptSymbol(char symbol) {
    if (!IsSymbolNow(symbol)) return false;
    ++next_;
    return true;
  }

  // A name, the schema before it left out; empty: it is not known.
  std::string Name() {
    if (AtEnd()) return "";
    const Token token = tokens_[next_];
    if (token.kind != TokenKind::kWord && token.kind != TokenKind::kQuotedName) return "";
    ++next_;
    std::string name = sql::NameOf(text_, token);
    if (name.find(kHole) != std::string::npos || name.empty()) return "";
    if (IsSymbolNow('.')) {
      ++next_;
      return Name();
    }
    return name;
  }

  // `$3`, `lower($3)`, 'text', 5, NULL; up to the comma, parenthesis or word that ends it.
  SqlOperand Operand() {
    SqlOperand operand;
    const std::size_t begin = next_;
    int depth = 0;
    while (!AtEnd()) {
      if (depth == 0 &&
          (IsSymbolNow(',') || IsSymbolNow(')') || Is("where") || Is("and") || Is("or") || Is("returning") ||
           Is("limit") || Is("order") || Is("group") || Is("on") || IsSymbolNow(';'))) {
        break;
      }
      if (IsSymbolNow('(')) ++depth;
      if (IsSymbolNow(')')) --depth;
      ++next_;
    }
    std::size_t end = next_;
    std::size_t at = begin;
    // One function of one argument.
    if (end - at >= 4 && tokens_[at].kind == TokenKind::kWord && IsSymbol(text_, tokens_[at + 1], '(') &&
        IsSymbol(text_, tokens_[end - 1], ')')) {
      operand.function = sql::NameOf(text_, tokens_[at]);
      at += 2;
      --end;
    }
    if (end <= at) return operand;
    const Token& first = tokens_[at];
    const std::string_view spelled = std::string_view(text_).substr(first.begin, first.end - first.begin);
    // "$1" is a symbol and a number, or a word of its own.
    if (spelled.starts_with("$")) {
      const std::size_t last = tokens_[end - 1].end;
      const std::string digits = text_.substr(first.begin + 1, last - first.begin - 1);
      if (!digits.empty() && digits.size() < 6 &&
          std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        operand.kind = SqlOperand::Kind::kParameter;
        operand.parameter = std::stoi(digits) - 1;
      }
      return operand;
    }
    if (end - at != 1) return operand;
    if (first.kind == TokenKind::kString && spelled.size() >= 2 && spelled.front() == '\'') {
      operand.kind = SqlOperand::Kind::kText;
      operand.literal = spelled.substr(1, spelled.size() - 2);
    } else if (first.kind == TokenKind::kNumber) {
      operand.kind = SqlOperand::Kind::kNumber;
      operand.literal = spelled;
    } else if (IsKeyword(text_, first, "null")) {
      operand.kind = SqlOperand::Kind::kNull;
    }
    return operand;
  }

  void ReadInsert() {
    if (Accept("or")) ++next_;
    (void)Accept("ignore");
    if (!Accept("into")) return;
    result_.kind = SqlText::Kind::kInsert;
    result_.table = Name();
    std::vector<std::string> columns;
    if (AcceptSymbol('(')) {
      do columns.push_back(Name());
      while (AcceptSymbol(','));
      if (!AcceptSymbol(')')) columns.clear();
    }
    if (!Accept("values") || !AcceptSymbol('(') || columns.empty()) {
      result_.columns_known = false;
      for (const std::string& column : columns) result_.assignments.push_back({column, {}});
      return;
    }
    for (const std::string& column : columns) {
      if (column.empty()) result_.columns_known = false;
      result_.assignments.push_back({column, Operand()});
      if (!AcceptSymbol(',')) break;
    }
    // Several rows at once, or fewer values than columns: their values are not read.
    if (result_.assignments.size() != columns.size() || !AcceptSymbol(')') || IsSymbolNow(',')) {
      for (SqlAssignment& assignment : result_.assignments) assignment.value = {};
    }
    // ON CONFLICT DO UPDATE writes once more.
    if (Is("on")) ReadUpsert();
  }

  void ReadUpsert() {
    while (!AtEnd() && !Is("set") && !Is("update")) ++next_;
    (void)Accept("update");
    if (!Accept("set") && AtEnd()) return;
    do {
      const std::string column = Name();
      if (!AcceptSymbol('=')) break;
      (void)Operand();
      for (SqlAssignment& assignment : result_.assignments) {
        if (assignment.column == column) assignment.value = {};
      }
    } while (AcceptSymbol(','));
  }

  void ReadUpdate() {
    if (Accept("or")) ++next_;
    const std::string table = Name();
    if (!Is("set")) (void)Name();  // an alias
    if (!Accept("set")) return;
    result_.kind = SqlText::Kind::kUpdate;
    result_.table = table;
    do {
      const std::string column = Name();
      if (column.empty()) result_.columns_known = false;
      if (!AcceptSymbol('=')) break;
      result_.assignments.push_back({column, Operand()});
    } while (AcceptSymbol(','));
    if (Accept("where")) ReadWhere();
  }

  void ReadSelect() {
    result_.kind = SqlText::Kind::kSelect;
    int depth = 0;
    bool found = false;
    for (; !AtEnd(); ++next_) {
      if (IsSymbolNow('(')) ++depth;
      if (IsSymbolNow(')')) --depth;
      if (depth == 0 && Accept("from")) {
        found = true;
        break;
      }
    }
    if (!found) {
      // "Select a file" is no statement.
      if (tokens_.size() > 2) result_.kind = SqlText::Kind::kOther;
      return;
    }
    result_.table = Name();
    if (IsSymbolNow('(')) return;
    if (!AtEnd() && tokens_[next_].kind == TokenKind::kWord && !Is("where") && !Is("join") && !Is("inner") &&
        !Is("left") && !Is("order") && !Is("limit") && !Is("group")) {
      (void)Accept("as");
      (void)Name();
    }
    if (IsSymbolNow(',') || Is("join") || Is("inner") || Is("left") || Is("cross")) {
      result_.table.clear();
      return;
    }
    if (Accept("where")) ReadWhere();
  }

  void ReadWhere() {
    do {
      std::string column;
      std::string function;
      if (next_ + 1 < tokens_.size() && IsSymbol(text_, tokens_[next_ + 1], '(')) {
        function = sql::NameOf(text_, tokens_[next_]);
        next_ += 2;
        column = Name();
        if (!AcceptSymbol(')')) column.clear();
      } else {
        column = Name();
      }
      if (column.empty() || !AcceptSymbol('=')) {
        result_.where_is_known = false;
        return;
      }
      result_.equalities.push_back({column, Operand()});
    } while (Accept("and"));
    if (Is("or")) result_.where_is_known = false;
  }

  std::string text_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  SqlText result_;
};

}  // namespace

std::optional<SqlText> ReadSqlText(std::string text) {
  // What stands before the first word is the stream's own name.
  const std::size_t begin = text.find_first_not_of(std::string(" \t\r\n(") + kHole);
  if (begin == std::string::npos) return std::nullopt;
  return Parser(text.substr(begin)).Run();
}

}  // namespace tacit::analyze::cpp
