// A_Expr: comparisons, arithmetic, and operators that stay opaque.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"
#include "src/sql/bind/functions.h"

namespace tacit::sql::bind {
namespace {

std::optional<CompareOp> ComparisonOf(std::string_view op) {
  if (op == "=" || op == "==") return CompareOp::kEq;
  if (op == "<>" || op == "!=") return CompareOp::kNe;
  if (op == "<") return CompareOp::kLt;
  if (op == "<=") return CompareOp::kLe;
  if (op == ">") return CompareOp::kGt;
  if (op == ">=") return CompareOp::kGe;
  return std::nullopt;
}

bool IsArithmetic(std::string_view op) {
  constexpr std::array<std::string_view, 6> kOps = {"+", "-", "*", "/", "%", "||"};
  return std::find(kOps.begin(), kOps.end(), op) != kOps.end();
}

// Operators without a kind of their own. They are immutable; `returns` unknown where nothing hangs on it.
struct OpaqueOperator {
  std::string_view symbol;
  TypeKind returns;
};
constexpr std::array kOpaque = {
    OpaqueOperator{"~", TypeKind::kBoolean},  OpaqueOperator{"~*", TypeKind::kBoolean},
    OpaqueOperator{"@>", TypeKind::kBoolean}, OpaqueOperator{"<@", TypeKind::kBoolean},
    OpaqueOperator{"&&", TypeKind::kBoolean}, OpaqueOperator{"?", TypeKind::kBoolean},
    OpaqueOperator{"?|", TypeKind::kBoolean}, OpaqueOperator{"?&", TypeKind::kBoolean},
    OpaqueOperator{"@@", TypeKind::kBoolean}, OpaqueOperator{"^@", TypeKind::kBoolean},
    OpaqueOperator{"->", TypeKind::kUnknown}, OpaqueOperator{"->>", TypeKind::kText},
    OpaqueOperator{"#>", TypeKind::kUnknown}, OpaqueOperator{"#>>", TypeKind::kText},
    OpaqueOperator{"^", TypeKind::kFloat},    OpaqueOperator{"&", TypeKind::kInteger},
    OpaqueOperator{"|", TypeKind::kInteger},  OpaqueOperator{"#", TypeKind::kInteger},
    OpaqueOperator{"<<", TypeKind::kInteger}, OpaqueOperator{">>", TypeKind::kInteger},
    OpaqueOperator{"<->", TypeKind::kFloat},
};

// What date arithmetic gives; nothing for what is none.
std::optional<TypeKind> MomentResult(std::string_view op, TypeKind left, TypeKind right) {
  const bool sum = op == "+";
  const bool difference = op == "-";
  if (difference && left == TypeKind::kDate && right == TypeKind::kDate) return TypeKind::kInteger;
  if (difference && IsMoment(left) && IsMoment(right)) return TypeKind::kInterval;
  if ((sum || difference) && left == TypeKind::kDate && right == TypeKind::kInteger) return TypeKind::kDate;
  if (sum && left == TypeKind::kInteger && right == TypeKind::kDate) return TypeKind::kDate;
  if ((sum || difference) && IsMoment(left) && right == TypeKind::kInterval) return TypeKind::kTimestamp;
  if (sum && left == TypeKind::kInterval && IsMoment(right)) return TypeKind::kTimestamp;
  if (sum && ((left == TypeKind::kDate && right == TypeKind::kTime) ||
              (left == TypeKind::kTime && right == TypeKind::kDate))) {
    return TypeKind::kTimestamp;
  }
  if ((sum || difference) && left == TypeKind::kTime && right == TypeKind::kInterval) return TypeKind::kTime;
  if (difference && left == TypeKind::kTime && right == TypeKind::kTime) return TypeKind::kInterval;
  if ((sum || difference) && left == TypeKind::kInterval && right == TypeKind::kInterval)
    return TypeKind::kInterval;
  if (op == "*" && ((left == TypeKind::kInterval && IsNumber(right)) ||
                    (IsNumber(left) && right == TypeKind::kInterval))) {
    return TypeKind::kInterval;
  }
  if (op == "/" && left == TypeKind::kInterval && IsNumber(right)) return TypeKind::kInterval;
  return std::nullopt;
}

}  // namespace

Result<ExprPtr> Binder::BindOperator(const Json& expr, const Scope& scope) {
  const bool null_safe = LastName(List(expr, "name")) == "<=>";  // MySQL's and Spark's
  if (null_safe && (dialect_ == Dialect::kMysql || expand_ == Expand::kYes)) {
    return BindDistinctFrom(expr, /*negated=*/true, scope);
  }
  const std::string_view kind = Text(expr, "kind");
  if (kind == "AEXPR_OP" || kind == "AEXPR_SIMILAR") {
    const std::string op(LastName(List(expr, "name")));
    return Has(expr, "lexpr") ? BindBinary(op, expr, scope) : BindUnary(op, expr, scope);
  }
  if (kind == "AEXPR_IN") return BindIn(expr, scope);
  if (kind == "AEXPR_LIKE") return BindLike(expr, "like", scope);
  if (kind == "AEXPR_ILIKE") return BindLike(expr, "ilike", scope);
  if (kind.starts_with("AEXPR_BETWEEN") || kind.starts_with("AEXPR_NOT_BETWEEN")) {
    return BindBetween(expr, kind, scope);
  }
  if (kind == "AEXPR_DISTINCT") return BindDistinctFrom(expr, false, scope);
  if (kind == "AEXPR_NOT_DISTINCT") return BindDistinctFrom(expr, true, scope);
  if (kind == "AEXPR_OP_ANY") return BindArrayComparison(expr, true, scope);
  if (kind == "AEXPR_OP_ALL") return BindArrayComparison(expr, false, scope);
  if (kind == "AEXPR_NULLIF") {
    TACIT_ASSIGN_OR_RETURN(ExprPtr left, BindExpr(Member(expr, "lexpr"), scope));
    TACIT_ASSIGN_OR_RETURN(ExprPtr right, BindExpr(Member(expr, "rexpr"), scope));
    TACIT_RETURN_IF_ERROR(Unify("=", left, right));
    const Type type = left->type;
    return MakeCall("nullif", {std::move(left), std::move(right)}, type);
  }
  return Unsupported(kind);
}

Result<ExprPtr> Binder::BindBinary(const std::string& op, const Json& expr, const Scope& scope) {
  if (op == "~~" || op == "!~~") return BindLike(expr, "like", scope);
  if (op == "~~*" || op == "!~~*") return BindLike(expr, "ilike", scope);

  if (const std::optional<CompareOp> comparison = ComparisonOf(op)) {
    TACIT_ASSIGN_OR_RETURN(Exprs left, BindRow(Member(expr, "lexpr"), scope));
    TACIT_ASSIGN_OR_RETURN(Exprs right, BindRow(Member(expr, "rexpr"), scope));
    return CompareRows(*comparison, left, right);
  }
  TACIT_ASSIGN_OR_RETURN(ExprPtr left, BindExpr(Member(expr, "lexpr"), scope));
  TACIT_ASSIGN_OR_RETURN(ExprPtr right, BindExpr(Member(expr, "rexpr"), scope));
  if (op == "<=>" && !postgresql()) {  // MySQL's null-safe equality
    TACIT_RETURN_IF_ERROR(Unify("=", left, right));
    return MakeDistinct(std::move(left), std::move(right), true);
  }
  // MySQL: || is OR.
  if (op == "||" && dialect_ == Dialect::kMysql)
    return Unsupported("|| in MySQL, whose meaning is a setting");
  if (IsArithmetic(op)) return Arithmetic(op, std::move(left), std::move(right));

  const bool negated = op == "!~" || op == "!~*";
  const std::string_view symbol = negated ? std::string_view(op).substr(1) : std::string_view(op);
  const auto* const known = std::find_if(kOpaque.begin(), kOpaque.end(),
                                         [&](const OpaqueOperator& row) { return row.symbol == symbol; });
  if (known == kOpaque.end()) return Unsupported("operator " + op);
  const Type text = MakeType(TypeKind::kText);
  TACIT_ASSIGN_OR_RETURN(left, Coerce(std::move(left), text));
  TACIT_ASSIGN_OR_RETURN(right, Coerce(std::move(right), text));
  ExprPtr call = MakeCall(std::string(symbol), {std::move(left), std::move(right)}, MakeType(known->returns));
  return negated ? MakeNot(std::move(call)) : call;
}

Result<ExprPtr> Binder::BindUnary(const std::string& op, const Json& expr, const Scope& scope) {
  TACIT_ASSIGN_OR_RETURN(ExprPtr arg, BindExpr(Member(expr, "rexpr"), scope));
  if (op == "+") return arg;
  if (op == "-") {
    const Type type = arg->type;
    return MakeArithmetic("-", {std::move(arg)}, type);
  }
  if (op == "!" && dialect_ == Dialect::kMysql) {
    TACIT_ASSIGN_OR_RETURN(arg, AsPredicate(std::move(arg), "NOT"));
    return MakeNot(std::move(arg));
  }
  if (op == "~" || op == "@" || op == "|/") {
    const Type type = op == "|/" ? MakeType(TypeKind::kFloat) : arg->type;
    return MakeCall(op, {std::move(arg)}, type);
  }
  return Unsupported("operator " + op);
}

Result<ExprPtr> Binder::Arithmetic(const std::string& op, ExprPtr left, ExprPtr right) const {
  if (op == "||") {
    const Type text = MakeType(TypeKind::kText);
    TACIT_ASSIGN_OR_RETURN(left, Coerce(std::move(left), text));
    TACIT_ASSIGN_OR_RETURN(right, Coerce(std::move(right), text));
    const bool opaque = left->type.kind == TypeKind::kUnknown || right->type.kind == TypeKind::kUnknown;
    return MakeArithmetic(op, {std::move(left), std::move(right)}, opaque ? Type{} : text);
  }
  // A text beside a moment can be an interval or a moment: it stays what it is.
  const bool moment = IsMoment(left->type.kind) || IsMoment(right->type.kind);
  if (!moment) {
    const Type left_type = left->type;
    TACIT_ASSIGN_OR_RETURN(left, Coerce(std::move(left), right->type));
    TACIT_ASSIGN_OR_RETURN(right, Coerce(std::move(right), left_type));
  }
  const TypeKind a = left->type.kind;
  const TypeKind b = right->type.kind;
  Type type;
  if (const std::optional<TypeKind> result = MomentResult(op, a, b)) {
    type = MakeType(*result);
  } else if (a == TypeKind::kUnknown || b == TypeKind::kUnknown) {
    if (moment) return Unsupported("arithmetic of a date and a constant without a type; cast it");
    type = a == TypeKind::kUnknown ? right->type : left->type;
  } else if (IsNumber(a) && IsNumber(b)) {
    type = CommonType(left->type, right->type);
    if (type.kind == TypeKind::kNumeric) type = MakeType(type.kind);
    // Only MySQL divides whole numbers exactly.
    if (op == "/" && type.kind == TypeKind::kInteger && dialect_ == Dialect::kMysql) {
      type = MakeType(TypeKind::kNumeric);
    }
  } else if (postgresql()) {
    return BindError("operator does not exist: " + left->type.name + " " + op + " " + right->type.name);
  }
  return MakeArithmetic(op, {std::move(left), std::move(right)}, std::move(type));
}

Result<ExprPtr> Binder::CompareRows(CompareOp op, const Exprs& left, const Exprs& right) {
  if (left.size() != right.size() || left.empty())
    return BindError("rows of different length cannot be compared");
  if (left.size() == 1) return Compare(op, left[0], right[0]);

  Exprs parts;
  if (op == CompareOp::kEq || op == CompareOp::kNe) {
    for (std::size_t i = 0; i < left.size(); ++i) {
      TACIT_ASSIGN_OR_RETURN(ExprPtr part, Compare(op, left[i], right[i]));
      parts.push_back(std::move(part));
    }
    return op == CompareOp::kEq ? MakeAnd(std::move(parts)) : MakeOr(std::move(parts));
  }
  // (a, b) < (c, d)  ==  a < c OR (a = c AND b < d), also where a side is NULL.
  const CompareOp strict = op == CompareOp::kLe ? CompareOp::kLt : op == CompareOp::kGe ? CompareOp::kGt : op;
  TACIT_ASSIGN_OR_RETURN(ExprPtr before, Compare(strict, left[0], right[0]));
  TACIT_ASSIGN_OR_RETURN(ExprPtr equal, Compare(CompareOp::kEq, Again(left[0]), Again(right[0])));
  TACIT_ASSIGN_OR_RETURN(ExprPtr rest, CompareRows(op, Exprs(left.begin() + 1, left.end()),
                                                   Exprs(right.begin() + 1, right.end())));
  return MakeOr({std::move(before), MakeAnd({std::move(equal), std::move(rest)})});
}

Result<ExprPtr> Binder::BindArrayComparison(const Json& expr, bool any, const Scope& scope) {
  const std::optional<CompareOp> op = ComparisonOf(LastName(List(expr, "name")));
  Node array = Open(Member(expr, "rexpr"));
  if (array.kind == "TypeCast") array = Open(Member(*array.body, "arg"));
  if (!op || array.kind != "A_ArrayExpr")
    return Unsupported("ANY or ALL of an array that is not written out");

  TACIT_ASSIGN_OR_RETURN(ExprPtr subject, BindExpr(Member(expr, "lexpr"), scope));
  const Json& elements = List(*array.body, "elements");
  if (elements.empty()) return MakeBool(!any);
  Exprs args{std::move(subject)};
  for (const Json& element : elements) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr value, BindExpr(element, scope));
    TACIT_RETURN_IF_ERROR(Unify(Symbol(*op), args.front(), value));
    args.push_back(std::move(value));
  }
  if (*op == (any ? CompareOp::kEq : CompareOp::kNe)) return MakeInList(std::move(args), !any);

  Exprs parts;
  for (std::size_t i = 1; i < args.size(); ++i) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr part, Compare(*op, i == 1 ? args[0] : Again(args[0]), args[i]));
    parts.push_back(std::move(part));
  }
  return any ? MakeOr(std::move(parts)) : MakeAnd(std::move(parts));
}

}  // namespace tacit::sql::bind
