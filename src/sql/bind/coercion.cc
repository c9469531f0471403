// Types: constants without one take the type of what they meet; what cannot meet is refused.
#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"
#include "src/sql/bind/literals.h"

namespace tacit::sql::bind {
namespace {

bool IsUntyped(const ExprPtr& e) {
  return e->type.kind == TypeKind::kUnknown &&
         (e->kind == ExprKind::kLiteral || e->kind == ExprKind::kParameter);
}

const std::string* UntypedText(const ExprPtr& e) {
  return IsUntyped(e) && IsLiteral(e) ? std::get_if<std::string>(&e->literal) : nullptr;
}

// The type of a value as an operand: a declared length or precision binds stored values, not constants.
Type AsOperand(const Type& type) {
  const bool plain = !type.length && type.name.find('(') == std::string::npos;
  if (plain || type.kind == TypeKind::kUnknown) return type;
  return type.name.starts_with("timestamptz") ? Type{type.kind, {}, "timestamptz"} : MakeType(type.kind);
}

bool AreComparable(TypeKind a, TypeKind b) {
  return a == b || a == TypeKind::kUnknown || b == TypeKind::kUnknown || (IsNumber(a) && IsNumber(b)) ||
         (IsString(a) && IsString(b)) || (IsMoment(a) && IsMoment(b)) ||
         (a == TypeKind::kTime && b == TypeKind::kInterval) ||
         (a == TypeKind::kInterval && b == TypeKind::kTime);
}

// 0 and 1 as MySQL's and SQLite's truth values.
ExprPtr TruthOfNumber(const ExprPtr& e) {
  const auto* number = IsLiteral(e) ? std::get_if<std::int64_t>(&e->literal) : nullptr;
  return number != nullptr && (*number == 0 || *number == 1) ? MakeBool(*number == 1) : nullptr;
}

}  // namespace

Result<ExprPtr> Binder::Coerce(ExprPtr e, const Type& type) const {
  if (!IsUntyped(e) || type.kind == TypeKind::kUnknown) return e;
  if (IsNullLiteral(e)) return MakeNull(AsOperand(type));
  if (e->kind == ExprKind::kParameter) return MakeParameter(e->parameter, AsOperand(type));
  const std::string* text = UntypedText(e);
  if (text == nullptr) return e;
  Result<ExprPtr> typed = TypedLiteral(*text, AsOperand(type), dialect_);
  if (!typed.ok() && !postgresql()) return MakeText(*text);
  return typed;
}

Result<ExprPtr> Binder::CastTo(ExprPtr e, const Type& type) const {
  if (IsUntyped(e) && type.kind != TypeKind::kUnknown) {
    if (IsNullLiteral(e)) return MakeNull(type);
    if (const std::string* text = UntypedText(e)) {
      Result<ExprPtr> typed = TypedLiteral(*text, type, dialect_);
      return typed.ok() || postgresql() ? typed : Result<ExprPtr>(MakeCast(MakeText(*text), type));
    }
    if (e->kind == ExprKind::kParameter && AsOperand(type).name == type.name) {
      return MakeParameter(e->parameter, type);
    }
  }
  if (const std::string* text = UntypedText(e)) e = MakeText(*text);
  // Nothing changes: the very same type, or a string as a string of any length.
  const bool same = e->type.kind != TypeKind::kUnknown && e->type.kind == type.kind;
  if (same && (e->type.name == type.name || (type.kind == TypeKind::kText && !type.length))) return e;
  return MakeCast(std::move(e), type);
}

Status Binder::CheckComparable(std::string_view op, const ExprPtr& left, const ExprPtr& right) const {
  if (!postgresql() || AreComparable(left->type.kind, right->type.kind)) return Status::Ok();
  return BindError("operator does not exist: " + left->type.name + " " + std::string(op) + " " +
                   right->type.name + "; cast one side");
}

Status Binder::Unify(std::string_view op, ExprPtr& left, ExprPtr& right) const {
  if (IsUntyped(left) && IsUntyped(right)) {
    const bool texts = UntypedText(left) != nullptr || UntypedText(right) != nullptr;
    const Type type = texts ? MakeType(TypeKind::kText) : Type{};
    TACIT_ASSIGN_OR_RETURN(left, Coerce(left, type));
    TACIT_ASSIGN_OR_RETURN(right, Coerce(right, type));
    return Status::Ok();
  }
  const Type left_type = left->type;
  TACIT_ASSIGN_OR_RETURN(left, Coerce(left, right->type));
  TACIT_ASSIGN_OR_RETURN(right, Coerce(right, left_type));
  if (const std::string* text = UntypedText(left)) left = MakeText(*text);
  if (const std::string* text = UntypedText(right)) right = MakeText(*text);
  if (!postgresql()) {
    if (left->type.kind == TypeKind::kBoolean && TruthOfNumber(right) != nullptr)
      right = TruthOfNumber(right);
    if (right->type.kind == TypeKind::kBoolean && TruthOfNumber(left) != nullptr) left = TruthOfNumber(left);
  }
  return CheckComparable(op, left, right);
}

Result<ExprPtr> Binder::Compare(CompareOp op, ExprPtr left, ExprPtr right) const {
  TACIT_RETURN_IF_ERROR(Unify(Symbol(op), left, right));
  return MakeCompare(op, std::move(left), std::move(right));
}

Status Binder::CoerceAll(Exprs& exprs, std::string_view what) const {
  Type common;
  for (const ExprPtr& e : exprs) {
    if (IsUntyped(e)) continue;
    if (common.kind != TypeKind::kUnknown && e->type.kind != TypeKind::kUnknown &&
        CommonType(common, e->type).kind == TypeKind::kUnknown) {
      if (!postgresql()) return Status::Ok();
      return BindError(std::string(what) + " types " + common.name + " and " + e->type.name +
                       " cannot be matched");
    }
    common = CommonType(common, e->type);
  }
  const bool texts =
      std::any_of(exprs.begin(), exprs.end(), [](const ExprPtr& e) { return UntypedText(e) != nullptr; });
  const bool typed = std::any_of(exprs.begin(), exprs.end(), [](const ExprPtr& e) { return !IsUntyped(e); });
  if (!typed && texts) common = MakeType(TypeKind::kText);
  for (ExprPtr& e : exprs) {
    TACIT_ASSIGN_OR_RETURN(e, Coerce(e, common));
    if (const std::string* text = UntypedText(e)) e = MakeText(*text);
  }
  return Status::Ok();
}

Result<QueryPtr> Binder::CoerceOutput(const QueryPtr& query, std::size_t index, const Type& type) const {
  Query copy = *query;
  switch (query->kind) {
    case QueryKind::kProject: {
      TACIT_ASSIGN_OR_RETURN(ExprPtr coerced, Coerce(copy.exprs[index], type));
      if (coerced == copy.exprs[index]) return query;
      copy.exprs[index] = std::move(coerced);
      break;
    }
    case QueryKind::kValues:
      for (Exprs& row : copy.rows) {
        TACIT_ASSIGN_OR_RETURN(row[index], Coerce(row[index], type));
      }
      copy.columns[index].type = CommonType(copy.columns[index].type, type);
      break;
    case QueryKind::kSetOp:
    case QueryKind::kDistinct:
    case QueryKind::kSort:
    case QueryKind::kLimit:
      for (QueryPtr& input : copy.inputs) {
        TACIT_ASSIGN_OR_RETURN(input, CoerceOutput(input, index, type));
      }
      break;
    default: return query;
  }
  std::vector<QueryPtr> inputs = copy.inputs;
  return WithInputs(std::make_shared<const Query>(std::move(copy)), std::move(inputs));
}

Result<QueryPtr> Binder::SettleOutputs(QueryPtr query) const {
  for (std::size_t i = 0; i < query->columns.size(); ++i) {
    if (query->columns[i].type.kind != TypeKind::kUnknown) continue;
    const Query* node = query.get();
    while (node->kind == QueryKind::kLimit || node->kind == QueryKind::kSort ||
           node->kind == QueryKind::kDistinct) {
      node = node->inputs[0].get();
    }
    const bool text = node->kind == QueryKind::kProject && UntypedText(node->exprs[i]) != nullptr;
    if (!text) continue;
    TACIT_ASSIGN_OR_RETURN(query, CoerceOutput(query, i, MakeType(TypeKind::kText)));
  }
  return query;
}

}  // namespace tacit::sql::bind
