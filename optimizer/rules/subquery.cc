// Sub-queries as joins, and anti-joins that an engine can run as such.
#include <algorithm>

#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using algebra::Properties;
using sql::ColumnId;
using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

// Rows of one column that is 1, as many as q has.
QueryPtr SelectOne(QueryPtr q, const Context& context) {
  return sql::MakeProject((*context.next_rel)++, std::move(q), {sql::MakeInteger(1)}, {"one"});
}

// EXISTS (a row of the sub-query that equals the arguments of an IN).
ExprPtr ExistsEqual(const Expr& in, const Context& context) {
  QueryPtr q = in.query;
  while (q->kind == QueryKind::kDistinct) q = q->inputs[0];
  std::vector<ExprPtr> equalities;
  const bool inside = q->kind == QueryKind::kProject;
  for (std::size_t i = 0; i < in.args.size(); ++i) {
    const ExprPtr column = inside ? q->exprs[i] : sql::MakeColumn(q->columns[i].id, q->columns[i].type);
    equalities.push_back(sql::MakeCompare(CompareOp::kEq, column, in.args[i]));
  }
  return sql::MakeExists(SelectOne(FilterBy(inside ? q->inputs[0] : q, equalities), context), in.negated);
}

std::vector<Replacement> NotInToNotExists(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kFilter && node->kind != QueryKind::kJoin) return {};
  QueryPtr rebuilt = sql::TransformExprs(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kInQuery || !e->negated || e->query->kind == QueryKind::kValues) return nullptr;
    const Properties& rows = context.analyser.Of(e->query);
    for (std::size_t i = 0; i < e->args.size(); ++i) {
      if (!NeverNull(e->args[i], node, context) || !rows.NotNull(e->query->columns[i].id)) return nullptr;
    }
    return ExistsEqual(*e, context);
  });
  if (rebuilt == node) return {};
  return {{std::move(rebuilt), {}}};
}

std::vector<Replacement> ScalarToExists(const QueryPtr& node, const Context& context) {
  QueryPtr rebuilt = sql::TransformExprs(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kIsNull || e->args[0]->kind != ExprKind::kScalarQuery) return nullptr;
    const QueryPtr& q = e->args[0]->query;
    if (!context.analyser.Of(q).NotNull(q->columns[0].id)) return nullptr;
    return sql::MakeExists(q, !e->negated);
  });
  if (rebuilt == node) return {};
  return {{std::move(rebuilt), {}}};
}

bool Correlated(const QueryPtr& q, const QueryPtr& with) {
  const std::vector<ColumnId> outer = sql::OuterColumns(q);
  return ReadsAny({outer.begin(), outer.end()}, with);
}

// Filter(X, a IN (SELECT e FROM Y WHERE p) AND rest) as the join of X and Y on a = e, filtered by rest and p.
QueryPtr JoinWith(const QueryPtr& node, const ExprPtr& in, const Context& context) {
  QueryPtr q = in->query;
  while (q->kind == QueryKind::kDistinct) q = q->inputs[0];
  if (q->kind != QueryKind::kProject) return nullptr;
  ColumnSet output;
  for (const sql::OutputColumn& column : q->columns) output.insert(column.id);
  if (context.duplicates_matter && !context.analyser.Of(q).IsKey(output)) return nullptr;

  const QueryPtr& outer = node->inputs[0];
  QueryPtr rows = q->inputs[0];
  std::vector<ExprPtr> filters;
  if (rows->kind == QueryKind::kFilter) {
    filters = sql::Conjuncts(rows->predicate);
    rows = rows->inputs[0];
  }
  if (Correlated(rows, outer)) return nullptr;
  std::vector<ExprPtr> equalities;
  for (std::size_t i = 0; i < in->args.size(); ++i) {
    equalities.push_back(sql::MakeCompare(CompareOp::kEq, q->exprs[i], in->args[i]));
  }
  std::vector<ExprPtr> kept;
  for (const ExprPtr& conjunct : sql::Conjuncts(node->predicate)) {
    if (conjunct != in) kept.push_back(conjunct);
  }
  kept.insert(kept.end(), filters.begin(), filters.end());
  return FilterBy(sql::MakeJoin(JoinKind::kInner, outer, rows, sql::MakeAnd(std::move(equalities))), kept);
}

