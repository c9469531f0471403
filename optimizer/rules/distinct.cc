// DISTINCT where nothing can be twice, and where nobody could tell.
#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using sql::QueryKind;
using sql::QueryPtr;

std::vector<Replacement> DropDistinctOverKey(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kDistinct) return {};
  const QueryPtr& input = node->inputs[0];
  const algebra::Properties& rows = context.analyser.Of(input);
  if (!rows.empty() && !rows.IsKey(ColumnsLeaving(input))) return {};
  return {{input, {}}};
}

std::vector<Replacement> DropDistinctInSet(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kDistinct || context.duplicates_matter) return {};
  return {{node->inputs[0], {}}};
}

constexpr Rule kDistinctRules[] = {
    {.name = "unique-key-drop-distinct",
     .summary = "DISTINCT over rows that are all different does nothing",
     .precondition = "the selected columns determine which row each joined table supplies",
     .apply = DropDistinctOverKey,
     .example = {"SELECT DISTINCT id, name FROM projects", "SELECT id, name FROM projects"},
     .near_miss = {"the unique column is NOT NULL",
                   {"SELECT DISTINCT identifier FROM projects", "SELECT identifier FROM projects"}}},
    {.name = "set-context-drop-distinct",
     .summary = "DISTINCT in a sub-query whose duplicates nobody sees does nothing",
     .precondition = "the rows feed IN, EXISTS, another DISTINCT or a UNION",
     .apply = DropDistinctInSet,
     .example = {"SELECT login FROM users WHERE id IN (SELECT DISTINCT user_id FROM members)",
                 "SELECT login FROM users WHERE id IN (SELECT user_id FROM members)"},
     .near_miss = {"duplicates cannot be told apart above",
                   {"SELECT count(*) FROM (SELECT DISTINCT user_id FROM members) m",
                    "SELECT count(*) FROM (SELECT user_id FROM members) m"}}},
};

}  // namespace

std::span<const Rule> DistinctRules() { return kDistinctRules; }

}  // namespace tacit::rules
