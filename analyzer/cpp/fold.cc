#include "analyzer/cpp/fold.h"

#include <charconv>

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr int kMaxDepth = 60;

bool IsTextClass(std::string_view name) {
  return name == "std::basic_string" || name == "std::basic_string_view" || name == "QString" ||
         name == "QByteArray" || name == "QLatin1String" || name == "QStringLiteral" ||
         name == "Wt::WString" || name == "std::basic_ostringstream" || name == "std::basic_stringstream";
}

class TextFolder {
 public:
  TextFolder(const Index& index, const Locals& locals) : index_(index), locals_(locals) {}

  // Appends what the expression says; false: it is no text (a number that is streamed is a hole).
  bool Fold(const Expr& given, FoldedText& into, int depth) {
    if (depth > kMaxDepth) return Hole(given, into);
    const Expr& expr = Bare(given);
    switch (expr.kind) {
      case Kind::kString: into.text += expr.text; return true;
      case Kind::kBinary:
        // A stream's own name before the first << is no text of it; see FoldStream.
        if (expr.text == "+" || expr.text == "<<" || expr.text == "%") {
          Fold(expr.args[0], into, depth + 1);
          if (expr.text != "%") Fold(expr.args[1], into, depth + 1);
          return true;
        }
        return Hole(expr, into);
      case Kind::kName: return FoldName(expr, into, depth);
      case Kind::kConstruct:
        if (IsTextClass(expr.text) && expr.args.size() == 1) return Fold(expr.args[0], into, depth + 1);
        if (IsTextClass(expr.text) && expr.args.empty()) return true;
        return Hole(expr, into);
      case Kind::kMember: {
        const bool is_own = !expr.args.empty() && expr.args[0].kind == Kind::kThis;
        const Expr* fixed = is_own ? index_.FixedMember(expr.args[0].type.name, expr) : nullptr;
        return fixed == nullptr ? Hole(expr, into) : Fold(*fixed, into, depth + 1);
      }
      case Kind::kMethod: return FoldMethod(expr, into, depth);
      case Kind::kCall: return FoldCall(expr, into, depth);
      case Kind::kInt:
        // A character streams as itself.
        if (expr.type.name == "char" && expr.number > 0 && expr.number < 128) {
          into.text += static_cast<char>(expr.number);
        } else {
          into.text += std::to_string(expr.number);
        }
        return true;
      default: return Hole(expr, into);
    }
  }

 private:
  static bool Hole(const Expr& expr, FoldedText& into) {
    into.text += kHole;
    into.holes.push_back(&expr);
    return true;
  }

  bool FoldName(const Expr& name, FoldedText& into, int depth) {
    if (name.number >= 0) {
      const auto held = locals_.find(name.number);
      if (held == locals_.end() || held->second == nullptr) return Hole(name, into);
      return Fold(*held->second, into, depth + 1);
    }
    const Variable* global = index_.FindGlobal(name.text);
    if (global == nullptr || !global->is_const || global->init.empty()) return Hole(name, into);
    return Fold(global->init[0], into, depth + 1);
  }

  bool FoldMethod(const Expr& call, FoldedText& into, int depth) {
    static constexpr std::string_view kSame[] = {"c_str", "data",   "str",      "toStdString", "toUtf8",
                                                 "view",  "latin1", "toLatin1", "constData",   "toString"};
    for (const std::string_view same : kSame) {
      if (call.text == same && call.args.size() == 1) return Fold(call.args[0], into, depth + 1);
    }
    if (call.text == "arg" && call.args.size() >= 2) return FoldArg(call, into, depth);
    return FoldBody(call, into, depth);
  }

