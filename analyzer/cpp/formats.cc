#include "analyzer/cpp/formats.h"

#include <array>

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr int kMaxUnion = 20;

struct CharacterClass {
  std::string_view function;
  std::string_view members;  // as in a bracket expression
};
constexpr std::array kCharacterClasses = {
    CharacterClass{"isalnum", "0-9A-Za-z"}, CharacterClass{"isalpha", "A-Za-z"},
    CharacterClass{"isdigit", "0-9"},       CharacterClass{"isxdigit", "0-9A-Fa-f"},
    CharacterClass{"islower", "a-z"},       CharacterClass{"isupper", "A-Z"},
};

void AppendMember(std::string& members, char c) {
  if (c == ']' || c == '[' || c == '\\' || c == '^' || c == '-') members += '\\';
  members += c;
}

std::string OfMembers(const std::string& members) { return "^[" + members + "]*$"; }

class FormatReader {
 public:
  FormatReader(const Index& index, const Locals& locals) : index_(index), locals_(locals) {}

  std::optional<TextFormat> Read(const Known& atom) const {
    const Expr& condition = Bare(*atom.condition);
    if (condition.kind == Kind::kBinary && condition.args.size() == 2) {
      const bool is_equal = condition.text == "==";
      if ((is_equal || condition.text == "!=") && is_equal == atom.holds) {
        if (auto format = FirstNotOf(condition.args[0], condition.args[1])) return format;
        return FirstNotOf(condition.args[1], condition.args[0]);
      }
      return std::nullopt;
    }
    if (condition.kind != Kind::kCall || !atom.holds || condition.args.size() < 2) return std::nullopt;
    const std::string_view name = LastName(condition.text);
    if (condition.text.starts_with("std::") && name == "all_of") return AllOf(condition);
    if (name == "regex_match" || name == "regex_search") return Matches(condition, name == "regex_match");
    return std::nullopt;
  }

