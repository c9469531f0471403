// Grouping: keys that make no group, groups of one row, aggregates that are told twice.
#include <algorithm>

#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using sql::ColumnId;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

std::vector<Replacement> DropAggregateDistinct(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate) return {};
  ColumnSet keys;
  for (const ExprPtr& key : node->exprs) {
    if (key->kind == ExprKind::kColumn) keys.insert(key->column);
  }
  const algebra::Properties& rows = context.analyser.Of(node->inputs[0]);
  QueryPtr rebuilt = sql::TransformExprs(node, [&](const ExprPtr& e) -> ExprPtr {
    if (e->kind != ExprKind::kAggregate || !e->distinct || e->args.size() != 1) return nullptr;
    bool needless = e->name == "min" || e->name == "max";
    if (e->args[0]->kind == ExprKind::kColumn) {
      ColumnSet told_apart = keys;
      told_apart.insert(e->args[0]->column);
      needless = needless || rows.IsKey(told_apart);
    }
    if (!needless) return nullptr;
    Expr plain = *e;
    plain.distinct = false;
    return std::make_shared<const Expr>(std::move(plain));
  });
  if (rebuilt == node) return {};
  return {{std::move(rebuilt), {}}};
}

ColumnSet ColumnsAmong(const std::vector<ExprPtr>& exprs) {
  ColumnSet columns;
  for (const ExprPtr& e : exprs) {
    if (e->kind == ExprKind::kColumn) columns.insert(e->column);
  }
  return columns;
}

// Where a needless key is read, an equal one among those that stay: its position; -1 where there is none.
int EqualKey(const ExprPtr& key, const std::vector<ExprPtr>& keys, std::size_t except,
             const algebra::Properties& rows) {
  if (key->kind != ExprKind::kColumn) return -1;
  const ColumnSet equal = rows.EqualTo(key->column);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool other = i != except && keys[i] && keys[i]->kind == ExprKind::kColumn;
    if (other && equal.contains(keys[i]->column)) return static_cast<int>(i);
  }
  return -1;
}

std::vector<Replacement> DropGroupKeys(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate || node->exprs.size() < 2) return {};
  const algebra::Properties& rows = context.analyser.Of(node->inputs[0]);
  std::vector<ExprPtr> keys = node->exprs;  // null: dropped
  std::vector<int> stands_for(keys.size(), -1);
  std::size_t left = keys.size();
  for (std::size_t i = keys.size(); i-- > 0 && left > 1;) {
    std::vector<ExprPtr> others;
    for (std::size_t j = 0; j < keys.size(); ++j) {
      if (j != i && keys[j]) others.push_back(keys[j]);
    }
    const ColumnSet from = ColumnsAmong(others);
    const std::vector<ColumnId> read = sql::ColumnsOf(keys[i]);
    if (!std::ranges::all_of(read, [&](const ColumnId& id) { return rows.Determines(from, id); })) continue;
    stands_for[i] = EqualKey(keys[i], keys, i, rows);
    if (context.used.contains({node->rel, static_cast<int>(i)}) && stands_for[i] < 0) continue;
    keys[i] = nullptr;
    --left;
  }
  if (left == keys.size()) return {};

  const sql::RelId rel = (*context.next_rel)++;
  std::vector<ExprPtr> kept;
  std::vector<std::string> names;
  std::vector<int> place(node->columns.size(), -1);
  for (std::size_t i = 0; i < node->columns.size(); ++i) {
    if (i < keys.size() && !keys[i]) continue;
    place[i] = static_cast<int>(names.size());
    names.push_back(node->columns[i].name);
    if (i < keys.size()) kept.push_back(keys[i]);
  }
  Replacement replacement;
  replacement.query = sql::MakeAggregate(rel, node->inputs[0], std::move(kept), node->aggregates,
                                         std::move(names), /*global=*/false);
  for (std::size_t i = 0; i < node->columns.size(); ++i) {
    int at = static_cast<int>(i);
    while (at >= 0 && place[static_cast<std::size_t>(at)] < 0) at = stands_for[static_cast<std::size_t>(at)];
    if (at < 0) continue;  // nobody reads it
    const ColumnId now{rel, place[static_cast<std::size_t>(at)]};
    replacement.renamed.emplace_back(node->columns[i].id, sql::MakeColumn(now, node->columns[i].type));
  }
  return {std::move(replacement)};
}

// What an aggregate gives for a group of one row; null where that is not known here.
ExprPtr OfOneRow(const Expr& aggregate) {
  if (aggregate.filter) return nullptr;
  ExprPtr value;
  if (aggregate.name == "count" && aggregate.args.empty()) {
    value = sql::MakeInteger(1);
  } else if (aggregate.name == "count" && aggregate.args.size() == 1) {
    const ExprPtr absent = sql::MakeIsNull(aggregate.args[0], /*negated=*/false);
    const ExprPtr none = sql::MakeInteger(0);
    value = sql::MakeCase({absent, none, sql::MakeInteger(1)}, none->type);
  } else if (aggregate.name == "min" || aggregate.name == "max" || aggregate.name == "sum" ||
             aggregate.name == "avg" || aggregate.name == "bool_and" || aggregate.name == "bool_or") {
    value = aggregate.args[0];
  } else {
    return nullptr;
  }
  return value->type.name == aggregate.type.name ? value : sql::MakeCast(value, aggregate.type);
}

std::vector<Replacement> DropGroupBy(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate || node->exprs.empty()) return {};
  if (!context.analyser.Of(node->inputs[0]).IsKey(ColumnsAmong(node->exprs))) return {};
  std::vector<ExprPtr> values = node->exprs;
  for (const ExprPtr& aggregate : node->aggregates) {
    ExprPtr value = OfOneRow(*aggregate);
    if (!value) return {};
    values.push_back(std::move(value));
  }
  std::vector<std::string> names;
  for (const sql::OutputColumn& column : node->columns) names.push_back(column.name);
  return {{sql::MakeProject(node->rel, node->inputs[0], std::move(values), std::move(names)), {}}};
}

