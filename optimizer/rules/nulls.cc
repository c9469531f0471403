// What NOT NULL says of null tests and of functions that look for NULL.
#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::Properties;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// The node with its own expressions rebuilt, or nothing where they stay.
std::vector<Replacement> Rebuilt(const QueryPtr& node, const sql::ExprReplacer& replace) {
  const bool reads_rows = node->kind == QueryKind::kFilter || node->kind == QueryKind::kJoin ||
                          node->kind == QueryKind::kProject || node->kind == QueryKind::kAggregate ||
                          node->kind == QueryKind::kSort;
  if (!reads_rows) return {};
  QueryPtr rebuilt = sql::TransformExprs(node, replace);
  if (rebuilt == node) return {};
  return {{std::move(rebuilt), {}}};
}

std::vector<Replacement> FoldNullTests(const QueryPtr& node, const Context& context) {
  return Rebuilt(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kIsNull || !NeverNull(e->args[0], node, context)) return nullptr;
    return sql::MakeBool(e->negated);
  });
}

std::vector<Replacement> FoldCoalesce(const QueryPtr& node, const Context& context) {
  return Rebuilt(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kCall || e->name != "coalesce" || e->args.empty()) return nullptr;
    if (e->args[0]->type.kind != e->type.kind || !NeverNull(e->args[0], node, context)) return nullptr;
    return e->args[0];
  });
}

std::vector<Replacement> CountRows(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate) return {};
  return Rebuilt(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kAggregate || e->name != "count" || e->distinct || e->args.size() != 1)
      return nullptr;
    if (!NeverNull(e->args[0], node, context)) return nullptr;
    Expr rows = *e;
    rows.args.clear();
    return std::make_shared<const Expr>(std::move(rows));
  });
}

constexpr Rule kNullRules[] = {
    {"not-null-fold-null-test", "IS NULL on a column that is never NULL is FALSE, IS NOT NULL is TRUE",
     "the column is NOT NULL and its table is not on the optional side of an outer join", FoldNullTests},
    {"not-null-drop-coalesce", "COALESCE whose first argument is never NULL is that argument",
     "the first argument is NOT NULL and not on the optional side of an outer join", FoldCoalesce},
    {"count-column-to-star", "COUNT of a column that is never NULL counts rows",
     "the column is NOT NULL and not on the optional side of an outer join", CountRows},
};

}  // namespace

std::span<const Rule> NullRules() { return kNullRules; }

}  // namespace tacit::rules