 private:
  // text.find_first_not_of("abc") == npos
  std::optional<TextFormat> FirstNotOf(const Expr& given, const Expr& nowhere) const {
    const Expr& call = Bare(given);
    const Expr& other = Bare(nowhere);
    if (call.kind != Kind::kMethod || call.text != "find_first_not_of" || call.args.size() < 2 ||
        !call.owner.starts_with("std::") || other.kind != Kind::kName || LastName(other.text) != "npos") {
      return std::nullopt;
    }
    if (call.args.size() > 2 && call.args[2].kind != Kind::kDefault) return std::nullopt;
    const auto path = PathOf(call.args[0]);
    const auto allowed = KnownText(call.args[1], index_, locals_);
    if (!path || !allowed || allowed->empty()) return std::nullopt;
    std::string members;
    for (const char c : *allowed) {
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) return std::nullopt;
      AppendMember(members, c);
    }
    return TextFormat{*path, OfMembers(members)};
  }

  // regex_match(text, pattern), where the pattern has neither flags nor results.
  std::optional<TextFormat> Matches(const Expr& call, bool whole) const {
    if (!call.text.starts_with("std::")) return std::nullopt;
    const auto path = PathOf(call.args[0]);
    const auto pattern = PatternText(call.args[1], 0);
    if (!path || !pattern) return std::nullopt;
    const bool is_anchored = pattern->starts_with("^") && pattern->ends_with("$") &&
                             !pattern->ends_with("\\$") && pattern->find('|') == std::string::npos;
    return TextFormat{*path, whole && !is_anchored ? "^(?:" + *pattern + ")$" : *pattern};
  }

  std::optional<std::string> PatternText(const Expr& given, int depth) const {
    const Expr& expr = Bare(given);
    if (depth > 3) return std::nullopt;
    if (expr.kind == Kind::kConstruct && expr.text == "std::basic_regex" && expr.args.size() == 1) {
      return KnownText(expr.args[0], index_, locals_);
    }
    if (expr.kind != Kind::kName) return std::nullopt;
    if (expr.number >= 0) {
      const auto held = locals_.find(expr.number);
      return held == locals_.end() || held->second == nullptr ? std::nullopt
                                                              : PatternText(*held->second, depth + 1);
    }
    const Variable* global = index_.FindGlobal(expr.text);
    if (global == nullptr || !global->is_const || global->init.empty()) return std::nullopt;
    return PatternText(global->init[0], depth + 1);
  }

  // all_of(text.begin(), text.end(), isalnum), or with a lambda that asks the same.
  std::optional<TextFormat> AllOf(const Expr& call) const {
    if (call.args.size() != 3) return std::nullopt;
    const Expr& begin = Bare(call.args[0]);
    const Expr& end = Bare(call.args[1]);
    const auto is_edge = [](const Expr& edge, std::string_view name) {
      return edge.kind == Kind::kMethod && edge.args.size() == 1 &&
             (edge.text == name || edge.text == "c" + std::string(name));
    };
    if (!is_edge(begin, "begin") || !is_edge(end, "end")) return std::nullopt;
    const auto path = PathOf(begin.args[0]);
    if (!path || path != PathOf(end.args[0])) return std::nullopt;
    const Expr& test = Bare(call.args[2]);
    std::string members;
    if (test.kind == Kind::kFunction) {
      if (!AddClass(test.text, members)) return std::nullopt;
      return TextFormat{*path, OfMembers(members)};
    }
    const Function* lambda = test.kind == Kind::kLambda ? index_.FindFunction(test.key) : nullptr;
    if (lambda == nullptr || lambda->parameters.size() != 1 || lambda->body.body.size() != 1)
      return std::nullopt;
    const Stmt& only = lambda->body.body[0];
    if (only.kind != Stmt::Kind::kReturn || only.exprs.size() != 1 ||
        !AddMembers(only.exprs[0], lambda->parameters[0].id, members, 0)) {
      return std::nullopt;
    }
    return TextFormat{*path, OfMembers(members)};
  }

  static bool AddClass(std::string_view function, std::string& members) {
    for (const CharacterClass& known : kCharacterClasses) {
      if (LastName(function) != known.function) continue;
      members += known.members;
      return true;
    }
    return false;
  }

  // isalnum(c) || c == '_'
  static bool AddMembers(const Expr& given, std::int64_t character, std::string& members, int depth) {
    const Expr& test = Bare(given);
    if (depth > kMaxUnion) return false;
    if (test.kind == Kind::kUnary && test.text == "bool") {
      return AddMembers(test.args[0], character, members, depth + 1);
    }
    if (test.kind == Kind::kCall && test.args.size() == 1) {
      return IsCharacter(test.args[0], character) && AddClass(test.text, members);
    }
    if (test.kind != Kind::kBinary || test.args.size() != 2) return false;
    if (test.text == "||") {
      return AddMembers(test.args[0], character, members, depth + 1) &&
             AddMembers(test.args[1], character, members, depth + 1);
    }
    const Expr& value = Bare(test.args[1]);
    if (value.kind != Kind::kInt) return false;
    // isalnum(c) != 0
    if (test.text == "!=" && value.number == 0) {
      return AddMembers(test.args[0], character, members, depth + 1);
    }
    if (test.text != "==" || !IsCharacter(test.args[0], character) || value.number < 0x20 ||
        value.number > 0x7e)
      return false;
    AppendMember(members, static_cast<char>(value.number));
    return true;
  }

  static bool IsCharacter(const Expr& given, std::int64_t character) {
    const Expr* expr = &Bare(given);
    while (expr->kind == Kind::kCast && expr->args.size() == 1) expr = &Bare(expr->args[0]);
    return expr->kind == Kind::kName && expr->number == character;
  }

  const Index& index_;
  const Locals& locals_;
};

}  // namespace

std::optional<TextFormat> FormatOf(const Known& atom, const Index& index, const Locals& locals) {
  return FormatReader(index, locals).Read(atom);
}

}  // namespace tacit::analyze::cpp