  // QString::arg replaces the lowest %N.
  bool FoldArg(const Expr& call, FoldedText& into, int depth) {
    FoldedText pattern;
    Fold(call.args[0], pattern, depth + 1);
    for (std::size_t i = 1; i < call.args.size(); ++i) {
      if (call.args[i].kind == Kind::kDefault) break;
      FoldedText value;
      Fold(call.args[i], value, depth + 1);
      int lowest = 100;
      for (std::size_t at = 0; at + 1 < pattern.text.size(); ++at) {
        if (pattern.text[at] == '%' && pattern.text[at + 1] >= '1' && pattern.text[at + 1] <= '9') {
          lowest = std::min(lowest, pattern.text[at + 1] - '0');
        }
      }
      if (lowest == 100) break;
      const std::string mark = "%" + std::to_string(lowest);
      // Holes keep their order only where the mark stands once and after the others; else the whole is one.
      const std::size_t at = pattern.text.find(mark);
      if (!value.holes.empty() && pattern.text.find(kHole, at) != std::string::npos) return Hole(call, into);
      for (std::size_t found = at; found != std::string::npos; found = pattern.text.find(mark, found)) {
        pattern.text.replace(found, mark.size(), value.text);
        for (const Expr* hole : value.holes) pattern.holes.push_back(hole);
        found += value.text.size();
      }
    }
    into.text += pattern.text;
    for (const Expr* hole : pattern.holes) into.holes.push_back(hole);
    return true;
  }

  bool FoldCall(const Expr& call, FoldedText& into, int depth) {
    if ((call.text == "std::to_string" || call.text == "QString::number") && !call.args.empty()) {
      return Fold(call.args[0], into, depth + 1);
    }
    if ((call.text == "std::format" || call.text == "fmt::format") && !call.args.empty()) {
      return FoldFormat(call, into, depth);
    }
    if (call.text.starts_with("QString::from") && !call.args.empty())
      return Fold(call.args[0], into, depth + 1);
    return FoldBody(call, into, depth);
  }

  bool FoldFormat(const Expr& call, FoldedText& into, int depth) {
    const std::optional<std::string> pattern = KnownText(call.args[0], index_, locals_);
    if (!pattern) return Hole(call, into);
    std::size_t next = 1;
    for (std::size_t i = 0; i < pattern->size(); ++i) {
      const char c = (*pattern)[i];
      if ((c == '{' || c == '}') && i + 1 < pattern->size() && (*pattern)[i + 1] == c) {
        into.text += c;
        ++i;
      } else if (c == '{') {
        const std::size_t end = pattern->find('}', i);
        if (end == std::string::npos || end != i + 1 || next >= call.args.size()) return Hole(call, into);
        Fold(call.args[next++], into, depth + 1);
        i = end;
      } else {
        into.text += c;
      }
    }
    return true;
  }

  // A function that does nothing but return a text.
  bool FoldBody(const Expr& call, FoldedText& into, int depth) {
    const Function* function = index_.FindFunction(call.key);
    if (function == nullptr || function->body.body.size() != 1) return Hole(call, into);
    const Stmt& only = function->body.body[0];
    if (only.kind != Stmt::Kind::kReturn || only.exprs.size() != 1) return Hole(call, into);
    Locals arguments;
    const std::size_t skip = call.kind == Kind::kMethod ? 1 : 0;
    for (std::size_t i = 0; i < function->parameters.size() && i + skip < call.args.size(); ++i) {
      arguments[function->parameters[i].id] = &call.args[i + skip];
    }
    // Arguments name what the caller sees: only those that are known by themselves stand for a parameter.
    for (auto& [id, value] : arguments) {
      if (!KnownText(*value, index_, locals_)) value = nullptr;
    }
    FoldedText body;
    if (!TextFolder(index_, arguments).Fold(only.exprs[0], body, depth + 5)) return Hole(call, into);
    if (body.holes.empty()) {
      into.text += body.text;
      return true;
    }
    return Hole(call, into);
  }

  const Index& index_;
  const Locals& locals_;
};

}  // namespace

Index::Index(const Program& program) : program_(program) {
  for (const Function& function : program.functions) {
    functions_.emplace(function.key, &function);
    if (!function.owner.empty()) methods_[function.owner].push_back(&function);
  }
  for (const Record& record : program.records) {
    const auto [known, first] = records_.emplace(record.name, &record);
    if (!first && known->second->fields.empty()) known->second = &record;
    records_.emplace(record.full, &record);
  }
  for (const Enum& declared : program.enums) enums_.emplace(declared.name, &declared);
  for (const Variable& global : program.globals) {
    // Of two files' own variables of one name, a use does not tell which is meant.
    const auto [known, is_first] = globals_.emplace(global.name, &global);
    if (!is_first) known->second = nullptr;
  }
  FindWrittenMembers();
}

