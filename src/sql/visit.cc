// Walking expressions and queries, and what is learned by walking.
#include <algorithm>
#include <iterator>
#include <set>

#include "src/sql/query.h"
#include "src/sql/query_internal.h"

namespace tacit::sql {
namespace {

// The expressions of q and of the nodes below it.
void VisitExprsOf(const QueryPtr& q, const std::function<void(const Expr&)>& visit) {
  internal::ForEachExpr(*q, [&](const ExprPtr& e) { Visit(e, visit); });
  for (const QueryPtr& input : q->inputs) VisitExprsOf(input, visit);
}

// The sub-queries that stand in e itself, not those inside them.
void ForEachSubquery(const ExprPtr& e, const std::function<void(const QueryPtr&)>& visit) {
  if (e->query != nullptr) visit(e->query);
  for (const ExprPtr& arg : e->args) ForEachSubquery(arg, visit);
  if (e->filter != nullptr) ForEachSubquery(e->filter, visit);
}

void AddOwnRelations(const QueryPtr& q, std::set<RelId>& rels) {
  VisitQuery(q, [&](const Query& node) {
    if (node.rel >= 0) rels.insert(node.rel);
  });
}

std::vector<ColumnId> Without(const std::set<ColumnId>& columns, const std::set<RelId>& rels) {
  std::vector<ColumnId> out;
  std::copy_if(columns.begin(), columns.end(), std::back_inserter(out),
               [&](const ColumnId& id) { return !rels.contains(id.rel); });
  return out;
}

}  // namespace

void Visit(const ExprPtr& e, const std::function<void(const Expr&)>& visit) {
  visit(*e);
  for (const ExprPtr& arg : e->args) Visit(arg, visit);
  if (e->filter != nullptr) Visit(e->filter, visit);
  if (e->query != nullptr) VisitExprsOf(e->query, visit);
}

void VisitQuery(const QueryPtr& q, const std::function<void(const Query&)>& visit) {
  visit(*q);
  for (const QueryPtr& input : q->inputs) VisitQuery(input, visit);
  internal::ForEachExpr(*q, [&](const ExprPtr& e) {
    ForEachSubquery(e, [&](const QueryPtr& subquery) { VisitQuery(subquery, visit); });
  });
}

std::vector<ColumnId> ColumnsOf(const ExprPtr& e) {
  std::set<ColumnId> columns;
  Visit(e, [&](const Expr& node) {
    if (node.kind == ExprKind::kColumn) columns.insert(node.column);
  });
  std::set<RelId> own;
  ForEachSubquery(e, [&](const QueryPtr& q) { AddOwnRelations(q, own); });
  return Without(columns, own);
}

bool ContainsAggregate(const ExprPtr& e) {
  if (e->kind == ExprKind::kAggregate) return true;
  return std::any_of(e->args.begin(), e->args.end(), ContainsAggregate);
}

bool ContainsSubquery(const ExprPtr& e) {
  bool found = false;
  ForEachSubquery(e, [&](const QueryPtr&) { found = true; });
  return found;
}

RelId MaxRel(const QueryPtr& q) {
  RelId max = 0;
  VisitQuery(q, [&](const Query& node) { max = std::max(max, node.rel); });
  return max;
}

std::vector<RelId> OwnRelations(const QueryPtr& q) {
  std::set<RelId> rels;
  AddOwnRelations(q, rels);
  return {rels.begin(), rels.end()};
}

std::vector<ColumnId> OuterColumns(const QueryPtr& q) {
  std::set<ColumnId> columns;
  VisitExprsOf(q, [&](const Expr& e) {
    if (e.kind == ExprKind::kColumn) columns.insert(e.column);
  });
  std::set<RelId> own;
  AddOwnRelations(q, own);
  return Without(columns, own);
}

}  // namespace tacit::sql
