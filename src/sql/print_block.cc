// Which operators one SELECT can say: Limit(Sort(Distinct(Project(Filter(Aggregate(Filter(joins))))))), each
// of them optional; a list may also be sorted and cut below its projection.
#include <algorithm>

#include "src/sql/print_internal.h"

namespace tacit::sql::print {
namespace {

const Query* Take(QueryKind kind, QueryPtr* q) {
  if ((*q)->kind != kind) return nullptr;
  const Query* taken = q->get();
  *q = taken->inputs[0];
  return taken;
}

// Does a sub-query in e take an aggregate's value from outside? SQL has no way to say that.
bool SubqueryNeedsAggregate(const ExprPtr& e, const Query& aggregate) {
  bool needs = false;
  Visit(e, [&](const Expr& part) {
    if (part.query == nullptr) return;
    for (const ColumnId& id : OuterColumns(part.query)) {
      needs = needs || (id.rel == aggregate.rel && id.index >= static_cast<int>(aggregate.exprs.size()));
    }
  });
  return needs;
}

bool AnyNeedsAggregate(const Block& block, const std::vector<ExprPtr>& having, const Query& aggregate) {
  const auto needs = [&](const ExprPtr& e) { return SubqueryNeedsAggregate(e, aggregate); };
  if (std::any_of(having.begin(), having.end(), needs)) return true;
  if (block.project != nullptr &&
      std::any_of(block.project->exprs.begin(), block.project->exprs.end(), needs)) {
    return true;
  }
  return block.sort != nullptr && std::any_of(block.sort->sort_keys.begin(), block.sort->sort_keys.end(),
                                              [&](const SortKey& key) { return needs(key.expr); });
}

void TakeFilters(QueryPtr* q, std::vector<ExprPtr>* predicates) {
  while (const Query* filter = Take(QueryKind::kFilter, q)) {
    predicates->insert(predicates->begin(), filter->predicate);
  }
}

// A filter on a side of a join whose rows the join keeps as they are may as well stand in WHERE.
QueryPtr HoistFilters(const QueryPtr& from, std::vector<ExprPtr>* where) {
  if (from->kind == QueryKind::kFilter) {
    const QueryPtr below = HoistFilters(from->inputs[0], where);
    where->push_back(from->predicate);
    return below;
  }
  if (from->kind != QueryKind::kJoin) return from;
  const bool left = from->join == JoinKind::kInner || from->join == JoinKind::kLeft;
  const bool right = from->join == JoinKind::kInner || from->join == JoinKind::kRight;
  const QueryPtr a = left ? HoistFilters(from->inputs[0], where) : from->inputs[0];
  const QueryPtr b = right ? HoistFilters(from->inputs[1], where) : from->inputs[1];
  return a == from->inputs[0] && b == from->inputs[1] ? from : WithInputs(from, {a, b});
}

// An expression over a projection's outputs can be sorted by only where it can be sorted by below.
bool SortsByOutputs(const Query& sort, const Query& input) {
  return std::all_of(sort.sort_keys.begin(), sort.sort_keys.end(), [&](const SortKey& key) {
    if (key.expr->kind != ExprKind::kColumn) return false;
    return std::any_of(input.columns.begin(), input.columns.end(),
                       [&](const OutputColumn& column) { return column.id == key.expr->column; });
  });
}

}  // namespace

Block ReadBlock(const QueryPtr& root) {
  Block block;
  QueryPtr q = root;
  block.limit = Take(QueryKind::kLimit, &q);
  block.sort = Take(QueryKind::kSort, &q);
  if (q->kind == QueryKind::kDistinct && (block.sort == nullptr || SortsByOutputs(*block.sort, *q))) {
    block.distinct = true;
    q = q->inputs[0];
  }
  block.project = Take(QueryKind::kProject, &q);
  // One with an alias was a derived table.
  if (block.project != nullptr && block.limit == nullptr && block.sort == nullptr && !block.distinct &&
      q->alias.empty()) {
    block.limit = Take(QueryKind::kLimit, &q);
    block.sort = Take(QueryKind::kSort, &q);
  }

  const QueryPtr above_grouping = q;
  std::vector<ExprPtr> filters;
  TakeFilters(&q, &filters);
  if (q->kind == QueryKind::kAggregate && !AnyNeedsAggregate(block, filters, *q)) {
    block.having = std::move(filters);
    block.aggregate = Take(QueryKind::kAggregate, &q);
    TakeFilters(&q, &block.where);
  } else {
    block.where = std::move(filters);
  }
  std::vector<ExprPtr> hoisted;
  block.from = HoistFilters(q, &hoisted);
  block.where.insert(block.where.begin(), hoisted.begin(), hoisted.end());
  return block;
}

}  // namespace tacit::sql::print
