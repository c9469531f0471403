#include "analyzer/typescript/schema/prisma.h"

#include <algorithm>

namespace tacit::analyze::typescript {

namespace {

constexpr int kMaxNesting = 50;

enum class Kind { kName, kNumber, kText, kSymbol, kLineEnd, kEnd };
struct Token {
  Kind kind = Kind::kEnd;
  std::string text;
  int line = 0;
};

bool IsPrismaWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Run() {
    std::vector<Token> tokens;
    do tokens.push_back(Next());
    while (tokens.back().kind != Kind::kEnd);
    return tokens;
  }

 private:
  [[nodiscard]] char At(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void Skip() {
    while (at_ < text_.size()) {
      if (At() == ' ' || At() == '\t' || At() == '\r') {
        ++at_;
      } else if (At() == '/' && At(1) == '/') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (At() == '/' && At(1) == '*') {
        const std::size_t end = text_.find("*/", at_ + 2);
        const std::size_t stop = end == std::string_view::npos ? text_.size() : end + 2;
        line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                             text_.begin() + static_cast<std::ptrdiff_t>(stop), '\n'));
        at_ = stop;
      } else {
        return;
      }
    }
  }

  Token Next() {
    Skip();
    if (at_ >= text_.size()) return {Kind::kEnd, "", line_};
    const std::size_t begin = at_;
    const char c = text_[at_++];
    if (c == '\n') return {Kind::kLineEnd, "", line_++};
    if (c == '"') return Text();
    const bool number = (c >= '0' && c <= '9') || (c == '-' && At() >= '0' && At() <= '9');
    if (!number && !IsPrismaWord(c)) {
      if (c == '@' && At() == '@') ++at_;
      return {Kind::kSymbol, std::string(text_.substr(begin, at_ - begin)), line_};
    }
    // Names may hold '-' (env names, block attributes) and '.' (db.VarChar, auth.users).
    while (IsPrismaWord(At()) || ((At() == '.' || At() == '-') && IsPrismaWord(At(1)))) ++at_;
    return {number ? Kind::kNumber : Kind::kName, std::string(text_.substr(begin, at_ - begin)), line_};
  }

  Token Text() {
    std::string held;
    const int line = line_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        ++at_;
        held += text_[at_] == 'n' ? '\n' : text_[at_] == 't' ? '\t' : text_[at_];
      } else {
        held += text_[at_];
      }
      ++at_;
    }
    if (At() == '"') ++at_;
    return {Kind::kText, std::move(held), line};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

class Parser {
 public:
  Parser(std::vector<Token> tokens, const std::string& file, PrismaSchema& schema,
         std::vector<Diagnostic>& diagnostics)
      : tokens_(std::move(tokens)), file_(file), schema_(schema), diagnostics_(diagnostics) {}

  void Run() {
    while (Here().kind != Kind::kEnd) {
      if (Here().kind == Kind::kLineEnd) {
        ++at_;
      } else if (Here().kind == Kind::kName && Here(1).kind == Kind::kName && IsSymbol(Here(2), "{")) {
        Block();
      } else {
        Complain("expected a block: model, enum, view, type, datasource or generator");
        SkipLine();
      }
    }
  }

