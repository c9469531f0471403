#include <algorithm>
#include <string>

#include "src/base/status_macros.h"
#include "src/interpret/compile.h"
#include "src/interpret/run.h"

namespace tacit::interpret {
namespace {

using sql::ExprKind;
using sql::TypeKind;

Status Unsupported(std::string_view what) {
  return Status::NotSupported("unsupported: the interpreter does not model " + std::string(what));
}

bool IsDateOrTime(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTimestamp || kind == TypeKind::kTime;
}

// The kind that operands of a comparison are brought to; kUnknown where they may stay as they are.
TypeKind CommonKind(const std::vector<Scalar>& operands) {
  TypeKind common = TypeKind::kUnknown;
  for (const Scalar& operand : operands) {
    const TypeKind kind = operand.source->type.kind;
    if (kind == TypeKind::kUnknown || sql::IsString(kind)) continue;
    if (common == TypeKind::kUnknown || (common == TypeKind::kDate && kind == TypeKind::kTimestamp) ||
        (common == TypeKind::kInteger && sql::IsNumber(kind))) {
      common = kind;
    }
  }
  return common;
}

// Brings one operand to the common kind: a literal now, anything else whenever it is computed.
Status ReadAs(TypeKind kind, Scalar* operand) {
  const TypeKind own = operand->source->type.kind;
  if (kind == own || (sql::IsNumber(kind) && sql::IsNumber(own))) return Status::Ok();
  if (operand->source->kind == ExprKind::kLiteral) {
    Value typed = Typed(operand->literal, kind);
    if (IsNull(typed) && !IsNull(operand->literal)) return Unsupported("this reading of a literal");
    operand->literal = std::move(typed);
  } else if (IsDateOrTime(kind) && (IsDateOrTime(own) || own == TypeKind::kUnknown)) {
    operand->read_as = kind;
  }
  return Status::Ok();
}

Status Align(std::vector<Scalar>* operands) {
  const TypeKind common = CommonKind(*operands);
  if (common == TypeKind::kUnknown) return Status::Ok();
  for (Scalar& operand : *operands) TACIT_RETURN_IF_ERROR(ReadAs(common, &operand));
  return Status::Ok();
}

}  // namespace

Result<std::vector<Scalar>> Compiler::Expressions(const std::vector<sql::ExprPtr>& list, const Scope& scope) {
  std::vector<Scalar> scalars;
  scalars.reserve(list.size());
  for (const sql::ExprPtr& e : list) {
    TACIT_ASSIGN_OR_RETURN(Scalar scalar, Expression(e, scope));
    scalars.push_back(std::move(scalar));
  }
  return scalars;
}

// Operators and functions that the interpreter has, with operands of one kind where they are compared.
Status Compiler::Operands(const sql::Expr& e, Scalar* scalar) {
  switch (e.kind) {
    case ExprKind::kCompare:
    case ExprKind::kDistinct:
    case ExprKind::kInList: return Align(&scalar->args);
    case ExprKind::kLike:
      if (e.name != "like") return Unsupported(e.name);
      return Status::Ok();
    case ExprKind::kArithmetic:
      if (!KnowsArithmetic(e)) return Unsupported("this use of " + e.name);
      return Status::Ok();
    case ExprKind::kCast:
      if (!KnowsCast(e.args[0]->type, e.type)) return Unsupported("a cast to " + e.type.name);
      return Status::Ok();
    case ExprKind::kCall:
      if (e.name == "coalesce" || e.name == "greatest" || e.name == "least" || e.name == "nullif") {
        TACIT_RETURN_IF_ERROR(Align(&scalar->args));
        if (e.name == "coalesce") return Status::Ok();
      }
      scalar->function = FindFunction(e.name, e.args.size(), &scalar->strict);
      if (scalar->function == nullptr) return Unsupported(e.name + "()");
      return Status::Ok();
    case ExprKind::kAggregate:
      if (!KnowsAggregate(e.name, e.args.size())) return Unsupported(e.name + "()");
      return Status::Ok();
    case ExprKind::kParameter: return Unsupported("parameters without a value");
    default: return Status::Ok();
  }
}

Result<Scalar> Compiler::Expression(const sql::ExprPtr& e, const Scope& scope) {
  Scalar scalar;
  scalar.source = e;
  if (e->kind == ExprKind::kColumn) {
    for (const Scope* s = &scope; s != nullptr; s = s->outer, ++scalar.level) {
      const auto found = std::ranges::find(*s->layout, e->column);
      if (found == s->layout->end()) continue;
      scalar.slot = static_cast<int>(found - s->layout->begin());
      return scalar;
    }
    return Status::Internal("the interpreter finds no relation for column " + std::to_string(e->column.rel) +
                            "." + std::to_string(e->column.index));
  }
  if (e->kind == ExprKind::kLiteral) {
    scalar.literal = Typed(e->literal, e->type.kind);
    if (IsNull(scalar.literal) && !IsNull(e->literal))
      return Unsupported("a literal of type " + e->type.name);
    return scalar;
  }
  TACIT_ASSIGN_OR_RETURN(scalar.args, Expressions(e->args, scope));
  if (e->filter != nullptr) {
    TACIT_ASSIGN_OR_RETURN(Scalar filter, Expression(e->filter, scope));
    scalar.filter = std::make_unique<Scalar>(std::move(filter));
  }
  if (e->query != nullptr) {
    TACIT_ASSIGN_OR_RETURN(scalar.query, Statement(e->query, &scope));
    scalar.correlated = !sql::OuterColumns(e->query).empty();
  }
  TACIT_RETURN_IF_ERROR(Operands(*e, &scalar));
  return scalar;
}

}  // namespace tacit::interpret
