// Outer joins that are inner joins, or that nobody looks at.
#include <algorithm>

#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using algebra::Fact;
using algebra::FactKind;
using algebra::Properties;
using sql::ColumnId;
using sql::ExprPtr;
using sql::JoinKind;
using sql::QueryKind;
using sql::QueryPtr;

ColumnSet Union(ColumnSet a, const ColumnSet& b) {
  a.insert(b.begin(), b.end());
  return a;
}

// A row that an outer join adds has NULL in all columns of one side. `demanded` are columns that are not NULL
// in any row that survives above: an outer join whose added rows have NULL there need not add them.
QueryPtr Strengthen(const QueryPtr& node, const ColumnSet& demanded) {
  if (node->kind == QueryKind::kFilter) {
    const QueryPtr input =
        Strengthen(node->inputs[0], Union(demanded, algebra::NotNullWhereTrue(node->predicate)));
    return input == node->inputs[0] ? node : sql::WithInputs(node, {input});
  }
  if (node->kind != QueryKind::kJoin) return node;

  const bool needs_left = ReadsAny(demanded, node->inputs[0]);
  const bool needs_right = ReadsAny(demanded, node->inputs[1]);
  JoinKind join = node->join;
  if (join == JoinKind::kFull) {
    if (needs_left && needs_right)
      join = JoinKind::kInner;
    else if (needs_left)
      join = JoinKind::kLeft;
    else if (needs_right)
      join = JoinKind::kRight;
  } else if ((join == JoinKind::kLeft && needs_right) || (join == JoinKind::kRight && needs_left)) {
    join = JoinKind::kInner;
  }
  // The condition speaks for a side whose every surviving row is matched.
  ColumnSet left_demand = demanded;
  ColumnSet right_demand = demanded;
  const ColumnSet matched = algebra::NotNullWhereTrue(node->predicate);
  if (join == JoinKind::kInner || join == JoinKind::kRight) left_demand = Union(left_demand, matched);
  if (join == JoinKind::kInner || join == JoinKind::kLeft) right_demand = Union(right_demand, matched);
  const QueryPtr left = Strengthen(node->inputs[0], left_demand);
  const QueryPtr right = Strengthen(node->inputs[1], right_demand);
  if (join == node->join && left == node->inputs[0] && right == node->inputs[1]) return node;
  return sql::MakeJoin(join, left, right, node->predicate, node->lateral);
}

std::vector<Replacement> RejectNulls(const QueryPtr& node, const Context& context) {
  if (!context.block_top || (node->kind != QueryKind::kFilter && node->kind != QueryKind::kJoin)) return {};
  QueryPtr stronger = Strengthen(node, {});
  if (stronger == node) return {};
  return {{std::move(stronger), {}}};
}

// The scan that makes `rel` and supplies a real row to every row of `node`; null where there is none.
QueryPtr SolidScan(const QueryPtr& node, sql::RelId rel) {
  for (const QueryPtr& leaf : BlockOf(node).leaves) {
    if (leaf->kind == QueryKind::kScan && leaf->rel == rel) return leaf;
  }
  return nullptr;
}

// Whether `predicate` says no more than that a foreign key of a row of `from` equals what it refers to in
// `to`, and no column of it is NULL: then a row of `to` always matches.
bool AlwaysMatches(const ExprPtr& predicate, const QueryPtr& from, const QueryPtr& to,
                   const Context& context) {
  if (to->kind != QueryKind::kScan) return false;
  const std::vector<ExprPtr> conjuncts = sql::Conjuncts(predicate);
  const Properties& rows = context.analyser.Of(from);
  for (const algebra::Fact& fact : context.facts.all()) {
    if (fact.kind != FactKind::kForeignKey || fact.ref_table != to->table) continue;
    sql::RelId rel = -1;
    const auto is_pair = [&](const ExprPtr& conjunct) {
      ColumnId a;
      ColumnId b;
      if (!IsColumnEquality(conjunct, &a, &b)) return false;
      if (a.rel == to->rel) std::swap(a, b);
      if (b.rel != to->rel || a.rel == to->rel || !rows.NotNull(a)) return false;
      for (std::size_t i = 0; i < fact.columns.size(); ++i) {
        if (fact.columns[i] != a.index || fact.ref_columns[i] != b.index) continue;
        if (rel < 0) rel = a.rel;
        return rel == a.rel;
      }
      return false;
    };
    if (conjuncts.empty() || conjuncts.size() > fact.columns.size()) continue;
    if (!std::all_of(conjuncts.begin(), conjuncts.end(), is_pair)) continue;
    const QueryPtr scan = SolidScan(from, rel);
    if (scan && scan->table == fact.table) return true;
  }
  return false;
}

