#include "optimizer/rules/table_facts.h"

#include <algorithm>

namespace tacit::rules {

using algebra::Fact;
using algebra::FactKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

std::vector<Atom> StatedOf(sql::ColumnId column, const Block& block, const Context& context) {
  std::vector<Atom> atoms;
  for (const QueryPtr& leaf : block.leaves) {
    if (leaf->kind != QueryKind::kScan || leaf->rel != column.rel) continue;
    for (const algebra::FactId id : context.facts.OfTable(leaf->table)) {
      const Fact& fact = context.facts[id];
      if (fact.kind != FactKind::kCheck || fact.columns != std::vector<int>{column.index}) continue;
      for (const ExprPtr& part : sql::Conjuncts(algebra::OnScan(fact.predicate, column.rel))) {
        if (auto atom = AtomOf(part)) atoms.push_back(std::move(*atom));
      }
    }
  }
  return atoms;
}

bool LeadsIndex(const Schema& schema, const std::string& table, int column) {
  const Table* found = schema.Find(table);
  if (found == nullptr || column < 0 || static_cast<std::size_t>(column) >= found->columns.size()) {
    return false;
  }
  const std::string& name = found->columns[static_cast<std::size_t>(column)].name;
  const auto leads = [&](const std::vector<std::string>& columns) {
    return !columns.empty() && columns.front() == name;
  };
  return leads(found->primary_key) ||
         std::ranges::any_of(found->uniques,
                             [&](const UniqueKey& key) { return !key.where && leads(key.columns); }) ||
         std::ranges::any_of(found->indexes,
                             [&](const Index& index) { return !index.where && leads(index.columns); });
}

}  // namespace tacit::rules
