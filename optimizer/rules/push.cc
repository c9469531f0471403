// Filters nearer to the tables.
#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using sql::ColumnId;
using sql::ExprPtr;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

QueryPtr Below(const QueryPtr& q, const ExprPtr& conjunct, QueryKind past);

// What the node's columns are in terms of expressions below it.
Substitution Columns(const Query& q, const std::vector<ExprPtr>& exprs) {
  Substitution columns;
  for (std::size_t i = 0; i < exprs.size(); ++i) columns.emplace(q.columns[i].id, exprs[i]);
  return columns;
}

QueryPtr BelowGroups(const QueryPtr& q, const ExprPtr& conjunct) {
  // A filter above an aggregate without groups may throw its row away; one below never does.
  if (q->global) return nullptr;
  const Substitution keys = Columns(*q, q->exprs);
  for (const ColumnId& id : sql::ColumnsOf(conjunct)) {
    if (id.rel == q->rel && !keys.contains(id)) return nullptr;
  }
  return sql::WithInputs(q, {FilterBy(q->inputs[0], {Substituted(conjunct, keys)})});
}

// The branch filtered, under its select list where it has one.
QueryPtr FilterBranch(const QueryPtr& branch, const ExprPtr& conjunct) {
  if (branch->kind == QueryKind::kProject) {
    const ExprPtr below = Substituted(conjunct, Columns(*branch, branch->exprs));
    return sql::WithInputs(branch, {FilterBy(branch->inputs[0], {below})});
  }
  const QueryPtr deeper = Below(branch, conjunct, QueryKind::kSetOp);
  return deeper ? deeper : FilterBy(branch, {conjunct});
}

QueryPtr BelowBranches(const QueryPtr& q, const ExprPtr& conjunct) {
  std::vector<QueryPtr> branches;
  for (const QueryPtr& input : q->inputs) {
    Substitution columns;
    for (std::size_t i = 0; i < q->columns.size(); ++i) {
      columns.emplace(q->columns[i].id, sql::MakeColumn(input->columns[i].id, input->columns[i].type));
    }
    branches.push_back(FilterBranch(input, Substituted(conjunct, columns)));
  }
  return sql::WithInputs(q, std::move(branches));
}

// The node with the conjunct, which stands above it, past the first node of kind `past` below; null where the
// way is not free.
QueryPtr Below(const QueryPtr& q, const ExprPtr& conjunct, QueryKind past) {
  if (q->kind == past) {
    return past == QueryKind::kAggregate ? BelowGroups(q, conjunct) : BelowBranches(q, conjunct);
  }
  ExprPtr below = conjunct;
  if (q->kind == QueryKind::kProject) {
    below = Substituted(conjunct, Columns(*q, q->exprs));
  } else if (q->kind != QueryKind::kFilter && q->kind != QueryKind::kDistinct) {
    return nullptr;
  }
  const QueryPtr input = Below(q->inputs[0], below, past);
  return input ? sql::WithInputs(q, {input}) : nullptr;
}

std::vector<Replacement> FilterBelow(const QueryPtr& node, QueryKind past) {
  if (node->kind != QueryKind::kFilter) return {};
  QueryPtr input = node->inputs[0];
  std::vector<ExprPtr> kept;
  for (const ExprPtr& conjunct : sql::Conjuncts(node->predicate)) {
    const bool constant = sql::ColumnsOf(conjunct).empty();
    if (QueryPtr filtered = constant ? nullptr : Below(input, conjunct, past)) {
      input = std::move(filtered);
    } else {
      kept.push_back(conjunct);
    }
  }
  if (input == node->inputs[0]) return {};
  return {{FilterBy(input, kept), {}}};
}

std::vector<Replacement> FilterBelowGroups(const QueryPtr& node, const Context&) {
  return FilterBelow(node, QueryKind::kAggregate);
}

std::vector<Replacement> FilterBelowSetOp(const QueryPtr& node, const Context&) {
  return FilterBelow(node, QueryKind::kSetOp);
}

constexpr Rule kPushRules[] = {
    {.name = "filter-below-group-by",
     .summary = "a predicate on group keys keeps or drops whole groups: it can do so row by row",
     .precondition =
         "HAVING, or a filter above the grouping, that reads group keys alone; there is a GROUP BY",
     .apply = FilterBelowGroups,
     .example = {"SELECT project_id, count(*) FROM issues GROUP BY project_id HAVING project_id = 4",
                 "SELECT project_id, count(*) FROM issues WHERE project_id = 4 GROUP BY project_id"},
     .near_miss = {"the predicate reads group keys alone",
                   {"SELECT project_id, max(done_ratio) FROM issues GROUP BY project_id HAVING "
                    "max(done_ratio) < 50",
                    "SELECT project_id, max(done_ratio) FROM issues WHERE done_ratio < 50 GROUP BY "
                    "project_id"}}},
    {.name = "filter-below-set-operation",
     .summary = "a predicate on the rows of a UNION, INTERSECT or EXCEPT filters its branches",
     .precondition = "it holds of a row or not, whatever branch the row comes from; no LIMIT in between",
     .apply = FilterBelowSetOp,
     .example = {"SELECT id FROM (SELECT id FROM projects UNION ALL SELECT id FROM users) t WHERE id = 4",
                 "SELECT id FROM (SELECT id FROM projects WHERE id = 4 UNION ALL SELECT id FROM users WHERE "
                 "id = 4) t"},
     .near_miss =
         {"every branch is filtered",
          {"SELECT id FROM (SELECT id FROM projects UNION ALL SELECT id FROM users) t WHERE id = 4",
           "SELECT id FROM (SELECT id FROM projects WHERE id = 4 UNION ALL SELECT id FROM users) t"}}},
};

}  // namespace

std::span<const Rule> PushRules() { return kPushRules; }

}  // namespace tacit::rules