std::vector<Replacement> InToJoin(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kFilter) return {};
  std::vector<Replacement> found;
  for (const ExprPtr& conjunct : sql::Conjuncts(node->predicate)) {
    if (conjunct->kind != ExprKind::kInQuery || conjunct->negated) continue;
    if (QueryPtr joined = JoinWith(node, conjunct, context)) found.push_back({std::move(joined), {}});
  }
  return found;
}

// The node with the left join `target` below it replaced by its left input; null where it is not there.
QueryPtr WithoutJoin(const QueryPtr& node, const QueryPtr& target) {
  if (node == target) return node->inputs[0];
  if (node->kind != QueryKind::kFilter && node->kind != QueryKind::kJoin) return nullptr;
  const std::size_t reach = node->kind == QueryKind::kJoin && node->join == JoinKind::kInner ? 2 : 1;
  for (std::size_t i = 0; i < std::min(reach, node->inputs.size()); ++i) {
    if (QueryPtr input = WithoutJoin(node->inputs[i], target)) {
      std::vector<QueryPtr> inputs = node->inputs;
      inputs[i] = std::move(input);
      return sql::WithInputs(node, std::move(inputs));
    }
  }
  return nullptr;
}

// The left joins that WithoutJoin reaches.
void LeftJoins(const QueryPtr& node, std::vector<QueryPtr>& found) {
  if (node->kind == QueryKind::kFilter) return LeftJoins(node->inputs[0], found);
  if (node->kind != QueryKind::kJoin || node->lateral) return;
  if (node->join == JoinKind::kLeft) found.push_back(node);
  if (node->join == JoinKind::kLeft || node->join == JoinKind::kInner) LeftJoins(node->inputs[0], found);
  if (node->join == JoinKind::kInner) LeftJoins(node->inputs[1], found);
}

// Whether anything in the block but the join itself and the test reads what the join adds.
bool ReadElsewhere(const QueryPtr& node, const QueryPtr& join, const ExprPtr& test, const Context& context) {
  if (ReadsAny(context.used, join->inputs[1])) return true;
  bool read = false;
  sql::VisitQuery(node, [&](const Query& q) {
    if (&q == join.get() || !q.predicate) return;
    for (const ExprPtr& conjunct : sql::Conjuncts(q.predicate)) {
      if (conjunct == test) continue;
      if ((q.kind == QueryKind::kFilter || q.kind == QueryKind::kJoin) && Reads(conjunct, join->inputs[1])) {
        read = true;
      }
    }
  });
  return read;
}

std::vector<Replacement> LeftJoinNullToNotExists(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kFilter) return {};
  std::vector<QueryPtr> joins;
  LeftJoins(node->inputs[0], joins);
  std::vector<Replacement> found;
  for (const ExprPtr& test : sql::Conjuncts(node->predicate)) {
    if (test->kind != ExprKind::kIsNull || test->negated || test->args[0]->kind != ExprKind::kColumn)
      continue;
    for (const QueryPtr& join : joins) {
      const QueryPtr& right = join->inputs[1];
      if (!Reads(test, right) || !context.analyser.Of(right).NotNull(test->args[0]->column)) continue;
      const QueryPtr rest = WithoutJoin(node->inputs[0], join);
      std::vector<ExprPtr> kept;
      for (const ExprPtr& conjunct : sql::Conjuncts(node->predicate)) {
        if (conjunct != test) kept.push_back(conjunct);
      }
      const QueryPtr filtered = FilterBy(rest, kept);
      if (!rest || ReadElsewhere(filtered, join, test, context)) continue;
      const QueryPtr rows = FilterBy(right, sql::Conjuncts(join->predicate));
      found.push_back(
          {FilterBy(filtered, {sql::MakeExists(SelectOne(rows, context), /*negated=*/true)}), {}});
    }
  }
  return found;
}

