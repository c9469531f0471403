#include "src/sql/query.h"

#include <cassert>
#include <utility>

#include "src/sql/query_internal.h"

namespace tacit::sql {

void internal::RefreshColumns(Query& q) {
  switch (q.kind) {
    case QueryKind::kScan:
    case QueryKind::kValues: return;
    case QueryKind::kProject:
    case QueryKind::kAggregate: {
      std::size_t i = 0;
      for (const ExprPtr& e : q.exprs) q.columns[i++].type = e->type;
      for (const ExprPtr& e : q.aggregates) q.columns[i++].type = e->type;
      return;
    }
    case QueryKind::kSetOp:
      for (std::size_t i = 0; i < q.columns.size(); ++i) {
        q.columns[i].type = CommonType(q.inputs[0]->columns[i].type, q.inputs[1]->columns[i].type);
      }
      return;
    case QueryKind::kJoin:
      q.columns = q.inputs[0]->columns;
      q.columns.insert(q.columns.end(), q.inputs[1]->columns.begin(), q.inputs[1]->columns.end());
      return;
    case QueryKind::kFilter:
    case QueryKind::kDistinct:
    case QueryKind::kSort:
    case QueryKind::kLimit: q.columns = q.inputs[0]->columns; return;
  }
}

namespace {

Query OfKind(QueryKind kind, std::vector<QueryPtr> inputs) {
  Query q;
  q.kind = kind;
  q.inputs = std::move(inputs);
  return q;
}

QueryPtr Finish(Query q) {
  internal::RefreshColumns(q);
  return std::make_shared<const Query>(std::move(q));
}

// Columns that a node makes under its own relation number; their types are set afterwards.
std::vector<OutputColumn> OwnColumns(RelId rel, std::vector<std::string> names) {
  std::vector<OutputColumn> columns;
  columns.reserve(names.size());
  for (std::string& name : names) {
    columns.push_back({{rel, static_cast<int>(columns.size())}, std::move(name), {}});
  }
  return columns;
}

}  // namespace

QueryPtr MakeScan(RelId rel, std::string table, std::string alias, std::vector<OutputColumn> columns) {
  Query q = OfKind(QueryKind::kScan, {});
  q.rel = rel;
  q.table = std::move(table);
  q.alias = std::move(alias);
  q.columns = std::move(columns);
  return Finish(std::move(q));
}

QueryPtr MakeValues(RelId rel, std::vector<std::vector<ExprPtr>> rows, std::vector<OutputColumn> columns) {
  Query q = OfKind(QueryKind::kValues, {});
  q.rel = rel;
  q.rows = std::move(rows);
  q.columns = std::move(columns);
  return Finish(std::move(q));
}

QueryPtr MakeProject(RelId rel, QueryPtr input, std::vector<ExprPtr> exprs, std::vector<std::string> names) {
  assert(exprs.size() == names.size());
  Query q = OfKind(QueryKind::kProject, {std::move(input)});
  q.rel = rel;
  q.exprs = std::move(exprs);
  q.columns = OwnColumns(rel, std::move(names));
  return Finish(std::move(q));
}

QueryPtr MakeFilter(QueryPtr input, ExprPtr predicate) {
  Query q = OfKind(QueryKind::kFilter, {std::move(input)});
  q.predicate = std::move(predicate);
  return Finish(std::move(q));
}

QueryPtr MakeJoin(JoinKind join, QueryPtr left, QueryPtr right, ExprPtr predicate, bool lateral) {
  Query q = OfKind(QueryKind::kJoin, {std::move(left), std::move(right)});
  q.join = join;
  q.predicate = std::move(predicate);
  q.lateral = lateral;
  return Finish(std::move(q));
}

QueryPtr MakeAggregate(RelId rel, QueryPtr input, std::vector<ExprPtr> keys, std::vector<ExprPtr> aggregates,
                       std::vector<std::string> names, bool global) {
  assert(keys.size() + aggregates.size() == names.size());
  Query q = OfKind(QueryKind::kAggregate, {std::move(input)});
  q.rel = rel;
  q.exprs = std::move(keys);
  q.aggregates = std::move(aggregates);
  q.columns = OwnColumns(rel, std::move(names));
  q.global = global;
  return Finish(std::move(q));
}

QueryPtr MakeDistinctRows(QueryPtr input) { return Finish(OfKind(QueryKind::kDistinct, {std::move(input)})); }

QueryPtr MakeSetOp(RelId rel, SetOpKind op, bool all, QueryPtr left, QueryPtr right,
                   std::vector<std::string> names) {
  assert(left->columns.size() == right->columns.size() && left->columns.size() == names.size());
  Query q = OfKind(QueryKind::kSetOp, {std::move(left), std::move(right)});
  q.rel = rel;
  q.set_op = op;
  q.all = all;
  q.columns = OwnColumns(rel, std::move(names));
  return Finish(std::move(q));
}

QueryPtr MakeSort(QueryPtr input, std::vector<SortKey> keys) {
  Query q = OfKind(QueryKind::kSort, {std::move(input)});
  q.sort_keys = std::move(keys);
  return Finish(std::move(q));
}

QueryPtr MakeLimit(QueryPtr input, ExprPtr limit, ExprPtr offset) {
  Query q = OfKind(QueryKind::kLimit, {std::move(input)});
  q.limit = std::move(limit);
  q.offset = std::move(offset);
  return Finish(std::move(q));
}

QueryPtr WithInputs(const QueryPtr& q, std::vector<QueryPtr> inputs) {
  assert(inputs.size() == q->inputs.size());
  Query copy = *q;
  copy.inputs = std::move(inputs);
  return Finish(std::move(copy));
}

}  // namespace tacit::sql
