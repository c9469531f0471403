// Sorting and LIMIT where the number of rows is known.
#include <algorithm>

#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using algebra::Properties;
using sql::ColumnId;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// A key that what is sorted before it determines orders nothing.
std::vector<Replacement> DropSortKeys(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kSort) return {};
  const Properties& rows = context.analyser.Of(node->inputs[0]);
  std::vector<sql::SortKey> kept;
  ColumnSet sorted;
  for (const sql::SortKey& key : node->sort_keys) {
    const std::vector<ColumnId> columns = sql::ColumnsOf(key.expr);
    const bool determined =
        rows.AtMostOneRow() || std::all_of(columns.begin(), columns.end(),
                                           [&](const ColumnId& id) { return rows.Determines(sorted, id); });
    if (determined) continue;
    if (key.expr->kind == sql::ExprKind::kColumn) sorted.insert(key.expr->column);
    kept.push_back(key);
  }
  if (kept.size() == node->sort_keys.size()) return {};
  if (kept.empty()) return {{node->inputs[0], {}}};
  return {{sql::MakeSort(node->inputs[0], std::move(kept)), {}}};
}

std::vector<Replacement> AddLimitOne(const QueryPtr& node, const Context& context) {
  if (!context.statement_root || node->kind == QueryKind::kLimit || node->kind == QueryKind::kValues)
    return {};
  const Properties& rows = context.analyser.Of(node);
  if (rows.empty() || !rows.AtMostOneRow()) return {};
  QueryPtr below = node;
  while (below->kind == QueryKind::kProject || below->kind == QueryKind::kSort) below = below->inputs[0];
  if (below->kind == QueryKind::kAggregate || below->kind == QueryKind::kValues ||
      below->kind == QueryKind::kLimit) {
    return {};
  }
  return {{sql::MakeLimit(node, sql::MakeInteger(1), nullptr), {}}};
}

bool AtLeastOne(const ExprPtr& limit) {
  if (!limit) return true;
  const auto* rows = sql::IsLiteral(limit) ? std::get_if<std::int64_t>(&limit->literal) : nullptr;
  return rows != nullptr && *rows >= 1;
}

std::vector<Replacement> DropLimitInExists(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kLimit || context.duplicates_matter || !context.used.empty()) return {};
  if (node->offset || !AtLeastOne(node->limit)) return {};
  return {{node->inputs[0], {}}};
}

constexpr Rule kOrderRules[] = {
    {.name = "determined-drop-sort-key",
     .summary = "a sort key that the keys before it determine orders nothing",
     .precondition =
         "it is a constant, or depends on them by a key or an equality; or there is at most one row",
     .apply = DropSortKeys,
     .example =
         {"SELECT id, project_id, subject FROM issues WHERE project_id = 4 ORDER BY project_id, id, subject",
          "SELECT id, project_id, subject FROM issues WHERE project_id = 4 ORDER BY id"},
     .near_miss = {"a predicate makes the key a constant",
                   {"SELECT id, project_id FROM issues ORDER BY project_id, id",
                    "SELECT id, project_id FROM issues ORDER BY id"}}},
    {.name = "unique-key-add-limit-one",
     .summary = "a query for at most one row can stop at the first",
     .precondition = "predicates pin a whole key to constants",
     .apply = AddLimitOne,
     .example = {"SELECT id, mail FROM users WHERE login = 'admin'",
                 "SELECT id, mail FROM users WHERE login = 'admin' LIMIT 1"},
     .near_miss = {"the whole key is pinned",
                   {"SELECT id FROM members WHERE user_id = 3",
                    "SELECT id FROM members WHERE user_id = 3 LIMIT 1"}}},
    {.name = "exists-drop-limit",
     .summary = "EXISTS asks for one row anyway",
     .precondition = "LIMIT of at least one, no OFFSET, under EXISTS",
     .apply = DropLimitInExists,
     .example =
         {"SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id LIMIT 1)",
          "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)"},
     .near_miss =
         {"the limit is at least one",
          {"SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id LIMIT 0)",
           "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)"}}},
};

}  // namespace

std::span<const Rule> OrderRules() { return kOrderRules; }

}  // namespace tacit::rules
