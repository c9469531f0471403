// Set operations whose branches cannot meet.
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using algebra::Properties;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

bool DuplicateFree(const QueryPtr& q, const Context& context) {
  ColumnSet columns;
  for (const sql::OutputColumn& column : q->columns) columns.insert(column.id);
  return context.analyser.Of(q).IsKey(columns);
}

// Some output column is one constant in one branch and another in the other.
bool Disjoint(const QueryPtr& a, const QueryPtr& b, const Context& context) {
  const Properties& left = context.analyser.Of(a);
  const Properties& right = context.analyser.Of(b);
  for (std::size_t i = 0; i < a->columns.size(); ++i) {
    const ExprPtr x = left.ConstantOf(a->columns[i].id);
    const ExprPtr y = right.ConstantOf(b->columns[i].id);
    if (!x || !y || !sql::IsLiteral(x) || !sql::IsLiteral(y)) continue;
    if (x->literal.index() == y->literal.index() && x->literal != y->literal) return true;
  }
  return false;
}

std::vector<Replacement> UnionToUnionAll(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kSetOp || node->set_op != sql::SetOpKind::kUnion || node->all) return {};
  const QueryPtr& a = node->inputs[0];
  const QueryPtr& b = node->inputs[1];
  const bool free = DuplicateFree(a, context) && DuplicateFree(b, context) && Disjoint(a, b, context);
  if (context.duplicates_matter && !free) return {};
  sql::Query all = *node;
  all.all = true;
  return {{std::make_shared<const sql::Query>(std::move(all)), {}}};
}

constexpr Rule kSetOpRules[] = {
    {"disjoint-union-to-union-all", "UNION of branches that share no row, and repeat none, is UNION ALL",
     "each branch outputs a key, a column differs by constants; or duplicates do not matter", UnionToUnionAll,
     /*reads_literals=*/true},
};

}  // namespace

std::span<const Rule> SetOpRules() { return kSetOpRules; }

}  // namespace tacit::rules
