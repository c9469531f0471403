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
    {.name = "not-null-fold-null-test",
     .summary = "IS NULL on a column that is never NULL is FALSE, IS NOT NULL is TRUE",
     .precondition = "the column is NOT NULL and its table is not on the optional side of an outer join",
     .apply = FoldNullTests,
     .example = {"SELECT id FROM issues WHERE subject IS NOT NULL AND done_ratio = 5",
                 "SELECT id FROM issues WHERE done_ratio = 5"},
     .near_miss =
         {"the table is not on the optional side of an outer join",
          {"SELECT u.id FROM users u LEFT JOIN members m ON m.user_id = u.id WHERE m.project_id IS NULL",
           "SELECT u.id FROM users u LEFT JOIN members m ON m.user_id = u.id WHERE FALSE"}}},
    {.name = "not-null-drop-coalesce",
     .summary = "COALESCE whose first argument is never NULL is that argument",
     .precondition = "the first argument is NOT NULL and not on the optional side of an outer join",
     .apply = FoldCoalesce,
     .example = {"SELECT coalesce(done_ratio, 0) FROM issues", "SELECT done_ratio FROM issues"},
     .near_miss = {"the first argument is NOT NULL",
                   {"SELECT coalesce(rank, 0) FROM projects", "SELECT rank FROM projects"}}},
    {.name = "count-column-to-star",
     .summary = "COUNT of a column that is never NULL counts rows",
     .precondition = "the column is NOT NULL and not on the optional side of an outer join",
     .apply = CountRows,
     .example = {"SELECT count(project_id) FROM issues", "SELECT count(*) FROM issues"},
     .near_miss = {"the column is NOT NULL",
                   {"SELECT count(assigned_to_id) FROM issues", "SELECT count(*) FROM issues"}}},
};

}  // namespace

std::span<const Rule> NullRules() { return kNullRules; }

}  // namespace tacit::rules
