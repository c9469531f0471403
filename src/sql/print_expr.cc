// Expressions, with the parentheses they need.
#include <algorithm>

#include "src/sql/print_internal.h"

namespace tacit::sql::print {
namespace {

// The type that the other side of an operator gives to a constant: none where that is a constant in quotes or
// NULL itself.
const Type* TypeToTake(const ExprPtr& e) {
  const bool typed = !IsLiteral(e) || std::holds_alternative<std::int64_t>(e->literal) ||
                     std::holds_alternative<bool>(e->literal);
  return typed && e->type.kind != TypeKind::kUnknown ? &e->type : nullptr;
}

const Type* TypeToTake(const std::vector<ExprPtr>& args) {
  for (const ExprPtr& arg : args) {
    if (const Type* type = TypeToTake(arg)) return type;
  }
  return nullptr;
}

bool IsRun(const ExprPtr& e, std::string_view op) {
  return e->kind == ExprKind::kArithmetic && e->name == op;
}

}  // namespace

std::string Printer::Text(const ExprPtr& e, const Scope& scope, Level least, const Type* expected) {
  auto [text, level] = Render(e, scope, expected);
  return level < least ? "(" + text + ")" : text;
}

std::pair<std::string, Level> Printer::Render(const ExprPtr& e, const Scope& scope, const Type* expected) {
  switch (e->kind) {
    case ExprKind::kColumn: return Column(e, scope, expected);
    case ExprKind::kLiteral: return Literal(*e, expected);
    case ExprKind::kParameter: {
      const std::string number = std::to_string(e->parameter);
      const std::string mark =
          dialect_ == Dialect::kPostgresql ? "$" + number : (sqlite() ? "?" + number : "?");
      return {mark, Level::kPrimary};
    }
    case ExprKind::kCompare: return Infix(e->args[0], Symbol(e->compare), e->args[1], scope);
    case ExprKind::kDistinct: return Distinct(*e, scope);
    case ExprKind::kAnd: return {Connective(*e, " AND ", Level::kAnd, scope), Level::kAnd};
    case ExprKind::kOr: return {Connective(*e, " OR ", Level::kOr, scope), Level::kOr};
    case ExprKind::kNot: return {"NOT " + Text(e->args[0], scope, Level::kNot), Level::kNot};
    case ExprKind::kIsNull:
      return {Text(e->args[0], scope, Level::kOperator) + (e->negated ? " IS NOT NULL" : " IS NULL"),
              Level::kPredicate};
    case ExprKind::kIsTrue:
      return {Text(e->args[0], scope, Level::kOperator) + (e->negated ? " IS NOT TRUE" : " IS TRUE"),
              Level::kPredicate};
    case ExprKind::kIsFalse:
      return {Text(e->args[0], scope, Level::kOperator) + (e->negated ? " IS NOT FALSE" : " IS FALSE"),
              Level::kPredicate};
    case ExprKind::kInList: return {InList(*e, scope), Level::kPredicate};
    case ExprKind::kLike: return {Like(*e, scope), Level::kPredicate};
    case ExprKind::kCase: return {Case(*e, scope), Level::kPrimary};
    case ExprKind::kCast: return {Cast(*e, scope), Level::kPrimary};
    case ExprKind::kArithmetic: return Arithmetic(*e, scope);
    case ExprKind::kCall: return Call(*e, scope);
    case ExprKind::kAggregate: return {Aggregate(*e, scope), Level::kPrimary};
    case ExprKind::kExists:
      return {(e->negated ? "NOT EXISTS " : "EXISTS ") + Subquery(e->query, scope, /*any_columns=*/true),
              e->negated ? Level::kNot : Level::kPrimary};
    case ExprKind::kInQuery: {
      const bool row = e->args.size() != 1;
      const std::string test =
          row ? "(" + Arguments(e->args, 0, scope) + ")" : Text(e->args[0], scope, Level::kOperator);
      return {test + (e->negated ? " NOT IN " : " IN ") + Subquery(e->query, scope), Level::kPredicate};
    }
    case ExprKind::kScalarQuery: return {Subquery(e->query, scope), Level::kPrimary};
  }
  return {"NULL", Level::kPrimary};
}

std::pair<std::string, Level> Printer::Column(const ExprPtr& e, const Scope& scope, const Type* expected) {
  const auto index = static_cast<std::size_t>(e->column.index);
  for (const Scope* s = &scope; s != nullptr; s = s->outer) {
    if (s->project != nullptr && s->project->rel == e->column.rel && index < s->project->exprs.size()) {
      return Render(s->project->exprs[index], scope, expected);
    }
    if (s->aggregate != nullptr && s->aggregate->rel == e->column.rel) {
      const std::vector<ExprPtr>& keys = s->aggregate->exprs;
      const std::vector<ExprPtr>& calls = s->aggregate->aggregates;
      if (index < keys.size()) return Render(keys[index], scope, expected);
      if (index < keys.size() + calls.size()) return Render(calls[index - keys.size()], scope, expected);
    }
    const auto found = s->columns.find(e->column);
    if (found == s->columns.end()) continue;
    const auto& [alias, name] = found->second;
    const bool bare = s == &scope && s->one_table;
    return {bare ? Name(name) : Name(alias) + "." + Name(name), Level::kPrimary};
  }
  // A column of a fragment whose surroundings are not known here.
  return {"t" + std::to_string(e->column.rel) + ".c" + std::to_string(e->column.index), Level::kPrimary};
}

std::pair<std::string, Level> Printer::Infix(const ExprPtr& left, std::string_view op, const ExprPtr& right,
                                             const Scope& scope) {
  return {Text(left, scope, Level::kOperator, TypeToTake(right)) + " " + std::string(op) + " " +
              Text(right, scope, Level::kOperator, TypeToTake(left)),
          Level::kPredicate};
}

std::pair<std::string, Level> Printer::Distinct(const Expr& e, const Scope& scope) {
  if (sqlite()) return Infix(e.args[0], e.negated ? "IS" : "IS NOT", e.args[1], scope);
  if (dialect_ == Dialect::kMysql) {
    auto [equal, level] = Infix(e.args[0], "<=>", e.args[1], scope);
    if (e.negated) return {equal, level};
    return {"NOT " + equal, Level::kNot};
  }
  return Infix(e.args[0], e.negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", e.args[1], scope);
}

std::string Printer::Connective(const Expr& e, std::string_view word, Level level, const Scope& scope) {
  std::string text;
  const Level least = level == Level::kOr ? Level::kAnd : Level::kNot;
  for (const ExprPtr& arg : e.args) {
    if (!text.empty()) text += word;
    text += Text(arg, scope, least);
  }
  return text;
}

std::string Printer::InList(const Expr& e, const Scope& scope) {
  const std::vector<ExprPtr> items(e.args.begin() + 1, e.args.end());
  return Text(e.args[0], scope, Level::kOperator, TypeToTake(items)) + (e.negated ? " NOT IN (" : " IN (") +
         Arguments(e.args, 1, scope, TypeToTake(e.args[0])) + ")";
}

// PostgreSQL and MySQL take a backslash for the escape where none is named; SQLite takes none.
std::string Printer::Like(const Expr& e, const Scope& scope) {
  std::string text = Text(e.args[0], scope, Level::kOperator);
  std::string pattern = Text(e.args[1], scope, Level::kOperator);
  const bool fold = e.name == "ilike" && dialect_ != Dialect::kPostgresql;
  if (fold) {
    text = "lower(" + text + ")";
    pattern = "lower(" + pattern + ")";
  }
  text += e.negated ? " NOT " : " ";
  text += (e.name == "ilike" && !fold ? "ILIKE " : "LIKE ") + pattern;
  if (e.args.size() > 2) return text + " ESCAPE " + Text(e.args[2], scope, Level::kOperator);
  const auto* literal = IsLiteral(e.args[1]) ? std::get_if<std::string>(&e.args[1]->literal) : nullptr;
  const bool no_escape = literal != nullptr && literal->find('\\') == std::string::npos;
  return as_postgresql_ && !no_escape ? text + " ESCAPE '\\'" : text;
}

std::string Printer::Case(const Expr& e, const Scope& scope) {
  std::vector<ExprPtr> results;
  for (std::size_t i = 1; i < e.args.size(); i += 2) results.push_back(e.args[i]);
  if (e.args.size() % 2 == 1) results.push_back(e.args.back());
  const Type* type = TypeToTake(results);
  std::string text = "CASE";
  for (std::size_t i = 0; i + 1 < e.args.size(); i += 2) {
    text += " WHEN " + Text(e.args[i], scope, Level::kOr) + " THEN " +
            Text(e.args[i + 1], scope, Level::kOr, type);
  }
  if (e.args.size() % 2 == 1) text += " ELSE " + Text(e.args.back(), scope, Level::kOr, type);
  return text + " END";
}

std::pair<std::string, Level> Printer::Arithmetic(const Expr& e, const Scope& scope) {
  if (e.args.size() == 1) return {e.name + Text(e.args[0], scope, Level::kPrimary), Level::kUnary};
  const ExprPtr& left = e.args[0];
  const ExprPtr& right = e.args[1];
  const auto side = [&](const ExprPtr& arg, Level least, const ExprPtr& other) {
    return Text(arg, scope, least, TypeToTake(other));
  };
  if (e.name == "||") {
    if (dialect_ == Dialect::kMysql) return {"concat(" + Arguments(e.args, 0, scope) + ")", Level::kPrimary};
    const Level chain = IsRun(left, "||") ? Level::kOperator : Level::kPrimary;
    return {side(left, chain, right) + " || " + side(right, Level::kPrimary, left), Level::kOperator};
  }
  const bool sum = e.name == "+" || e.name == "-";
  const Level level = sum ? Level::kSum : Level::kProduct;
  const Level next = sum ? Level::kProduct : Level::kUnary;
  std::string dividend = side(left, level, right);
  // SQLite divides what it stored as whole numbers as whole numbers, whatever their declared type.
  const bool exact = as_postgresql_ && e.name == "/" && e.type.kind != TypeKind::kInteger;
  if (exact) dividend = "CAST(" + Text(left, scope, Level::kOr) + " AS REAL)";
  return {dividend + " " + e.name + " " + side(right, next, left), level};
}

std::string Printer::Subquery(const QueryPtr& q, const Scope& scope, bool any_columns) {
  return "(" + Statement(q, NamesOf(*q), &scope, any_columns) + ")";
}

std::string Printer::Arguments(const std::vector<ExprPtr>& args, std::size_t first, const Scope& scope,
                               const Type* expected) {
  std::string list;
  for (std::size_t i = first; i < args.size(); ++i) {
    list += (i == first ? "" : ", ") + Text(args[i], scope, Level::kOr, expected);
  }
  return list;
}

}  // namespace tacit::sql::print