 private:
  [[nodiscard]] const Token& Here(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  static bool IsSymbol(const Token& token, std::string_view text) {
    return token.kind == Kind::kSymbol && token.text == text;
  }
  bool Take(std::string_view symbol) {
    if (!IsSymbol(Here(), symbol)) return false;
    ++at_;
    return true;
  }
  void SkipLine() {
    while (Here().kind != Kind::kLineEnd && Here().kind != Kind::kEnd) ++at_;
  }
  void SkipLineEnds() {
    while (Here().kind == Kind::kLineEnd) ++at_;
  }
  void Complain(const std::string& expected) {
    const int line = Here().line;
    if (!diagnostics_.empty() && diagnostics_.back().file == file_ && diagnostics_.back().line == line)
      return;
    diagnostics_.push_back({file_, line, expected + "; the line was passed over, the rest was read"});
  }

  void Block() {
    const std::string kind = Here().text;
    const std::string name = Here(1).text;
    const int line = Here().line;
    at_ += 3;
    PrismaModel model{name, kind == "view", {}, {}, file_, line};
    PrismaEnum values{name, name, {}};
    while (Here().kind != Kind::kEnd && !IsSymbol(Here(), "}")) {
      if (Here().kind == Kind::kLineEnd) {
        ++at_;
      } else if (kind == "model" || kind == "view") {
        Member(model);
      } else if (kind == "enum") {
        EnumMember(values);
      } else {
        if (kind == "datasource") Setting();
        SkipLine();
      }
    }
    Take("}");
    if (kind == "model" || kind == "view") schema_.models.push_back(std::move(model));
    if (kind == "enum") schema_.enums.push_back(std::move(values));
  }

  void Setting() {
    if (Here().kind != Kind::kName || !IsSymbol(Here(1), "=") || Here(2).kind != Kind::kText) return;
    if (Here().text == "provider") schema_.provider = Here(2).text;
    if (Here().text == "relationMode") schema_.emulates_relations = Here(2).text == "prisma";
  }

  void EnumMember(PrismaEnum& values) {
    if (Take("@@")) {
      const PrismaAttribute attribute = Attribute();
      const PrismaValue* mapped = attribute.name == "map" ? attribute.Argument("name", true) : nullptr;
      if (mapped != nullptr) values.mapped = mapped->text;
    } else if (Here().kind == Kind::kName || Here().kind == Kind::kNumber) {
      values.values.push_back(Here().text);
      ++at_;
      while (Take("@")) {
        const PrismaAttribute attribute = Attribute();
        const PrismaValue* mapped = attribute.name == "map" ? attribute.Argument("name", true) : nullptr;
        if (mapped != nullptr) values.values.back() = mapped->text;
      }
    } else {
      Complain("expected a value of the enum");
    }
    SkipLine();
  }

  void Member(PrismaModel& model) {
    if (Take("@@")) {
      model.attributes.push_back(Attribute());
      return SkipLine();
    }
    if (Here().kind != Kind::kName || Here(1).kind != Kind::kName) {
      Complain("expected a field: NAME TYPE");
      return SkipLine();
    }
    PrismaField field{Here().text, Here(1).text, false, false, {}, Here().line};
    at_ += 2;
    if (IsSymbol(Here(), "(")) {  // Unsupported("tsvector")
      PrismaValue call;
      Arguments(call.items, 0);
      if (!call.items.empty()) field.type += "(" + call.items[0].text + ")";
    }
    while (true) {
      if (Take("?")) {
        field.optional = true;
      } else if (IsSymbol(Here(), "[") && IsSymbol(Here(1), "]")) {
        at_ += 2;
        field.list = true;
      } else {
        break;
      }
    }
    while (Take("@")) field.attributes.push_back(Attribute());
    if (Here().kind != Kind::kLineEnd && Here().kind != Kind::kEnd && !IsSymbol(Here(), "}"))
      Complain("expected an attribute or the end of the line after the field " + field.name);
    model.fields.push_back(std::move(field));
    if (!IsSymbol(Here(), "}")) SkipLine();
  }

  // After the "@" or "@@".
  PrismaAttribute Attribute() {
    PrismaAttribute attribute;
    attribute.line = Here().line;
    if (Here().kind == Kind::kName) attribute.name = Here().text, ++at_;
    if (!Take("(")) return attribute;
    for (SkipLineEnds(); Here().kind != Kind::kEnd && !Take(")"); SkipLineEnds()) {
      if (Take(",")) continue;
      PrismaArgument argument;
      if (Here().kind == Kind::kName && IsSymbol(Here(1), ":")) {
        argument.name = Here().text;
        at_ += 2;
        SkipLineEnds();
      }
      const std::size_t before = at_;
      argument.value = Value(0);
      if (at_ == before) ++at_;  // nothing that begins a value
      attribute.arguments.push_back(std::move(argument));
    }
    return attribute;
  }

  // After the name of a call, at its "(".
  void Arguments(std::vector<PrismaValue>& items, int depth) {
    Take("(");
    for (SkipLineEnds(); Here().kind != Kind::kEnd && !Take(")"); SkipLineEnds()) {
      if (Take(",")) continue;
      if (Here().kind == Kind::kName && IsSymbol(Here(1), ":")) at_ += 2;
      const std::size_t before = at_;
      items.push_back(Value(depth + 1));
      if (at_ == before) ++at_;
    }
  }

  PrismaValue Value(int depth) {
    PrismaValue value;
    if (depth > kMaxNesting) return value;
    const Token token = Here();
    if (token.kind == Kind::kText || token.kind == Kind::kNumber) {
      ++at_;
      value.kind = token.kind == Kind::kText ? PrismaValue::Kind::kText : PrismaValue::Kind::kNumber;
      value.text = token.text;
    } else if (token.kind == Kind::kName) {
      ++at_;
      value.text = token.text;
      if (!IsSymbol(Here(), "(")) return value;
      value.kind = PrismaValue::Kind::kCall;
      Arguments(value.items, depth);
    } else if (Take("[")) {
      value.kind = PrismaValue::Kind::kList;
      for (SkipLineEnds(); Here().kind != Kind::kEnd && !Take("]"); SkipLineEnds()) {
        if (Take(",")) continue;
        const std::size_t before = at_;
        value.items.push_back(Value(depth + 1));
        if (at_ == before) ++at_;
      }
    }
    return value;
  }

  const std::vector<Token> tokens_;
  const std::string& file_;
  PrismaSchema& schema_;
  std::vector<Diagnostic>& diagnostics_;
  std::size_t at_ = 0;
};

}  // namespace

const PrismaValue* PrismaAttribute::Argument(std::string_view wanted, bool first) const {
  for (const PrismaArgument& argument : arguments) {
    if (argument.name == wanted || (first && argument.name.empty())) return &argument.value;
  }
  return nullptr;
}

const PrismaAttribute* PrismaField::Attribute(std::string_view wanted) const {
  for (const PrismaAttribute& attribute : attributes) {
    if (attribute.name == wanted) return &attribute;
  }
  return nullptr;
}

const PrismaModel* PrismaSchema::Find(std::string_view wanted) const {
  for (const PrismaModel& model : models) {
    if (model.name == wanted) return &model;
  }
  return nullptr;
}

const PrismaEnum* PrismaSchema::FindEnum(std::string_view wanted) const {
  for (const PrismaEnum& one : enums) {
    if (one.name == wanted) return &one;
  }
  return nullptr;
}

void ReadPrisma(std::string_view text, const std::string& file, PrismaSchema& schema,
                std::vector<Diagnostic>& diagnostics) {
  Parser(Lexer(text).Run(), file, schema, diagnostics).Run();
}

}  // namespace tacit::analyze::typescript
