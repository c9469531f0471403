// What this room's files about queries share.
#pragma once

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

// Sets `columns` of a node from its inputs and expressions: types follow, ids and names of what the node
// makes itself stay.
void RefreshColumns(Query& q);

}  // namespace tacit::sql::internal
