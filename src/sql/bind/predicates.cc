// Truth values: connectives and the tests that SQL spells in words.
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql::bind {
namespace {

// NOT of a test that has a negated form is that form; both are unknown in the same cases.
ExprPtr NotOf(ExprPtr e) {
  switch (e->kind) {
    case ExprKind::kDistinct:
    case ExprKind::kIsNull:
    case ExprKind::kIsTrue:
    case ExprKind::kIsFalse:
    case ExprKind::kInList:
    case ExprKind::kLike:
    case ExprKind::kExists:
    case ExprKind::kInQuery: {
      Expr copy = *e;
      copy.negated = !copy.negated;
      return std::make_shared<const Expr>(std::move(copy));
    }
    default: return MakeNot(std::move(e));
  }
}

}  // namespace

Result<ExprPtr> Binder::AsPredicate(ExprPtr e, std::string_view clause) const {
  TACIT_ASSIGN_OR_RETURN(e, Coerce(std::move(e), MakeType(TypeKind::kBoolean)));
  if (e->type.kind == TypeKind::kBoolean || e->type.kind == TypeKind::kUnknown) return e;
  if (!postgresql() && IsNumber(e->type.kind))
    return MakeCompare(CompareOp::kNe, std::move(e), MakeInteger(0));
  return BindError("argument of " + std::string(clause) + " must be type boolean, not type " + e->type.name);
}

Result<ExprPtr> Binder::BindPredicate(const Json& node, const Scope& scope) {
  TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(node, scope));
  TACIT_RETURN_IF_ERROR(Spend(0));
  return AsPredicate(std::move(e), scope.clause);
}

Result<ExprPtr> Binder::BindBool(const Json& node, const Scope& scope) {
  Exprs args;
  for (const Json& item : List(node, "args")) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(item, scope));
    TACIT_ASSIGN_OR_RETURN(e, AsPredicate(std::move(e), "AND, OR or NOT"));
    args.push_back(std::move(e));
  }
  if (args.empty()) return BindError("AND, OR or NOT without arguments");
  const std::string_view op = Text(node, "boolop");
  if (op == "NOT_EXPR") return NotOf(std::move(args.front()));
  return op == "OR_EXPR" ? MakeOr(std::move(args)) : MakeAnd(std::move(args));
}

Result<ExprPtr> Binder::BindNullTest(const Json& node, const Scope& scope) {
  const bool negated = Text(node, "nulltesttype") == "IS_NOT_NULL";
  // A row is null where all its fields are, and not null where none is.
  TACIT_ASSIGN_OR_RETURN(Exprs items, BindRow(Member(node, "arg"), scope));
  for (ExprPtr& item : items) item = MakeIsNull(std::move(item), negated);
  return MakeAnd(std::move(items));
}

Result<ExprPtr> Binder::BindBooleanTest(const Json& node, const Scope& scope) {
  TACIT_ASSIGN_OR_RETURN(ExprPtr arg, BindExpr(Member(node, "arg"), scope));
  TACIT_ASSIGN_OR_RETURN(arg, AsPredicate(std::move(arg), "IS TRUE"));
  const std::string_view test = Text(node, "booltesttype");
  const bool negated = test.starts_with("IS_NOT_");
  if (test.ends_with("TRUE")) return MakeIsTrue(std::move(arg), negated);
  if (test.ends_with("FALSE")) return MakeIsFalse(std::move(arg), negated);
  return MakeIsNull(std::move(arg), negated);
}

Result<ExprPtr> Binder::BindBetween(const Json& expr, std::string_view kind, const Scope& scope) {
  TACIT_ASSIGN_OR_RETURN(ExprPtr value, BindExpr(Member(expr, "lexpr"), scope));
  const Json& bounds = Member(Member(expr, "rexpr"), "List");
  TACIT_ASSIGN_OR_RETURN(Exprs ends, BindAll(List(bounds, "items"), scope));
  if (ends.size() != 2) return BindError("BETWEEN needs two bounds");

  // value >= low AND value <= high, or with `negated` value < low OR value > high, which is its negation.
  const auto within = [&](const ExprPtr& v, const ExprPtr& low, const ExprPtr& high,
                          bool negated) -> Result<ExprPtr> {
    TACIT_ASSIGN_OR_RETURN(ExprPtr above, Compare(negated ? CompareOp::kLt : CompareOp::kGe, v, low));
    TACIT_ASSIGN_OR_RETURN(ExprPtr below, Compare(negated ? CompareOp::kGt : CompareOp::kLe, Again(v), high));
    return negated ? MakeOr({std::move(above), std::move(below)})
                   : MakeAnd({std::move(above), std::move(below)});
  };
  const bool negated = kind.starts_with("AEXPR_NOT_");
  TACIT_ASSIGN_OR_RETURN(ExprPtr straight, within(value, ends[0], ends[1], negated));
  if (!kind.ends_with("_SYM")) return straight;
  TACIT_ASSIGN_OR_RETURN(ExprPtr swapped, within(Again(value), Again(ends[1]), Again(ends[0]), negated));
  return negated ? MakeAnd({std::move(straight), std::move(swapped)})
                 : MakeOr({std::move(straight), std::move(swapped)});
}

