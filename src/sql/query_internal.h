// What this room's files about queries share.
#pragma once

#include <functional>

#include "src/sql/query.h"

namespace tacit::sql::internal {

// Every expression that the node itself holds, in a fixed order; not those of its inputs. Node is Query or
// const Query.
template <typename Node, typename Visitor>
void ForEachExpr(Node& q, const Visitor& visit) {
  for (auto& row : q.rows) {
    for (auto& e : row) visit(e);
  }
  for (auto& e : q.exprs) visit(e);
  for (auto& e : q.aggregates) visit(e);
  if (q.predicate != nullptr) visit(q.predicate);
  for (auto& key : q.sort_keys) visit(key.expr);
  if (q.limit != nullptr) visit(q.limit);
  if (q.offset != nullptr) visit(q.offset);
}

using ExprMap = std::function<ExprPtr(const ExprPtr&)>;
using QueryMap = std::function<QueryPtr(const QueryPtr&)>;

// The expression with its arguments and its filter mapped, and its sub-query. What does not change is shared.
[[nodiscard]] ExprPtr MapChildren(const ExprPtr& e, const ExprMap& map, const QueryMap& map_query);
// The node with each expression that it holds itself mapped, from the top.
[[nodiscard]] QueryPtr MapExprs(const QueryPtr& q, const ExprMap& map);

// Sets `columns` of a node from its inputs and expressions: types follow, ids and names of what the node
// makes itself stay.
void RefreshColumns(Query& q);

}  // namespace tacit::sql::internal
