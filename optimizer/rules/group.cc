// Aggregates over values that are all different.
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

std::vector<Replacement> DropAggregateDistinct(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate) return {};
  ColumnSet keys;
  for (const ExprPtr& key : node->exprs) {
    if (key->kind == ExprKind::kColumn) keys.insert(key->column);
  }
  const algebra::Properties& rows = context.analyser.Of(node->inputs[0]);
  QueryPtr rebuilt = sql::TransformExprs(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kAggregate || !e->distinct || e->args.size() != 1) return nullptr;
    bool needless = e->name == "min" || e->name == "max";
    if (e->args[0]->kind == ExprKind::kColumn) {
      ColumnSet told_apart = keys;
      told_apart.insert(e->args[0]->column);
      needless = needless || rows.IsKey(told_apart);
    }
    if (!needless) return nullptr;
    Expr plain = *e;
    plain.distinct = false;
    return std::make_shared<const Expr>(std::move(plain));
  });
  if (rebuilt == node) return {};
  return {{std::move(rebuilt), {}}};
}

constexpr Rule kGroupRules[] = {
    {"unique-key-drop-aggregate-distinct", "COUNT(DISTINCT x) where x never repeats in a group is COUNT(x)",
     "x with the group's keys is a key of the rows aggregated; MIN and MAX need nothing",
     DropAggregateDistinct},
};

}  // namespace

std::span<const Rule> GroupRules() { return kGroupRules; }

}  // namespace tacit::rules
