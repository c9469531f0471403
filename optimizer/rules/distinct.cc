// DISTINCT where nothing can be twice, and where nobody could tell.
#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using sql::QueryKind;
using sql::QueryPtr;

ColumnSet ColumnsLeaving(const QueryPtr& q) {
  ColumnSet columns;
  for (const sql::OutputColumn& column : q->columns) columns.insert(column.id);
  return columns;
}

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
    {"unique-key-drop-distinct", "DISTINCT over rows that are all different does nothing",
     "the selected columns determine which row each joined table supplies", DropDistinctOverKey},
    {"set-context-drop-distinct", "DISTINCT in a sub-query whose duplicates nobody sees does nothing",
     "the rows feed IN, EXISTS, another DISTINCT or a UNION", DropDistinctInSet},
};

}  // namespace

std::span<const Rule> DistinctRules() { return kDistinctRules; }

}  // namespace tacit::rules