const std::string& Index::FileOf(Place place) const {
  static const std::string kNowhere;
  return place.file < 0 ? kNowhere : program_.files[static_cast<std::size_t>(place.file)];
}

const Function* Index::FindFunction(const std::string& key) const {
  const auto found = functions_.find(key);
  return found == functions_.end() ? nullptr : found->second;
}
const Record* Index::FindRecord(const std::string& name) const {
  const auto found = records_.find(name);
  return found == records_.end() ? nullptr : found->second;
}
const Enum* Index::FindEnum(const std::string& name) const {
  const auto found = enums_.find(name);
  return found == enums_.end() ? nullptr : found->second;
}
const Variable* Index::FindGlobal(const std::string& name) const {
  const auto found = globals_.find(name);
  return found == globals_.end() ? nullptr : found->second;
}

const Field* Index::FindField(const std::string& record, const std::string& field) const {
  std::vector<std::string> open = {record};
  for (std::size_t i = 0; i < open.size() && i < 30; ++i) {
    const Record* found = FindRecord(open[i]);
    if (found == nullptr) continue;
    for (const Field& candidate : found->fields) {
      if (candidate.name == field) return &candidate;
    }
    open.insert(open.end(), found->bases.begin(), found->bases.end());
  }
  return nullptr;
}

const std::vector<const Function*>& Index::MethodsOf(const std::string& owner) const {
  static const std::vector<const Function*> kNone;
  const auto found = methods_.find(owner);
  return found == methods_.end() ? kNone : found->second;
}

bool Index::Is(const std::string& record, const std::string& base, int depth) const {
  if (record == base) return true;
  const Record* found = FindRecord(record);
  if (found == nullptr || depth > 20) return false;
  for (const std::string& parent : found->bases) {
    if (Is(parent, base, depth + 1)) return true;
  }
  return false;
}

std::optional<FoldedText> FoldText(const Expr& expr, const Index& index, const Locals& locals) {
  FoldedText folded;
  TextFolder(index, locals).Fold(expr, folded, 0);
  // Nothing but a hole: no text.
  if (folded.text.size() == 1 && folded.text[0] == kHole) return std::nullopt;
  return folded;
}

std::optional<std::string> KnownText(const Expr& expr, const Index& index, const Locals& locals) {
  const Expr& bare = Bare(expr);
  if (bare.kind == Kind::kInt || bare.kind == Kind::kBool) return std::nullopt;
  std::optional<FoldedText> folded = FoldText(expr, index, locals);
  if (!folded || !folded->holes.empty()) return std::nullopt;
  return std::move(folded->text);
}

std::optional<std::int64_t> KnownInt(const Expr& given, const Index& index, const Locals& locals) {
  const Expr& expr = Bare(given);
  if (expr.kind == Kind::kInt || expr.kind == Kind::kEnumerator || expr.kind == Kind::kBool)
    return expr.number;
  if (expr.kind == Kind::kCast && expr.args.size() == 1) return KnownInt(expr.args[0], index, locals);
  if (expr.kind == Kind::kName && expr.number >= 0) {
    const auto held = locals.find(expr.number);
    if (held != locals.end() && held->second != nullptr && held->second != &given) {
      const Expr& value = Bare(*held->second);
      if (value.kind == Kind::kInt || value.kind == Kind::kEnumerator) return value.number;
    }
    return std::nullopt;
  }
  if (expr.kind == Kind::kName) {
    const Variable* global = index.FindGlobal(expr.text);
    if (global != nullptr && global->is_const && !global->init.empty()) {
      const Expr& value = Bare(global->init[0]);
      if (value.kind == Kind::kInt || value.kind == Kind::kEnumerator) return value.number;
    }
  }
  return std::nullopt;
}

std::string_view LastName(std::string_view qualified) {
  const std::size_t colon = qualified.rfind("::");
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 2);
}

const Expr& Bare(const Expr& expr) {
  const Expr* bare = &expr;
  while ((bare->kind == Kind::kDefault ||
          (bare->kind == Kind::kList && bare->type.kind != Type::Kind::kPointer)) &&
         bare->args.size() == 1) {
    bare = &bare->args[0];
  }
  return *bare;
}

}  // namespace tacit::analyze::cpp
