// Functions, aggregates and casts: PostgreSQL's by name, and what SQLite calls them.
#include <algorithm>
#include <array>
#include <cctype>

#include "src/sql/print_internal.h"

namespace tacit::sql::print {
namespace {

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Written like a constant, in capitals.
constexpr std::array<std::string_view, 10> kWithoutParentheses = {
    "current_catalog", "current_date", "current_schema", "current_time", "current_timestamp",
    "current_user",    "localtime",    "localtimestamp", "session_user", "user"};
// Written in capitals, by custom.
constexpr std::array<std::string_view, 4> kConditionals = {"coalesce", "greatest", "least", "nullif"};

std::string SqliteName(const std::string& name) {
  if (name == "char_length") return "length";
  if (name == "substring") return "substr";
  if (name == "strpos") return "instr";
  if (name == "bool_and") return "min";
  if (name == "bool_or") return "max";
  return name;
}

}  // namespace

std::pair<std::string, Level> Printer::Call(const Expr& e, const Scope& scope) {
  const bool is_operator = std::isalpha(static_cast<unsigned char>(e.name.front())) == 0;
  if (is_operator && e.args.size() == 1) {
    return {e.name + " " + Text(e.args[0], scope, Level::kPrimary), Level::kOperator};
  }
  if (is_operator && e.args.size() == 2) {
    return {Text(e.args[0], scope, Level::kPrimary) + " " + e.name + " " +
                Text(e.args[1], scope, Level::kPrimary),
            Level::kOperator};
  }
  if (Contains(kWithoutParentheses, e.name)) {
    const std::string precision = e.args.empty() ? "" : "(" + Arguments(e.args, 0, scope) + ")";
    return {Upper(e.name) + precision, Level::kPrimary};
  }
  if (as_postgresql_) {
    if (auto text = Emulated(e, scope); !text.first.empty()) return text;
  }
  if (Contains(kConditionals, e.name)) {
    // Their arguments have one type, which any of them that is no constant gives to the others.
    const auto typed = std::find_if(e.args.begin(), e.args.end(), [](const ExprPtr& arg) {
      return !IsLiteral(arg) && arg->type.kind != TypeKind::kUnknown;
    });
    const Type* expected = typed == e.args.end() ? nullptr : &(*typed)->type;
    return {Upper(e.name) + "(" + Arguments(e.args, 0, scope, expected) + ")", Level::kPrimary};
  }
  const auto* field = e.name == "extract" && e.args.size() == 2 && IsLiteral(e.args[0])
                          ? std::get_if<std::string>(&e.args[0]->literal)
                          : nullptr;
  if (field != nullptr) {
    return {"extract(" + *field + " FROM " + Text(e.args[1], scope, Level::kOr) + ")", Level::kPrimary};
  }
  std::string name = e.name == "btrim" && (sqlite() || e.args.size() == 1) ? "trim" : e.name;
  if (sqlite()) name = SqliteName(name);
  if (dialect_ == Dialect::kMysql && name == "strpos") name = "instr";
  return {name + "(" + Arguments(e.args, 0, scope) + ")", Level::kPrimary};
}

// PostgreSQL's functions that SQLite says with others; empty for those it has under some name.
std::pair<std::string, Level> Printer::Emulated(const Expr& e, const Scope& scope) {
  const auto arg = [&](std::size_t i, Level least = Level::kOr) { return Text(e.args[i], scope, least); };
  if (e.name == "mod" && e.args.size() == 2) {
    return {arg(0, Level::kProduct) + " % " + arg(1, Level::kUnary), Level::kProduct};
  }
  if (e.name == "left" && e.args.size() == 2)
    return {"substr(" + arg(0) + ", 1, " + arg(1) + ")", Level::kPrimary};
  if (e.name == "right" && e.args.size() == 2) {
    return {"substr(" + arg(0) + ", -" + arg(1, Level::kPrimary) + ")", Level::kPrimary};
  }
  if (e.name == "starts_with" && e.args.size() == 2) {
    return {"substr(" + arg(0) + ", 1, length(" + arg(1) + ")) = " + arg(1, Level::kOperator),
            Level::kPredicate};
  }
  if (e.name != "concat") return {};
  std::string text = "''";
  for (std::size_t i = 0; i < e.args.size(); ++i) text += " || coalesce(" + arg(i) + ", '')";
  return {text, Level::kOperator};
}

std::string Printer::Aggregate(const Expr& e, const Scope& scope) {
  const std::string name = Upper(sqlite() ? SqliteName(e.name) : e.name);
  const std::string arguments =
      e.args.empty() ? "*" : (e.distinct ? "DISTINCT " : "") + Arguments(e.args, 0, scope);
  const std::string text = name + "(" + arguments + ")";
  return e.filter == nullptr ? text : text + " FILTER (WHERE " + Text(e.filter, scope, Level::kOr) + ")";
}

std::string Printer::Cast(const Expr& e, const Scope& scope) {
  const ExprPtr& arg = e.args[0];
  const std::string text = Text(arg, scope, Level::kOr);
  if (sqlite() && !as_postgresql_) return "CAST(" + text + " AS " + e.type.name + ")";
  if (as_postgresql_) {
    const TypeKind from = arg->type.kind;
    // SQLite cuts fractions off where PostgreSQL rounds, and knows no length and no truth value.
    if (e.type.kind == TypeKind::kInteger && (from == TypeKind::kNumeric || from == TypeKind::kFloat)) {
      return "CAST(round(" + text + ") AS INTEGER)";
    }
    if (e.type.kind == TypeKind::kBoolean && IsNumber(from))
      return "(" + Text(arg, scope, Level::kOperator) + " <> 0)";
    if (e.type.kind == TypeKind::kBoolean && from == TypeKind::kBoolean) return "(" + text + ")";
    if (e.type.kind == TypeKind::kText && e.type.length) {
      return "substr(CAST(" + text + " AS TEXT), 1, " + std::to_string(*e.type.length) + ")";
    }
  }
  return "CAST(" + text + " AS " + TypeName(e.type, dialect_) + ")";
}

}  // namespace tacit::sql::print