Result<ExprPtr> Binder::BindIn(const Json& expr, const Scope& scope) {
  const bool negated = LastName(List(expr, "name")) == "<>";
  const Json& items = List(Member(Member(expr, "rexpr"), "List"), "items");
  TACIT_ASSIGN_OR_RETURN(Exprs left, BindRow(Member(expr, "lexpr"), scope));
  if (left.size() == 1 && Open(Member(expr, "lexpr")).kind != "RowExpr") {
    Exprs args{std::move(left.front())};
    for (const Json& item : items) {
      TACIT_ASSIGN_OR_RETURN(ExprPtr value, BindExpr(item, scope));
      TACIT_RETURN_IF_ERROR(Unify("=", args.front(), value));
      args.push_back(std::move(value));
    }
    return MakeInList(std::move(args), negated);
  }

  Exprs rows;
  for (const Json& item : items) {
    TACIT_ASSIGN_OR_RETURN(Exprs right, BindRow(item, scope));
    Exprs subject = left;
    if (!rows.empty()) {
      for (ExprPtr& e : subject) e = Again(e);
    }
    TACIT_ASSIGN_OR_RETURN(ExprPtr equal,
                           CompareRows(negated ? CompareOp::kNe : CompareOp::kEq, subject, right));
    rows.push_back(std::move(equal));
  }
  return negated ? MakeAnd(std::move(rows)) : MakeOr(std::move(rows));
}

Result<ExprPtr> Binder::BindLike(const Json& expr, std::string_view name, const Scope& scope) {
  const bool negated = LastName(List(expr, "name")).starts_with("!");
  TACIT_ASSIGN_OR_RETURN(ExprPtr text, BindExpr(Member(expr, "lexpr"), scope));
  Exprs args{std::move(text)};
  const Node pattern = Open(Member(expr, "rexpr"));
  const bool escaped =
      pattern.kind == "FuncCall" && LastName(List(*pattern.body, "funcname")) == "like_escape";
  if (escaped) {
    for (const Json& arg : List(*pattern.body, "args")) {
      TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(arg, scope));
      args.push_back(std::move(e));
    }
  } else {
    TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(Member(expr, "rexpr"), scope));
    args.push_back(std::move(e));
  }
  for (ExprPtr& arg : args) {
    TACIT_ASSIGN_OR_RETURN(arg, Coerce(std::move(arg), MakeType(TypeKind::kText)));
    const TypeKind kind = arg->type.kind;
    const bool fits = IsString(kind) || kind == TypeKind::kUnknown || kind == TypeKind::kBytes;
    if (postgresql() && !fits)
      return BindError("operator does not exist: " + arg->type.name + " ~~ text; cast it");
  }
  return MakeLike(std::string(name), std::move(args), negated);
}

Result<ExprPtr> Binder::BindDistinctFrom(const Json& expr, bool negated, const Scope& scope) {
  TACIT_ASSIGN_OR_RETURN(Exprs left, BindRow(Member(expr, "lexpr"), scope));
  TACIT_ASSIGN_OR_RETURN(Exprs right, BindRow(Member(expr, "rexpr"), scope));
  if (left.size() != right.size()) return BindError("rows of different length cannot be compared");
  Exprs parts;
  for (std::size_t i = 0; i < left.size(); ++i) {
    TACIT_RETURN_IF_ERROR(Unify("=", left[i], right[i]));
    parts.push_back(MakeDistinct(left[i], right[i], negated));
  }
  return negated ? MakeAnd(std::move(parts)) : MakeOr(std::move(parts));
}

}  // namespace tacit::sql::bind
