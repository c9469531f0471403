// Function calls and aggregates.
#include <algorithm>
#include <set>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"
#include "src/sql/bind/functions.h"

namespace tacit::sql::bind {
namespace {

std::string Lower(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

// An aggregate belongs to the innermost query among those whose columns it mentions.
bool BelongsOutside(const std::vector<ExprPtr>& args, const Scope& scope) {
  std::set<RelId> own;
  if (scope.from == nullptr) return false;
  for (const OutputColumn& column : scope.from->query->columns) own.insert(column.id.rel);
  bool any = false;
  for (const ExprPtr& arg : args) {
    for (const ColumnId& id : ColumnsOf(arg)) {
      if (own.contains(id.rel)) return false;
      any = true;
    }
  }
  return any;
}

}  // namespace

Result<ExprPtr> Binder::BindCall(const Json& call, const Scope& scope) {
  const Json& path = List(call, "funcname");
  const std::string written = Lower(LastName(path));
  std::string name(CanonicalName(written));
  if (Has(call, "over")) return BindWindow(std::move(name), call, scope);
  if (Flag(call, "func_variadic")) return Unsupported("VARIADIC");

  // SQLite and MySQL: max(a, b) is no aggregate.
  const bool scalar_extreme =
      !postgresql() && (name == "min" || name == "max") && List(call, "args").size() > 1;
  if (scalar_extreme) return Unsupported("scalar " + written + " of several arguments");
  const bool lenient = !postgresql() || expand_ == Expand::kYes;
  if (lenient && (name == "if" || name == "iif")) return BindIf(List(call, "args"), scope);
  switch (Classify(name)) {
    case FunctionClass::kScalar: return BindScalarCall(std::move(name), call, scope);
    case FunctionClass::kAggregate: return BindAggregate(std::move(name), call, scope);
    case FunctionClass::kOrderedAggregate: return Unsupported("order-dependent aggregate " + written);
    case FunctionClass::kVolatile: return Unsupported("volatile function " + written);
    case FunctionClass::kSetReturning: return Unsupported("set-returning function " + written);
    case FunctionClass::kUnknown: break;
  }
  return Unsupported("function " + written + ", which is not known to be immutable");
}

Result<ExprPtr> Binder::BindScalarCall(std::string name, const Json& call, const Scope& scope) {
  if (Flag(call, "agg_distinct") || Flag(call, "agg_star") || Has(call, "agg_filter") ||
      Has(call, "agg_order")) {
    return BindError(name + " is not an aggregate function");
  }
  const Json& list = List(call, "args");
  if (name == "coalesce" || name == "greatest" || name == "least") {
    return BindCommonCall(std::move(name), list, scope);
  }
  TACIT_ASSIGN_OR_RETURN(Exprs args, BindAll(list, scope));
  for (ExprPtr& arg : args) {
    if (IsLiteral(arg) && !IsNullLiteral(arg)) {
      TACIT_ASSIGN_OR_RETURN(arg, Coerce(arg, MakeType(TypeKind::kText)));
    }
  }
  if (name == "char_length" && args.size() == 1 && args[0]->type.kind == TypeKind::kBytes)
    name = "octet_length";
  Type type = ScalarType(name, args);
  return MakeCall(std::move(name), std::move(args), std::move(type));
}

Result<ExprPtr> Binder::BindIf(const Json& list, const Scope& scope) {
  if (list.size() != 3) return BindError("if needs three arguments");
  TACIT_ASSIGN_OR_RETURN(ExprPtr condition, BindPredicate(list[0], scope));
  Exprs results;
  for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr result, BindExpr(list[i], scope));
    results.push_back(std::move(result));
  }
  TACIT_RETURN_IF_ERROR(CoerceAll(results, "if"));
  Type type = CommonType(results[0]->type, results[1]->type);
  return MakeCase({std::move(condition), std::move(results[0]), std::move(results[1])}, std::move(type));
}

Result<ExprPtr> Binder::BindAggregate(std::string name, const Json& call, const Scope& scope,
                                      AggregateUse within) {
  if (Flag(call, "agg_within_group") || Has(call, "agg_order")) return Unsupported("ORDER BY inside " + name);
  if (scope.aggregates == AggregateUse::kForbidden) {
    if (schema_ == nullptr) return Unsupported("aggregate " + name + " in a predicate over one row");
    return BindError("aggregate functions are not allowed in " + std::string(scope.clause));
  }
  const bool star = Flag(call, "agg_star");
  const std::size_t count = List(call, "args").size();
  if (star ? name != "count" : count == 0) return BindError(name + " needs an argument");
  const bool tuples = name == "count" && (expand_ == Expand::kYes ||
                                          (Flag(call, "agg_distinct") && dialect_ == Dialect::kMysql));
  if (count > 1 && !tuples && name != "corr" && !name.starts_with("covar_")) {
    return postgresql() ? BindError("function " + name + " of several arguments does not exist")
                        : Unsupported(name + " of several arguments");
  }

  Scope inside = scope;
  inside.aggregates = within;
  inside.windows = nullptr;
  inside.clause = "the argument of an aggregate";
  TACIT_ASSIGN_OR_RETURN(Exprs args, BindAll(List(call, "args"), inside));
  for (ExprPtr& arg : args) {
    const bool text = IsLiteral(arg) && std::holds_alternative<std::string>(arg->literal);
    if (text) {
      TACIT_ASSIGN_OR_RETURN(arg, Coerce(arg, MakeType(TypeKind::kText)));
    }
  }
  if (BelongsOutside(args, scope)) return Unsupported("an aggregate of an outer query");
  ExprPtr filter;
  if (Has(call, "agg_filter")) {
    inside.clause = "FILTER";
    TACIT_ASSIGN_OR_RETURN(filter, BindPredicate(Member(call, "agg_filter"), inside));
  }
  if (args.size() > 1 && name == "count") {
    // count([DISTINCT] a, b) of MySQL and Calcite: (different) rows, among those without a NULL.
    Exprs conditions;
    for (const ExprPtr& arg : args) conditions.push_back(MakeIsNull(Again(arg), true));
    if (filter != nullptr) conditions.push_back(std::move(filter));
    filter = MakeAnd(std::move(conditions));
    args = {MakeCall("row", std::move(args), {})};
  }
  Type type = AggregateType(name, args, dialect_);
  return MakeAggregateCall(std::move(name), std::move(args), std::move(type), Flag(call, "agg_distinct"),
                           std::move(filter));
}

}  // namespace tacit::sql::bind
