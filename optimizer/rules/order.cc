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
    {"determined-drop-sort-key", "a sort key that the keys before it determine orders nothing",
     "it is a constant, or depends on them by a key or an equality; or there is at most one row",
     DropSortKeys},
    {"unique-key-add-limit-one", "a query for at most one row can stop at the first",
     "predicates pin a whole key to constants", AddLimitOne},
    {"exists-drop-limit", "EXISTS asks for one row anyway", "LIMIT of at least one, no OFFSET, under EXISTS",
     DropLimitInExists},
};

}  // namespace

std::span<const Rule> OrderRules() { return kOrderRules; }

}  // namespace tacit::rules
