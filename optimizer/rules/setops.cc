// Set operations whose branches cannot meet, or are one; predicates as set operations.
#include <algorithm>

#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::Properties;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

bool DuplicateFree(const QueryPtr& q, const Context& context) {
  return context.analyser.Of(q).IsKey(ColumnsLeaving(q));
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

std::vector<std::string> Names(const sql::Query& q) {
  std::vector<std::string> names;
  for (const sql::OutputColumn& column : q.columns) names.push_back(column.name);
  return names;
}

// A branch as SELECT exprs FROM rows WHERE predicate.
struct Selection {
  QueryPtr rows;
  ExprPtr predicate;
};

Selection SelectionOf(const QueryPtr& project) {
  const QueryPtr& input = project->inputs[0];
  if (input->kind != QueryKind::kFilter) return {input, sql::MakeBool(true)};
  return {input->inputs[0], input->predicate};
}

std::vector<Replacement> UnionToOr(const QueryPtr& node, const Context&) {
  if (node->kind != QueryKind::kSetOp || node->set_op != sql::SetOpKind::kUnion || node->all) return {};
  const QueryPtr& a = node->inputs[0];
  const QueryPtr& b = node->inputs[1];
  if (a->kind != QueryKind::kProject || b->kind != QueryKind::kProject) return {};
  const Selection first = SelectionOf(a);
  const Selection second = SelectionOf(b);
  const auto all_of = [](const QueryPtr& branch, const QueryPtr& rows) {
    return sql::WithInputs(branch, {rows});
  };
  if (!sql::SameQuery(all_of(a, first.rows), all_of(b, second.rows))) return {};
  Substitution columns;
  for (std::size_t i = 0; i < second.rows->columns.size(); ++i) {
    const sql::OutputColumn& column = first.rows->columns[i];
    columns.emplace(second.rows->columns[i].id, sql::MakeColumn(column.id, column.type));
  }
  const ExprPtr either = sql::MakeOr({first.predicate, Substituted(second.predicate, columns)});
  QueryPtr rows = sql::MakeFilter(first.rows, either);
  return {{sql::MakeDistinctRows(sql::MakeProject(node->rel, std::move(rows), a->exprs, Names(*node))), {}}};
}

// The columns that e sets equal to constants.
algebra::ColumnSet PinnedBy(const ExprPtr& e) {
  algebra::ColumnSet pinned;
  for (const ExprPtr& conjunct : sql::Conjuncts(e)) {
    const bool equality = conjunct->kind == ExprKind::kCompare && conjunct->compare == sql::CompareOp::kEq;
    const bool list = conjunct->kind == ExprKind::kInList && !conjunct->negated;
    if (!equality && !list) continue;
    const std::size_t side = equality && IsConstant(conjunct->args[0]) ? 1 : 0;
    const ExprPtr& column = conjunct->args[side];
    bool constant = true;
    for (const ExprPtr& arg : conjunct->args) constant = constant && (arg == column || IsConstant(arg));
    if (column->kind == ExprKind::kColumn && constant) pinned.insert(column->column);
  }
  return pinned;
}

// Whether each arm pins a column that no other arm pins: then no IN list does as well.
bool PinApart(const std::vector<ExprPtr>& arms) {
  algebra::ColumnSet pinned;
  for (const ExprPtr& arm : arms) {
    const algebra::ColumnSet own = PinnedBy(arm);
    if (own.empty() || std::ranges::any_of(own, [&](const auto& id) { return pinned.contains(id); }))
      return false;
    pinned.insert(own.begin(), own.end());
  }
  return true;
}

std::vector<Replacement> OrToUnionAll(const QueryPtr& node, const Context& context) {
  constexpr std::size_t kMostArms = 3;
  if (node->kind != QueryKind::kProject || node->inputs[0]->kind != QueryKind::kFilter) return {};
  const QueryPtr& filter = node->inputs[0];
  const std::vector<ExprPtr> conjuncts = sql::Conjuncts(filter->predicate);
  for (const ExprPtr& either : conjuncts) {
    if (either->kind != ExprKind::kOr || either->args.size() > kMostArms || !PinApart(either->args)) continue;
    QueryPtr all;
    for (std::size_t arm = 0; arm < either->args.size(); ++arm) {
      std::vector<ExprPtr> kept;
      for (const ExprPtr& conjunct : conjuncts)
        kept.push_back(conjunct == either ? either->args[arm] : conjunct);
      for (std::size_t i = 0; i < arm; ++i)
        kept.push_back(sql::MakeIsTrue(either->args[i], /*negated=*/true));
      QueryPtr rows = sql::MakeFilter(filter->inputs[0], sql::MakeAnd(std::move(kept)));
      QueryPtr branch = sql::Renumber(sql::WithInputs(node, {std::move(rows)}), context.next_rel);
      const sql::RelId rel = arm + 1 == either->args.size() ? node->rel : (*context.next_rel)++;
      all = arm == 0 ? std::move(branch)
                     : sql::MakeSetOp(rel, sql::SetOpKind::kUnion, /*all=*/true, std::move(all),
                                      std::move(branch), Names(*node));
    }
    return {{std::move(all), {}}};
  }
  return {};
}

constexpr Rule kSetOpRules[] = {
    {.name = "disjoint-union-to-union-all",
     .summary = "UNION of branches that share no row, and repeat none, is UNION ALL",
     .precondition = "each branch outputs a key, a column differs by constants; or duplicates do not matter",
     .apply = UnionToUnionAll,
     .example = {"SELECT id, 1 FROM projects UNION SELECT id, 2 FROM users",
                 "SELECT id, 1 FROM projects UNION ALL SELECT id, 2 FROM users"},
     .near_miss = {"each branch outputs a key",
                   {"SELECT user_id, 1 FROM members UNION SELECT id, 2 FROM users",
                    "SELECT user_id, 1 FROM members UNION ALL SELECT id, 2 FROM users"}},
     .reads_literals = true},
    {.name = "same-table-union-to-or",
     .summary = "a UNION of one table under two predicates is one scan under either",
     .precondition = "both branches select the same of the same tables; the result stays DISTINCT",
     .apply = UnionToOr,
     .example = {"SELECT name FROM projects WHERE status = 1 UNION SELECT name FROM projects WHERE rank = 5",
                 "SELECT DISTINCT name FROM projects WHERE status = 1 OR rank = 5"},
     .near_miss =
         {"the result is DISTINCT",
          {"SELECT name FROM projects WHERE status = 1 UNION ALL SELECT name FROM projects WHERE rank = 5",
           "SELECT name FROM projects WHERE status = 1 OR rank = 5"}}},
    {.name = "or-to-union-all",
     .summary = "rows that one of several equalities picks come from one look-up for each",
     .precondition = "each arm of the OR pins a column of its own; a row that an earlier arm gave is left "
                     "out of the later ones",
     .apply = OrToUnionAll,
     .example = {"SELECT id, subject FROM issues WHERE author_id = 3 OR assigned_to_id = 3",
                 "SELECT id, subject FROM issues WHERE author_id = 3 UNION ALL SELECT id, subject FROM "
                 "issues WHERE assigned_to_id = 3 AND (author_id = 3) IS NOT TRUE"},
     .near_miss = {"the later arm leaves out what the earlier gave",
                   {"SELECT id, subject FROM issues WHERE author_id = 3 OR assigned_to_id = 3",
                    "SELECT id, subject FROM issues WHERE author_id = 3 UNION ALL SELECT id, subject FROM "
                    "issues WHERE assigned_to_id = 3"}}},
};

}  // namespace

std::span<const Rule> SetOpRules() { return kSetOpRules; }

}  // namespace tacit::rules
