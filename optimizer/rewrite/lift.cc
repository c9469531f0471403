#include "optimizer/rewrite/lift.h"

#include <algorithm>

namespace tacit::rewrite {

using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryPtr;

namespace {

// Booleans stay: a template for each of the two is worth more than one for both.
bool Liftable(const ExprPtr& e) {
  return sql::IsLiteral(e) && !sql::IsNullLiteral(e) && !std::holds_alternative<bool>(e->literal);
}

// The arguments of a comparison that are lifted; none where constants are compared with each other.
std::vector<std::size_t> LiftedArguments(const Expr& e) {
  if (e.kind != ExprKind::kCompare && e.kind != ExprKind::kInList && e.kind != ExprKind::kDistinct) return {};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    if (Liftable(e.args[i])) found.push_back(i);
  }
  return found.size() == e.args.size() ? std::vector<std::size_t>{} : found;
}

}  // namespace

Lifting::Lifting(const QueryPtr& statement) {
  (void)sql::TransformExprsDeep(statement, [this](const ExprPtr& e) -> ExprPtr {
    if (e->kind == ExprKind::kParameter) first_parameter_ = std::max(first_parameter_, e->parameter + 1);
    for (const std::size_t i : LiftedArguments(*e)) {
      const auto is_it = [&](const ExprPtr& known) { return sql::Same(known, e->args[i]); };
      if (std::none_of(literals_.begin(), literals_.end(), is_it)) literals_.push_back(e->args[i]);
    }
    return nullptr;
  });
}

QueryPtr Lifting::Lift(const QueryPtr& q) const {
  return sql::TransformExprsDeep(q, [this](const ExprPtr& e) -> ExprPtr {
    Expr lifted = *e;
    bool changed = false;
    for (const std::size_t i : LiftedArguments(*e)) {
      const auto found = std::find_if(literals_.begin(), literals_.end(),
                                      [&](const ExprPtr& known) { return sql::Same(known, e->args[i]); });
      if (found == literals_.end()) continue;
      Expr parameter;
      parameter.kind = ExprKind::kParameter;
      parameter.type = (*found)->type;
      parameter.parameter = first_parameter_ + static_cast<int>(found - literals_.begin());
      lifted.args[i] = std::make_shared<const Expr>(std::move(parameter));
      changed = true;
    }
    return changed ? std::make_shared<const Expr>(std::move(lifted)) : nullptr;
  });
}

}  // namespace tacit::rewrite
