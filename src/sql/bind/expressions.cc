// Scalar expressions: names, constants, casts, CASE.
#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"
#include "src/sql/bind/functions.h"
#include "src/sql/bind/literals.h"
#include "src/sql/bind/type_names.h"

namespace tacit::sql::bind {
namespace {

// Recursion over the tree stops here; libpg_query's own bound is wider.
constexpr int kMaxDepth = 200;

// A whole number where it fits, else the decimal as it is written.
ExprPtr NumberConstant(const std::string& text) {
  Result<ExprPtr> integer = TypedLiteral(text, TypeFromName("bigint"), Dialect::kPostgresql);
  return integer.ok() ? *std::move(integer) : MakeLiteral(text, MakeType(TypeKind::kNumeric));
}

std::string FeatureName(std::string_view kind) {
  if (kind == "A_Indirection") return "subscripts and fields of values";
  if (kind == "A_ArrayExpr") return "ARRAY as a value";
  if (kind == "CollateClause") return "COLLATE";
  if (kind == "SetToDefault") return "DEFAULT";
  return std::string(kind);
}

}  // namespace

Status Binder::Depth::Check() const {
  return depth_ <= kMaxDepth ? Status::Ok() : Unsupported("nesting deeper than " + std::to_string(kMaxDepth));
}

Status Binder::Spend(std::size_t units) {
  spent_ += units;
  if (spent_ <= kMaxUnits) return Status::Ok();
  return Unsupported("a statement that grows beyond " + std::to_string(kMaxUnits) + " nodes");
}

Result<ExprPtr> Binder::BindExpr(const Json& node, const Scope& scope) {
  const Depth depth(*this);
  TACIT_RETURN_IF_ERROR(depth.Check());
  TACIT_RETURN_IF_ERROR(Spend(1));
  return Dispatch(Open(node), scope);
}

Result<ExprPtr> Binder::Dispatch(const Node& node, const Scope& scope) {
  if (node.body == nullptr) return BindError("expected an expression, found nothing");
  const Json& body = *node.body;
  if (node.kind == "ColumnRef") return BindColumnRef(body, scope);
  if (node.kind == "A_Const") return BindConstant(body);
  if (node.kind == "ParamRef") return MakeParameter(static_cast<int>(Number(body, "number")), {});
  if (node.kind == "TypeCast") return BindCast(body, scope);
  if (node.kind == "A_Expr") return BindOperator(body, scope);
  if (node.kind == "BoolExpr") return BindBool(body, scope);
  if (node.kind == "NullTest") return BindNullTest(body, scope);
  if (node.kind == "BooleanTest") return BindBooleanTest(body, scope);
  if (node.kind == "CaseExpr") return BindCase(body, scope);
  if (node.kind == "CoalesceExpr") return BindCommonCall("coalesce", List(body, "args"), scope);
  if (node.kind == "MinMaxExpr") {
    return BindCommonCall(Text(body, "op") == "IS_LEAST" ? "least" : "greatest", List(body, "args"), scope);
  }
  if (node.kind == "FuncCall") return BindCall(body, scope);
  if (node.kind == "GroupingFunc") return BindGrouping(body, scope);
  if (node.kind == "SQLValueFunction") return BindSqlValue(body);
  if (node.kind == "RowExpr") {
    TACIT_ASSIGN_OR_RETURN(Exprs items, BindAll(List(body, "args"), scope));
    return MakeCall("row", std::move(items), {});
  }
  if (node.kind == "SubLink") return BindSubLink(body, scope);
  return Unsupported(FeatureName(node.kind));
}

Result<Binder::Exprs> Binder::BindAll(const Json& list, const Scope& scope) {
  Exprs out;
  out.reserve(list.size());
  for (const Json& item : list) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(item, scope));
    out.push_back(std::move(e));
  }
  return out;
}

Result<ExprPtr> Binder::BindColumnRef(const Json& ref, const Scope& scope) {
  const Json& fields = List(ref, "fields");
  for (const Json& field : fields) {
    if (Open(field).kind != "String") return Unsupported("* as an expression");
  }
  switch (fields.size()) {
    case 1: return BindBareName(ref, NameOf(fields[0]), scope);
    case 2: return ResolveColumn(scope, NameOf(fields[0]), NameOf(fields[1]));
    case 3: return ResolveColumn(scope, NameOf(fields[1]), NameOf(fields[2]));  // schema.table.column
    default: return Unsupported("a column name of more than three parts");
  }
}

