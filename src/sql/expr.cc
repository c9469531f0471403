#include "src/sql/expr.h"

#include <utility>

#include "src/sql/query.h"

namespace tacit::sql {
namespace {

ExprPtr Share(Expr expr) { return std::make_shared<const Expr>(std::move(expr)); }

Expr OfKind(ExprKind kind, Type type, std::vector<ExprPtr> args = {}) {
  Expr expr;
  expr.kind = kind;
  expr.type = std::move(type);
  expr.args = std::move(args);
  return expr;
}

Type Boolean() { return MakeType(TypeKind::kBoolean); }

void Flatten(ExprKind kind, const ExprPtr& e, std::vector<ExprPtr>& out) {
  if (e->kind != kind) {
    out.push_back(e);
    return;
  }
  for (const ExprPtr& arg : e->args) Flatten(kind, arg, out);
}

ExprPtr MakeConnective(ExprKind kind, const std::vector<ExprPtr>& args, bool neutral) {
  std::vector<ExprPtr> flat;
  for (const ExprPtr& arg : args) Flatten(kind, arg, flat);
  if (flat.empty()) return MakeBool(neutral);
  if (flat.size() == 1) return flat.front();
  return Share(OfKind(kind, Boolean(), std::move(flat)));
}

bool IsBoolLiteral(const ExprPtr& e, bool value) {
  if (!IsLiteral(e)) return false;
  const bool* held = std::get_if<bool>(&e->literal);
  return held != nullptr && *held == value;
}

}  // namespace

CompareOp Negate(CompareOp op) {
  switch (op) {
    case CompareOp::kEq: return CompareOp::kNe;
    case CompareOp::kNe: return CompareOp::kEq;
    case CompareOp::kLt: return CompareOp::kGe;
    case CompareOp::kLe: return CompareOp::kGt;
    case CompareOp::kGt: return CompareOp::kLe;
    case CompareOp::kGe: return CompareOp::kLt;
  }
  return op;
}

CompareOp Mirror(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
    case CompareOp::kNe: return op;
    case CompareOp::kLt: return CompareOp::kGt;
    case CompareOp::kLe: return CompareOp::kGe;
    case CompareOp::kGt: return CompareOp::kLt;
    case CompareOp::kGe: return CompareOp::kLe;
  }
  return op;
}

std::string_view Symbol(CompareOp op) {
  switch (op) {
    case CompareOp::kEq: return "=";
    case CompareOp::kNe: return "<>";
    case CompareOp::kLt: return "<";
    case CompareOp::kLe: return "<=";
    case CompareOp::kGt: return ">";
    case CompareOp::kGe: return ">=";
  }
  return "?";
}

ExprPtr MakeColumn(ColumnId id, Type type) {
  Expr expr = OfKind(ExprKind::kColumn, std::move(type));
  expr.column = id;
  return Share(std::move(expr));
}

ExprPtr MakeLiteral(Value value, Type type) {
  Expr expr = OfKind(ExprKind::kLiteral, std::move(type));
  expr.literal = std::move(value);
  return Share(std::move(expr));
}

ExprPtr MakeNull(Type type) { return MakeLiteral(Value{}, std::move(type)); }
ExprPtr MakeBool(bool value) { return MakeLiteral(value, Boolean()); }
ExprPtr MakeInteger(std::int64_t value) { return MakeLiteral(value, MakeType(TypeKind::kInteger)); }
ExprPtr MakeText(std::string value) { return MakeLiteral(std::move(value), MakeType(TypeKind::kText)); }

ExprPtr MakeCompare(CompareOp op, ExprPtr left, ExprPtr right) {
  Expr expr = OfKind(ExprKind::kCompare, Boolean(), {std::move(left), std::move(right)});
  expr.compare = op;
  return Share(std::move(expr));
}