std::vector<Replacement> DropSelectList(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kProject || context.duplicates_matter || !context.used.empty()) return {};
  if (node->exprs.size() == 1 && sql::IsLiteral(node->exprs[0])) return {};
  return {{SelectOne(node->inputs[0], context), {}}};
}

constexpr Rule kSubqueryRules[] = {
    {.name = "exists-drop-select-list",
     .summary = "EXISTS does not look at what is selected",
     .precondition = "the projection of an EXISTS",
     .apply = DropSelectList,
     .example =
         {"SELECT u.id FROM users u WHERE EXISTS (SELECT m.note, m.id FROM members m WHERE m.user_id = u.id)",
          "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)"},
     .near_miss = {"the sub-query is that of an EXISTS",
                   {"SELECT u.id FROM users u WHERE u.id IN (SELECT m.user_id FROM members m)",
                    "SELECT u.id FROM users u WHERE u.id IN (SELECT 1 FROM members m)"}}},
    {.name = "scalar-null-test-to-exists",
     .summary = "(SELECT 1 ...) IS NOT NULL asks whether there is a row",
     .precondition = "the selected expression is never NULL",
     .apply = ScalarToExists,
     .example = {"SELECT p.id FROM projects p WHERE (SELECT 1 FROM members m WHERE m.project_id = p.id AND "
                 "m.user_id = 3) IS NOT NULL",
                 "SELECT p.id FROM projects p WHERE EXISTS (SELECT 1 FROM members m WHERE m.project_id = "
                 "p.id AND m.user_id = 3)"},
     .near_miss = {"the selected expression is never NULL",
                   {"SELECT p.id FROM projects p WHERE (SELECT m.note FROM members m WHERE m.project_id = "
                    "p.id AND m.user_id = 3) IS NOT NULL",
                    "SELECT p.id FROM projects p WHERE EXISTS (SELECT 1 FROM members m WHERE m.project_id = "
                    "p.id AND m.user_id = 3)"}}},
    {.name = "unique-in-subquery-to-join",
     .summary = "IN over values that do not repeat is a join",
     .precondition =
         "the selected columns are a key of the sub-query's rows, or duplicates do not matter above",
     .apply = InToJoin,
     .example =
         {"SELECT i.id FROM issues i WHERE i.project_id IN (SELECT p.id FROM projects p WHERE p.status = 5)",
          "SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.status = 5"},
     .near_miss = {"the selected column is unique",
                   {"SELECT u.login FROM users u WHERE u.id IN (SELECT m.user_id FROM members m)",
                    "SELECT u.login FROM users u JOIN members m ON m.user_id = u.id"}}},
    {.name = "not-null-not-in-to-not-exists",
     .summary = "NOT IN where nothing is NULL is an anti-join",
     .precondition = "the tested expression and the sub-query's column are never NULL",
     .apply = NotInToNotExists,
     .example = {"SELECT u.id FROM users u WHERE u.id NOT IN (SELECT m.user_id FROM members m WHERE "
                 "m.project_id = 4)",
                 "SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.project_id = 4 "
                 "AND m.user_id = u.id)"},
     .near_miss =
         {"the sub-query's column is never NULL",
          {"SELECT u.id FROM users u WHERE u.id NOT IN (SELECT w.user_id FROM watchers w)",
           "SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM watchers w WHERE w.user_id = u.id)"}}},
    {.name = "left-join-null-test-to-not-exists",
     .summary = "LEFT JOIN with IS NULL on its right side is an anti-join",
     .precondition = "the tested column is NOT NULL in its table and nothing else of the right side is read",
     .apply = LeftJoinNullToNotExists,
     .example =
         {"SELECT u.id FROM users u LEFT JOIN members m ON m.user_id = u.id WHERE m.id IS NULL",
          "SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)"},
     .near_miss =
         {"the tested column is NOT NULL in its table",
          {"SELECT u.id FROM users u LEFT JOIN members m ON m.user_id = u.id WHERE m.note IS NULL",
           "SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)"}}},
};

}  // namespace

std::span<const Rule> SubqueryRules() { return kSubqueryRules; }

}  // namespace tacit::rules