std::vector<Replacement> LeftToInner(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kJoin || node->join != JoinKind::kLeft || node->lateral) return {};
  if (!AlwaysMatches(node->predicate, node->inputs[0], node->inputs[1], context)) return {};
  return {{sql::MakeJoin(JoinKind::kInner, node->inputs[0], node->inputs[1], node->predicate), {}}};
}

std::vector<Replacement> DropUnusedSide(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kJoin || node->join != JoinKind::kLeft) return {};
  if (ReadsAny(context.used, node->inputs[1])) return {};
  if (context.duplicates_matter) {
    const Properties& left = context.analyser.Of(node->inputs[0]);
    const Properties& right = context.analyser.Of(node->inputs[1]);
    const Properties& joined = context.analyser.Of(node);
    if (!right.empty() && !joined.Determines(left.identity(), right.identity())) return {};
  }
  return {{node->inputs[0], {}}};
}

constexpr Rule kOuterJoinRules[] = {
    {.name = "null-rejecting-outer-join-to-inner",
     .summary = "an outer join whose added rows a predicate throws away is inner",
     .precondition = "a filter or join above is not true where the optional side is NULL",
     .apply = RejectNulls,
     .example = {"SELECT i.id FROM issues i LEFT JOIN projects p ON p.id = i.project_id WHERE p.status = 5",
                 "SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.status = 5"},
     .near_miss = {"the predicate is not true of NULL",
                   {"SELECT u.id FROM users u LEFT JOIN members m ON m.user_id = u.id WHERE m.note = 'x' OR "
                    "m.id IS NULL",
                    "SELECT u.id FROM users u JOIN members m ON m.user_id = u.id WHERE m.note = 'x' OR m.id "
                    "IS NULL"}}},
    {.name = "foreign-key-left-join-to-inner",
     .summary = "a LEFT JOIN along a foreign key that is never NULL always finds its row",
     .precondition = "the ON condition is the foreign key alone, and its columns are NOT NULL",
     .apply = LeftToInner,
     .example = {"SELECT i.id, p.name FROM issues i LEFT JOIN projects p ON p.id = i.project_id",
                 "SELECT i.id, p.name FROM issues i JOIN projects p ON p.id = i.project_id"},
     .near_miss = {"the foreign key is NOT NULL",
                   {"SELECT i.id, u.login FROM issues i LEFT JOIN users u ON u.id = i.assigned_to_id",
                    "SELECT i.id, u.login FROM issues i JOIN users u ON u.id = i.assigned_to_id"}}},
    {.name = "unique-drop-left-join",
     .summary = "a LEFT JOIN to at most one row that nobody reads does nothing",
     .precondition = "the right side is unique on the join columns (or duplicates do not matter), none of "
                     "its columns is used",
     .apply = DropUnusedSide,
     .example = {"SELECT i.id FROM issues i LEFT JOIN users u ON u.id = i.assigned_to_id",
                 "SELECT i.id FROM issues i"},
     .near_miss = {"the right side is unique on the join columns",
                   {"SELECT u.id FROM users u LEFT JOIN members m ON m.user_id = u.id",
                    "SELECT u.id FROM users u"}}},
};

}  // namespace

std::span<const Rule> OuterJoinRules() { return kOuterJoinRules; }

}  // namespace tacit::rules