// The position among a node's aggregates of `name` over the same values as `like`; -1 where it is not asked
// for.
int Beside(const sql::Query& node, std::string_view name, const Expr& like) {
  for (std::size_t i = 0; i < node.aggregates.size(); ++i) {
    const Expr& e = *node.aggregates[i];
    if (e.name != name || e.distinct || e.filter || e.args.size() != 1) continue;
    if (sql::Same(e.args[0], like.args[0])) return static_cast<int>(i);
  }
  return -1;
}

std::vector<Replacement> DropAverage(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate || context.dialect != Dialect::kPostgresql) return {};
  for (std::size_t i = 0; i < node->aggregates.size(); ++i) {
    const Expr& average = *node->aggregates[i];
    if (average.name != "avg" || average.distinct || average.filter || average.args.size() != 1) continue;
    const sql::TypeKind summed = average.args[0]->type.kind;
    if (summed != sql::TypeKind::kInteger && summed != sql::TypeKind::kNumeric) continue;
    const int sum = Beside(*node, "sum", average);
    const int count = Beside(*node, "count", average);
    if (sum < 0 || count < 0) continue;

    const sql::RelId rel = (*context.next_rel)++;
    const std::size_t dropped = node->exprs.size() + i;
    std::vector<ExprPtr> aggregates = node->aggregates;
    aggregates.erase(aggregates.begin() + static_cast<std::ptrdiff_t>(i));
    std::vector<std::string> names;
    Replacement replacement;
    const auto now = [&](std::size_t column) {
      const int at = static_cast<int>(column > dropped ? column - 1 : column);
      return sql::MakeColumn({rel, at}, node->columns[column].type);
    };
    for (std::size_t column = 0; column < node->columns.size(); ++column) {
      if (column == dropped) continue;
      names.push_back(node->columns[column].name);
      replacement.renamed.emplace_back(node->columns[column].id, now(column));
    }
    const auto of = [&](int aggregate) {
      return now(node->exprs.size() + static_cast<std::size_t>(aggregate));
    };
    // A sum of nothing is NULL, and NULL divided by no matter what is NULL: no division by zero.
    replacement.renamed.emplace_back(
        node->columns[dropped].id,
        sql::MakeArithmetic("/", {sql::MakeCast(of(sum), average.type), of(count)}, average.type));
    replacement.query = sql::MakeAggregate(rel, node->inputs[0], node->exprs, std::move(aggregates),
                                           std::move(names), node->global);
    return {std::move(replacement)};
  }
  return {};
}

constexpr Rule kGroupRules[] = {
    {.name = "unique-key-drop-aggregate-distinct",
     .summary = "COUNT(DISTINCT x) where x never repeats in a group is COUNT(x)",
     .precondition = "x with the group's keys is a key of the rows aggregated; MIN and MAX need nothing",
     .apply = DropAggregateDistinct,
     .example = {"SELECT project_id, count(DISTINCT user_id) FROM members GROUP BY project_id",
                 "SELECT project_id, count(user_id) FROM members GROUP BY project_id"},
     .near_miss = {"the group's keys and x are a whole key",
                   {"SELECT count(DISTINCT user_id) FROM members", "SELECT count(user_id) FROM members"}}},
    {.name = "determined-drop-group-key",
     .summary = "a group key that the other keys determine makes no further groups",
     .precondition = "it depends on them by a key or an equality; nobody reads it, or another key equals it",
     .apply = DropGroupKeys,
     .example = {"SELECT id, count(*) FROM projects GROUP BY id, name",
                 "SELECT id, count(*) FROM projects GROUP BY id"},
     .near_miss = {"the other keys determine it",
                   {"SELECT status, count(*) FROM projects GROUP BY status, name",
                    "SELECT status, count(*) FROM projects GROUP BY status"}}},
    {.name = "unique-key-drop-group-by",
     .summary = "groups of one row each need no grouping",
     .precondition = "the group keys are a key of the rows, and each aggregate of one row is known",
     .apply = DropGroupBy,
     .example = {"SELECT id, max(rank), count(rank) FROM projects GROUP BY id",
                 "SELECT id, rank, CAST(CASE WHEN rank IS NULL THEN 0 ELSE 1 END AS bigint) FROM projects"},
     .near_miss =
         {"the join does not multiply the rows",
          {"SELECT p.id, count(*) FROM projects p JOIN issues i ON i.project_id = p.id GROUP BY p.id",
           "SELECT p.id, 1 FROM projects p JOIN issues i ON i.project_id = p.id"}}},
    {.name = "sum-and-count-drop-average",
     .summary = "an average is what its sum and its count say",
     .precondition =
         "PostgreSQL; the sum and the count of the same numbers are asked for, and they are exact",
     .apply = DropAverage,
     .example = {"SELECT project_id, avg(done_ratio), sum(done_ratio), count(done_ratio) FROM issues GROUP "
                 "BY project_id",
                 "SELECT project_id, CAST(sum(done_ratio) AS numeric) / count(done_ratio), sum(done_ratio), "
                 "count(done_ratio) FROM issues GROUP BY project_id"},
     .near_miss =
         {"the division is that of numerics",
          {"SELECT avg(done_ratio), sum(done_ratio), count(done_ratio) FROM issues",
           "SELECT sum(done_ratio) / count(done_ratio), sum(done_ratio), count(done_ratio) FROM issues"}}},
};

}  // namespace

std::span<const Rule> GroupRules() { return kGroupRules; }

}  // namespace tacit::rules