ExprPtr MakeDistinct(ExprPtr left, ExprPtr right, bool negated) {
  Expr expr = OfKind(ExprKind::kDistinct, Boolean(), {std::move(left), std::move(right)});
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeNot(ExprPtr arg) { return Share(OfKind(ExprKind::kNot, Boolean(), {std::move(arg)})); }

ExprPtr MakeIsNull(ExprPtr arg, bool negated) {
  Expr expr = OfKind(ExprKind::kIsNull, Boolean(), {std::move(arg)});
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeIsTrue(ExprPtr arg, bool negated) {
  Expr expr = OfKind(ExprKind::kIsTrue, Boolean(), {std::move(arg)});
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeIsFalse(ExprPtr arg, bool negated) {
  Expr expr = OfKind(ExprKind::kIsFalse, Boolean(), {std::move(arg)});
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeParameter(int number, Type type) {
  Expr expr = OfKind(ExprKind::kParameter, std::move(type));
  expr.parameter = number;
  return Share(std::move(expr));
}

ExprPtr MakeInList(std::vector<ExprPtr> args, bool negated) {
  Expr expr = OfKind(ExprKind::kInList, Boolean(), std::move(args));
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeLike(std::string name, std::vector<ExprPtr> args, bool negated) {
  Expr expr = OfKind(ExprKind::kLike, Boolean(), std::move(args));
  expr.name = std::move(name);
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeCase(std::vector<ExprPtr> args, Type type) {
  return Share(OfKind(ExprKind::kCase, std::move(type), std::move(args)));
}

ExprPtr MakeCast(ExprPtr arg, Type type) {
  return Share(OfKind(ExprKind::kCast, std::move(type), {std::move(arg)}));
}

ExprPtr MakeArithmetic(std::string op, std::vector<ExprPtr> args, Type type) {
  Expr expr = OfKind(ExprKind::kArithmetic, std::move(type), std::move(args));
  expr.name = std::move(op);
  return Share(std::move(expr));
}

ExprPtr MakeExists(QueryPtr query, bool negated) {
  Expr expr = OfKind(ExprKind::kExists, Boolean());
  expr.query = std::move(query);
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeCall(std::string name, std::vector<ExprPtr> args, Type type) {
  Expr expr = OfKind(ExprKind::kCall, std::move(type), std::move(args));
  expr.name = std::move(name);
  return Share(std::move(expr));
}

ExprPtr MakeInQuery(std::vector<ExprPtr> args, QueryPtr query, bool negated) {
  Expr expr = OfKind(ExprKind::kInQuery, Boolean(), std::move(args));
  expr.query = std::move(query);
  expr.negated = negated;
  return Share(std::move(expr));
}

ExprPtr MakeScalarQuery(QueryPtr query) {
  Expr expr = OfKind(ExprKind::kScalarQuery, query->columns.front().type);
  expr.query = std::move(query);
  return Share(std::move(expr));
}

ExprPtr MakeAggregateCall(std::string name, std::vector<ExprPtr> args, Type type, bool distinct,
                          ExprPtr filter) {
  Expr expr = OfKind(ExprKind::kAggregate, std::move(type), std::move(args));
  expr.name = std::move(name);
  expr.distinct = distinct;
  expr.filter = std::move(filter);
  return Share(std::move(expr));
}

ExprPtr MakeAnd(std::vector<ExprPtr> args) { return MakeConnective(ExprKind::kAnd, args, true); }
ExprPtr MakeOr(std::vector<ExprPtr> args) { return MakeConnective(ExprKind::kOr, args, false); }

bool IsLiteral(const ExprPtr& e) { return e != nullptr && e->kind == ExprKind::kLiteral; }
bool IsNullLiteral(const ExprPtr& e) { return IsLiteral(e) && IsNull(e->literal); }
bool IsTrueLiteral(const ExprPtr& e) { return IsBoolLiteral(e, true); }
bool IsFalseLiteral(const ExprPtr& e) { return IsBoolLiteral(e, false); }

std::vector<ExprPtr> Conjuncts(const ExprPtr& e) {
  std::vector<ExprPtr> out;
  if (e == nullptr || IsTrueLiteral(e)) return out;
  Flatten(ExprKind::kAnd, e, out);
  return out;
}

}  // namespace tacit::sql