Result<ExprPtr> Binder::BindBareName(const Json& ref, std::string_view name, const Scope& scope) {
  Result<ExprPtr> e = ResolveColumn(scope, name);
  if (!e.ok() && !postgresql()) {
    // MySQL and SQLite read "text" that names no column as a string.
    std::optional<std::string> quoted = QuotedAt(text_, Number(ref, "location"));
    if (quoted) return MakeLiteral(*std::move(quoted), Type{});
  }
  if (!e.ok() || (*e)->kind == ExprKind::kColumn) return e;
  return Again(*e);  // an output's expression, or what USING merged
}

Result<ExprPtr> Binder::BindConstant(const Json& constant) const {
  if (Flag(constant, "isnull")) return MakeNull();
  if (Has(constant, "ival")) {
    return MakeInteger(Number(Member(constant, "ival"), "ival"));
  }
  if (Has(constant, "fval")) return NumberConstant(std::string(Text(Member(constant, "fval"), "fval")));
  if (Has(constant, "boolval")) return MakeBool(Flag(Member(constant, "boolval"), "boolval"));
  if (Has(constant, "sval")) return MakeLiteral(std::string(Text(Member(constant, "sval"), "sval")), Type{});
  return Unsupported("bit string constants");
}

Result<ExprPtr> Binder::BindCast(const Json& cast, const Scope& scope) {
  const Json& type_name = Member(cast, "typeName");
  TACIT_ASSIGN_OR_RETURN(ExprPtr arg, BindExpr(Member(cast, "arg"), scope));
  if (HasIntervalFields(type_name)) {
    const std::string_view field = IntervalField(type_name);
    const auto* text = IsLiteral(arg) ? std::get_if<std::string>(&arg->literal) : nullptr;
    const bool digits =
        text != nullptr && !text->empty() && text->find_first_not_of("0123456789") == std::string::npos;
    if (field.empty() || !digits) return Unsupported("interval fields");
    arg = MakeText(*text + " " + std::string(field));
    return MakeCast(std::move(arg), MakeType(TypeKind::kInterval));
  }
  return CastTo(std::move(arg), TypeOf(type_name, dialect_));
}

Result<ExprPtr> Binder::BindCase(const Json& node, const Scope& scope) {
  ExprPtr subject;
  if (Has(node, "arg")) {
    TACIT_ASSIGN_OR_RETURN(subject, BindExpr(Member(node, "arg"), scope));
  }
  Exprs conditions;
  Exprs results;
  for (const Json& item : List(node, "args")) {
    const Json& when = *Open(item).body;
    ExprPtr condition;
    if (subject == nullptr) {
      TACIT_ASSIGN_OR_RETURN(condition, BindPredicate(Member(when, "expr"), scope));
    } else {
      TACIT_ASSIGN_OR_RETURN(ExprPtr value, BindExpr(Member(when, "expr"), scope));
      const bool first = conditions.empty();
      TACIT_ASSIGN_OR_RETURN(condition,
                             Compare(CompareOp::kEq, first ? subject : Again(subject), std::move(value)));
    }
    TACIT_ASSIGN_OR_RETURN(ExprPtr result, BindExpr(Member(when, "result"), scope));
    conditions.push_back(std::move(condition));
    results.push_back(std::move(result));
  }
  if (Has(node, "defresult")) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr otherwise, BindExpr(Member(node, "defresult"), scope));
    results.push_back(std::move(otherwise));
  }
  TACIT_RETURN_IF_ERROR(CoerceAll(results, "CASE"));

  Type type;
  for (const ExprPtr& result : results) type = CommonType(type, result->type);
  Exprs args;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (i < conditions.size()) args.push_back(std::move(conditions[i]));
    args.push_back(std::move(results[i]));
  }
  return MakeCase(std::move(args), std::move(type));
}

Result<ExprPtr> Binder::BindCommonCall(std::string name, const Json& list, const Scope& scope) {
  TACIT_ASSIGN_OR_RETURN(Exprs args, BindAll(list, scope));
  TACIT_RETURN_IF_ERROR(CoerceAll(args, name));
  Type type = ScalarType(name, args);
  return MakeCall(std::move(name), std::move(args), std::move(type));
}

Result<ExprPtr> Binder::BindSqlValue(const Json& node) const {
  std::string name(Text(node, "op"));
  if (name.starts_with("SVFOP_")) name.erase(0, 6);
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (name == "current_role") name = "current_user";
  Exprs args;
  if (name.ends_with("_n")) {
    name.resize(name.size() - 2);
    args.push_back(MakeInteger(Number(node, "typmod")));
  }
  if (Classify(name) != FunctionClass::kScalar) return Unsupported(name);
  Type type = ScalarType(name, args);
  return MakeCall(std::move(name), std::move(args), std::move(type));
}

}  // namespace tacit::sql::bind
