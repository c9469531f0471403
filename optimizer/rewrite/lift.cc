#include "optimizer/rewrite/lift.h"

#include <algorithm>
#include <cstdint>
#include <utility>

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

// The arguments that are lifted; none where constants are compared with each other.
std::vector<std::size_t> LiftedArguments(const Expr& e) {
  const bool compares =
      e.kind == ExprKind::kCompare || e.kind == ExprKind::kInList || e.kind == ExprKind::kDistinct;
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    if (Liftable(e.args[i])) found.push_back(i);
  }
  if (compares) return found.size() == e.args.size() ? std::vector<std::size_t>{} : found;
  // The pattern alone: an escape is read with it.
  if (e.kind == ExprKind::kLike) {
    return e.args.size() == 2 && found == std::vector<std::size_t>{1} ? found : std::vector<std::size_t>{};
  }
  const bool of_one_text =
      e.kind == ExprKind::kCall && (e.name == "lower" || e.name == "upper") && e.args.size() == 1;
  return of_one_text ? found : std::vector<std::size_t>{};
}

// The limit of the statement's result; null where it has none.
const sql::Query* TopLimit(const QueryPtr& statement) {
  const sql::Query* node = statement.get();
  while (node->kind == sql::QueryKind::kProject) node = node->inputs[0].get();
  return node->kind == sql::QueryKind::kLimit ? node : nullptr;
}

bool IsMoreThanOne(const ExprPtr& e) {
  const auto* number = e != nullptr && sql::IsLiteral(e) ? std::get_if<std::int64_t>(&e->literal) : nullptr;
  return number != nullptr && *number > 1;
}

// Constants of two types are two, though they read alike: as parameters, each keeps its own.
bool SameConstant(const ExprPtr& a, const ExprPtr& b) {
  return sql::Same(a, b) && a->type == b->type && a->type.name == b->type.name;
}

}  // namespace

Lifting::Lifting(const QueryPtr& statement, For purpose) : purpose_(purpose) {
  const auto add = [this](const ExprPtr& literal) {
    const auto is_it = [&](const ExprPtr& known) { return SameConstant(known, literal); };
    if (std::none_of(literals_.begin(), literals_.end(), is_it)) literals_.push_back(literal);
  };
  (void)sql::TransformExprsDeep(statement, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind == ExprKind::kParameter) first_parameter_ = std::max(first_parameter_, e->parameter + 1);
    for (const std::size_t i : LiftedArguments(*e)) add(e->args[i]);
    return nullptr;
  });
  const sql::Query* limit = purpose == For::kProof ? TopLimit(statement) : nullptr;
  if (limit == nullptr) return;
  if (IsMoreThanOne(limit->limit)) add(limit->limit);
  if (IsMoreThanOne(limit->offset)) add(limit->offset);
}

ExprPtr Lifting::ParameterFor(const ExprPtr& literal) const {
  const auto found = std::find_if(literals_.begin(), literals_.end(),
                                  [&](const ExprPtr& known) { return SameConstant(known, literal); });
  if (found == literals_.end()) return nullptr;
  return sql::MakeParameter(first_parameter_ + static_cast<int>(found - literals_.begin()), (*found)->type);
}

QueryPtr Lifting::Lift(const QueryPtr& q) const {
  const QueryPtr lifted = sql::TransformExprsDeep(q, [this](const ExprPtr& e) -> ExprPtr {
    Expr copy = *e;
    bool changed = false;
    for (const std::size_t i : LiftedArguments(*e)) {
      ExprPtr parameter = ParameterFor(e->args[i]);
      if (parameter == nullptr) continue;
      copy.args[i] = std::move(parameter);
      changed = true;
    }
    return changed ? std::make_shared<const Expr>(std::move(copy)) : nullptr;
  });
  return purpose_ == For::kProof ? LiftLimit(lifted) : lifted;
}

QueryPtr Lifting::LiftLimit(const QueryPtr& q) const {
  if (q->kind == sql::QueryKind::kProject) {
    const QueryPtr input = LiftLimit(q->inputs[0]);
    return input == q->inputs[0] ? q : sql::WithInputs(q, {input});
  }
  if (q->kind != sql::QueryKind::kLimit) return q;
  sql::Query lifted = *q;
  for (ExprPtr* bound : {&lifted.limit, &lifted.offset}) {
    ExprPtr parameter = IsMoreThanOne(*bound) ? ParameterFor(*bound) : nullptr;
    if (parameter != nullptr) *bound = std::move(parameter);
  }
  return lifted.limit == q->limit && lifted.offset == q->offset
             ? q
             : std::make_shared<const sql::Query>(std::move(lifted));
}

QueryPtr Lifting::FillIn(const QueryPtr& lifted) const {
  return sql::TransformExprsDeep(lifted, [this](const ExprPtr& e) -> ExprPtr {
    const bool ours = e->kind == ExprKind::kParameter && e->parameter >= first_parameter_;
    const std::size_t at =
        ours ? static_cast<std::size_t>(e->parameter - first_parameter_) : literals_.size();
    return at < literals_.size() ? literals_[at] : nullptr;
  });
}

}  // namespace tacit::rewrite
