// What of PostgreSQL SQLite can be asked instead.
#include <algorithm>
#include <array>
#include <optional>

#include "src/sql/print.h"
#include "src/sql/query_internal.h"

namespace tacit::sql {
namespace {

using Reason = std::optional<std::string>;

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsTemporal(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTime || kind == TypeKind::kTimestamp ||
         kind == TypeKind::kInterval;
}

// Values of these types are stored and compared as SQLite stores and compares them.
bool IsComparable(const Type& type) {
  switch (type.kind) {
    case TypeKind::kUnknown:
    case TypeKind::kInterval:
    case TypeKind::kJson: return false;
    default: return true;
  }
}

// Not NULL, and unlike zero.
bool IsNonZeroLiteral(const ExprPtr& e) {
  if (!IsLiteral(e)) return false;
  if (const auto* integer = std::get_if<std::int64_t>(&e->literal)) return *integer != 0;
  if (const auto* number = std::get_if<double>(&e->literal)) return *number != 0;
  const auto* digits = std::get_if<std::string>(&e->literal);
  return digits != nullptr && e->type.kind == TypeKind::kNumeric &&
         digits->find_first_of("123456789") < digits->find_first_of("eE");
}

bool IsIntegerLiteralFrom(const ExprPtr& e, std::int64_t least) {
  const auto* integer = IsLiteral(e) ? std::get_if<std::int64_t>(&e->literal) : nullptr;
  return integer != nullptr && *integer >= least;
}

Reason CheckComparison(const ExprPtr& a, const ExprPtr& b) {
  for (const ExprPtr& e : {a, b}) {
    if (!IsLiteral(e) && !IsComparable(e->type)) return "a comparison of values of type " + e->type.name;
  }
  const bool moments = IsTemporal(a->type.kind) || IsTemporal(b->type.kind);
  if (moments && a->type.kind != b->type.kind && !IsNullLiteral(a) && !IsNullLiteral(b)) {
    return "a comparison of " + a->type.name + " and " + b->type.name;
  }
  return std::nullopt;
}

Reason CheckArithmetic(const Expr& e) {
  for (const ExprPtr& arg : e.args) {
    const TypeKind kind = arg->type.kind;
    if (IsTemporal(kind)) return "date arithmetic";
    const bool fits = e.name == "||" ? IsString(kind) || kind == TypeKind::kInteger
                                     : IsNumber(kind) || (kind == TypeKind::kUnknown && IsNullLiteral(arg));
    if (!fits && !IsNullLiteral(arg)) return "operator " + e.name + " on type " + arg->type.name;
  }
  const bool divides = e.name == "/" || e.name == "%";
  if (divides && !IsNonZeroLiteral(e.args[1])) return "a division whose divisor may be zero";
  if (e.name == "%" && e.type.kind != TypeKind::kInteger) return "% of numbers that are not whole";
  return std::nullopt;
}

Reason CheckCast(const Expr& e) {
  const TypeKind from = e.args[0]->type.kind;
  const bool precise = e.type.name.find('(') != std::string::npos && !IsString(e.type.kind);
  bool same = false;
  switch (e.type.kind) {
    case TypeKind::kBoolean: same = from == TypeKind::kInteger || from == TypeKind::kBoolean; break;
    case TypeKind::kInteger:
      same = from == TypeKind::kInteger || from == TypeKind::kBoolean || from == TypeKind::kNumeric;
      break;
    case TypeKind::kNumeric:
    case TypeKind::kFloat: same = IsNumber(from); break;
    case TypeKind::kText: same = from == TypeKind::kText || from == TypeKind::kInteger; break;
    default: break;
  }
  if (same && !precise) return std::nullopt;
  return "a cast of " + e.args[0]->type.name + " to " + e.type.name;
}

Reason CheckCall(const Expr& e) {
  constexpr std::array<std::string_view, 13> kAlike = {
      "abs",    "btrim",   "char_length", "coalesce",    "concat", "lower", "ltrim",
      "nullif", "replace", "rtrim",       "starts_with", "strpos", "upper"};
  constexpr std::array<std::string_view, 3> kRounding = {"ceil", "floor", "round"};
  const auto all_of_kind = [&](auto fits) {
    return std::all_of(e.args.begin(), e.args.end(),
                       [&](const ExprPtr& arg) { return fits(arg->type.kind); });
  };
  bool alike = Contains(kAlike, e.name);
  // concat writes values as text, and only these look the same in both.
  if (e.name == "concat")
    alike = all_of_kind([](TypeKind kind) { return IsString(kind) || kind == TypeKind::kInteger; });
  if (Contains(kRounding, e.name)) {
    alike = e.args.size() == 1 && all_of_kind([](TypeKind kind) {
              return kind == TypeKind::kInteger || kind == TypeKind::kNumeric;
            });
  }
  if (e.name == "mod") {
    alike = e.args.size() == 2 && e.type.kind == TypeKind::kInteger && IsNonZeroLiteral(e.args[1]);
  }
  if (e.name == "left" && e.args.size() == 2) alike = IsIntegerLiteralFrom(e.args[1], 0);
  if (e.name == "right" && e.args.size() == 2) alike = IsIntegerLiteralFrom(e.args[1], 1);
  if (e.name == "substring") {
    alike = e.args.size() >= 2 && IsIntegerLiteralFrom(e.args[1], 1) &&
            (e.args.size() == 2 || IsIntegerLiteralFrom(e.args[2], 0));
  }
  return alike ? Reason() : "function " + e.name;
}

Reason CheckAggregate(const Expr& e) {
  constexpr std::array<std::string_view, 7> kAlike = {"avg", "bool_and", "bool_or", "count",
                                                      "max", "min",      "sum"};
  if (!Contains(kAlike, e.name)) return "aggregate " + e.name;
  if (e.name == "count" || e.args.empty()) return std::nullopt;
  const TypeKind kind = e.args[0]->type.kind;
  const bool number = e.name == "sum" || e.name == "avg";
  if (number ? !IsNumber(kind) : !IsComparable(e.args[0]->type))
    return e.name + " of " + e.args[0]->type.name;
  return std::nullopt;
}

// One row at most, whatever the data.
bool GivesOneRow(const Query& q) {
  switch (q.kind) {
    case QueryKind::kAggregate: return q.global;
    case QueryKind::kValues: return q.rows.size() <= 1;
    case QueryKind::kLimit: {
      const auto* limit =
          q.limit != nullptr && IsLiteral(q.limit) ? std::get_if<std::int64_t>(&q.limit->literal) : nullptr;
      return (limit != nullptr && *limit <= 1) || GivesOneRow(*q.inputs[0]);
    }
    case QueryKind::kProject:
    case QueryKind::kFilter:
    case QueryKind::kDistinct:
    case QueryKind::kSort: return GivesOneRow(*q.inputs[0]);
    case QueryKind::kScan:
    case QueryKind::kJoin:
    case QueryKind::kSetOp: return false;
  }
  return false;
}

Reason CheckNode(const Expr& e) {
  switch (e.kind) {
    case ExprKind::kCompare:
    case ExprKind::kDistinct: return CheckComparison(e.args[0], e.args[1]);
    case ExprKind::kInList:
      for (std::size_t i = 1; i < e.args.size(); ++i) {
        if (Reason reason = CheckComparison(e.args[0], e.args[i])) return reason;
      }
      return std::nullopt;
    case ExprKind::kInQuery:
      for (std::size_t i = 0; i < e.args.size(); ++i) {
        const OutputColumn& column = e.query->columns[i];
        if (Reason reason = CheckComparison(e.args[i], MakeColumn(column.id, column.type))) return reason;
      }
      return std::nullopt;
    case ExprKind::kLike:
      for (const ExprPtr& arg : e.args) {
        if (!IsString(arg->type.kind) && !IsLiteral(arg)) return "LIKE on type " + arg->type.name;
      }
      return std::nullopt;
    case ExprKind::kCast: return CheckCast(e);
    case ExprKind::kArithmetic: return CheckArithmetic(e);
    case ExprKind::kCall: return CheckCall(e);
    case ExprKind::kAggregate: return CheckAggregate(e);
    case ExprKind::kParameter: return "a parameter";
    case ExprKind::kScalarQuery:
      if (!GivesOneRow(*e.query)) return "a scalar sub-query that may give two rows";
      return std::nullopt;
    default: return std::nullopt;
  }
}

Reason CheckNode(const Query& q) {
  if (q.kind == QueryKind::kProject && q.exprs.empty()) return "rows without columns";
  if (q.kind == QueryKind::kJoin && q.lateral) return "LATERAL";
  if (q.kind == QueryKind::kSetOp && q.all && q.set_op != SetOpKind::kUnion) {
    return q.set_op == SetOpKind::kIntersect ? "INTERSECT ALL" : "EXCEPT ALL";
  }
  const bool compares_rows = q.kind == QueryKind::kDistinct || (q.kind == QueryKind::kSetOp && !q.all);
  if (compares_rows) {
    for (const OutputColumn& column : q.columns) {
      if (!IsComparable(column.type)) return "a comparison of values of type " + column.type.name;
    }
  }
  for (const ExprPtr& key : q.exprs) {
    if (q.kind == QueryKind::kAggregate && !IsComparable(key->type))
      return "a group by type " + key->type.name;
  }
  for (const SortKey& key : q.sort_keys) {
    if (!IsComparable(key.expr->type)) return "an order by type " + key.expr->type.name;
  }
  return std::nullopt;
}

// In the nodes of q and of its sub-queries, not in their expressions.
Reason ReasonInNodes(const QueryPtr& q) {
  Reason first;
  VisitQuery(q, [&](const Query& node) {
    if (!first) first = CheckNode(node);
  });
  return first;
}

// In e with all that its sub-queries compute.
Reason ReasonIn(const ExprPtr& e) {
  Reason first;
  Visit(e, [&](const Expr& part) {
    if (!first) first = CheckNode(part);
    if (!first && part.query != nullptr) first = ReasonInNodes(part.query);
  });
  return first;
}

Reason ReasonIn(const QueryPtr& q) {
  Reason first = ReasonInNodes(q);
  VisitQuery(q, [&](const Query& node) {
    internal::ForEachExpr(node, [&](const ExprPtr& e) {
      if (!first) first = ReasonIn(e);
    });
  });
  return first;
}

bool Answer(Reason reason, std::string* why) {
  if (!reason) return true;
  if (why != nullptr) *why = *std::move(reason);
  return false;
}

}  // namespace

bool RunsInSqlite(const QueryPtr& q, std::string* why) { return Answer(ReasonIn(q), why); }
bool RunsInSqlite(const ExprPtr& e, std::string* why) { return Answer(ReasonIn(e), why); }

}  // namespace tacit::sql
