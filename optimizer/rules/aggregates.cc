// Aggregates and joins: which of the two comes first.
#include <algorithm>

#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::ColumnSet;
using sql::ColumnId;
using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

// A grouped block in which one table only adds columns to each group: its conjuncts, and the equalities
// by which it is joined.
struct Described {
  QueryPtr table;
  QueryPtr rest;                 // the block without the table
  std::vector<ExprPtr> filters;  // of the table alone
  std::vector<ExprPtr> joins;    // rest column = table column, in this order
};

// Sorts the conjuncts that read the table; false where one is neither a filter of it nor an equality with the
// same other table (without this one, several others need not be joined at all).
bool Sort(const std::vector<ExprPtr>& conjuncts, Described* described) {
  for (const ExprPtr& conjunct : conjuncts) {
    ColumnId a;
    ColumnId b;
    if (!Reads(conjunct, described->rest)) {
      described->filters.push_back(conjunct);
    } else if (IsColumnEquality(conjunct, &a, &b)) {
      const bool flipped = a.rel == described->table->rel;
      described->joins.push_back(
          sql::MakeCompare(CompareOp::kEq, conjunct->args[flipped ? 1 : 0], conjunct->args[flipped ? 0 : 1]));
    } else {
      return false;
    }
  }
  return !described->joins.empty() && std::ranges::all_of(described->joins, [&](const ExprPtr& join) {
    return join->args[0]->column.rel == described->joins[0]->args[0]->column.rel;
  });
}

// What group keys over the rows are called.
std::vector<std::string> NamesOf(const std::vector<ExprPtr>& keys, const Query& rows) {
  std::vector<std::string> names;
  for (const ExprPtr& key : keys) {
    const auto found = std::ranges::find_if(rows.columns, [&](const sql::OutputColumn& column) {
      return key->kind == ExprKind::kColumn && column.id == key->column;
    });
    names.push_back(found == rows.columns.end() ? "key" + std::to_string(names.size() + 1) : found->name);
  }
  return names;
}

// Aggregate over (rest joined to table) as (Aggregate over rest) joined to table.
std::vector<Replacement> AggregateFirst(const QueryPtr& node, const Described& described,
                                        const Context& context) {
  const sql::RelId rel = (*context.next_rel)++;
  std::vector<ExprPtr> keys;
  const auto column_of_key = [&](const ExprPtr& key) {
    auto known = std::ranges::find_if(keys, [&](const ExprPtr& k) { return sql::Same(k, key); });
    if (known == keys.end()) known = keys.insert(keys.end(), key);
    return sql::MakeColumn({rel, static_cast<int>(known - keys.begin())}, key->type);
  };
  std::vector<ExprPtr> equalities;
  for (const ExprPtr& join : described.joins) {
    equalities.push_back(sql::MakeCompare(CompareOp::kEq, column_of_key(join->args[0]), join->args[1]));
  }
  Replacement replacement;
  for (std::size_t i = 0; i < node->exprs.size(); ++i) {
    const ExprPtr& key = node->exprs[i];
    const bool of_table = Reads(key, described.table);
    replacement.renamed.emplace_back(node->columns[i].id, of_table ? key : column_of_key(key));
  }
  for (std::size_t i = 0; i < node->aggregates.size(); ++i) {
    const sql::OutputColumn& column = node->columns[node->exprs.size() + i];
    const ColumnId now{rel, static_cast<int>(keys.size() + i)};
    replacement.renamed.emplace_back(column.id, sql::MakeColumn(now, column.type));
  }
  std::vector<std::string> names = NamesOf(keys, *described.rest);
  for (const ExprPtr& aggregate : node->aggregates) names.push_back(aggregate->name);
  QueryPtr groups =
      sql::MakeAggregate(rel, described.rest, keys, node->aggregates, std::move(names), /*global=*/false);
  replacement.query = FilterBy(sql::MakeJoin(JoinKind::kInner, std::move(groups), described.table,
                                             sql::MakeAnd(std::move(equalities))),
                               described.filters);
  return {std::move(replacement)};
}

std::vector<Replacement> AggregateBelowJoin(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kAggregate || node->exprs.empty()) return {};
  const QueryPtr& input = node->inputs[0];
  const Block block = BlockOf(input);
  const algebra::Properties& rows = context.analyser.Of(input);
  ColumnSet grouped;
  for (const ExprPtr& key : node->exprs) {
    if (key->kind == ExprKind::kColumn) grouped.insert(key->column);
  }
  for (const QueryPtr& table : block.leaves) {
    if (table->kind != QueryKind::kScan || block.leaves.size() < 2 || ReadsAny(block.pinned, table)) continue;
    const auto reads = [&](const ExprPtr& e) { return Reads(e, table); };
    if (std::ranges::any_of(node->aggregates, reads)) continue;
    // One row of the table for each group: otherwise the join would repeat, or tell apart, whole groups.
    if (!rows.Determines(grouped, context.analyser.Of(table).identity())) continue;
    Described described{table, nullptr, {}, {}};
    std::vector<ExprPtr> reading;
    described.rest = EditBlock(input, table, [&](const ExprPtr& conjunct) -> ExprPtr {
      if (!reads(conjunct)) return conjunct;
      reading.push_back(conjunct);
      return nullptr;
    });
    if (!described.rest || !Sort(reading, &described)) continue;
    const bool mixed = std::ranges::any_of(
        node->exprs, [&](const ExprPtr& key) { return reads(key) && Reads(key, described.rest); });
    const bool told = std::ranges::all_of(described.joins, [&](const ExprPtr& join) {
      return rows.Determines(grouped, join->args[0]->column);
    });
    if (mixed || !told) continue;
    return AggregateFirst(node, described, context);
  }
  return {};
}

// SELECT f(aggregates of the rows of `rows` whose `keys` equal `outer`), as it stands in a select list.
struct PerRow {
  QueryPtr aggregate;  // the sub-query's aggregate node
  ExprPtr value;       // over the aggregate's columns
  QueryPtr rows;       // filtered by what does not come from outside
  std::vector<ExprPtr> keys;
  std::vector<ExprPtr> outer;
};

bool TakesFromOutside(const ExprPtr& e, const QueryPtr& inside) {
  const std::vector<ColumnId> columns = sql::ColumnsOf(e);
  const std::vector<sql::RelId> own = sql::OwnRelations(inside);
  return std::ranges::any_of(
      columns, [&](const ColumnId& id) { return !std::binary_search(own.begin(), own.end(), id.rel); });
}

// False where the sub-query has another shape.
bool Read(const QueryPtr& q, PerRow* per_row) {
  if (q->kind != QueryKind::kProject || q->inputs[0]->kind != QueryKind::kAggregate) return false;
  per_row->aggregate = q->inputs[0];
  per_row->value = q->exprs[0];
  const Query& aggregate = *per_row->aggregate;
  const QueryPtr& filter = aggregate.inputs[0];
  if (!aggregate.global || filter->kind != QueryKind::kFilter || TakesFromOutside(per_row->value, q))
    return false;
  const QueryPtr& rows = filter->inputs[0];
  if (!sql::OuterColumns(rows).empty()) return false;
  for (const ExprPtr& e : aggregate.aggregates) {
    if (TakesFromOutside(e, rows)) return false;
  }
  std::vector<ExprPtr> own;
  for (const ExprPtr& conjunct : sql::Conjuncts(filter->predicate)) {
    ColumnId a;
    ColumnId b;
    if (!TakesFromOutside(conjunct, rows)) {
      own.push_back(conjunct);
    } else if (IsColumnEquality(conjunct, &a, &b)) {
      const std::size_t inside = TakesFromOutside(conjunct->args[0], rows) ? 1 : 0;
      if (TakesFromOutside(conjunct->args[inside], rows)) return false;
      per_row->keys.push_back(conjunct->args[inside]);
      per_row->outer.push_back(conjunct->args[1 - inside]);
    } else {
      return false;
    }
  }
  per_row->rows = FilterBy(rows, own);
  return !per_row->keys.empty();
}

// The node's input joined to the groups, and the value that the sub-query had. No group is no row of the
// join: NULL, as an aggregate of nothing is, but for counts.
QueryPtr JoinGroups(const QueryPtr& input, const PerRow& per_row, const Context& context, ExprPtr* value) {
  const sql::RelId rel = (*context.next_rel)++;
  const Query& aggregate = *per_row.aggregate;
  std::vector<std::string> names = NamesOf(per_row.keys, *per_row.rows);
  std::vector<ExprPtr> equalities;
  for (std::size_t i = 0; i < per_row.keys.size(); ++i) {
    const ExprPtr key = sql::MakeColumn({rel, static_cast<int>(i)}, per_row.keys[i]->type);
    equalities.push_back(sql::MakeCompare(CompareOp::kEq, key, per_row.outer[i]));
  }
  Substitution columns;
  for (std::size_t i = 0; i < aggregate.aggregates.size(); ++i) {
    const sql::OutputColumn& column = aggregate.columns[i];
    names.push_back(column.name);
    ExprPtr now = sql::MakeColumn({rel, static_cast<int>(per_row.keys.size() + i)}, column.type);
    if (aggregate.aggregates[i]->name == "count")
      now = sql::MakeCall("coalesce", {now, sql::MakeInteger(0)}, column.type);
    columns.emplace(column.id, std::move(now));
  }
  *value = Substituted(per_row.value, columns);
  QueryPtr groups = sql::MakeAggregate(rel, per_row.rows, per_row.keys, aggregate.aggregates,
                                       std::move(names), /*global=*/false);
  return sql::MakeJoin(JoinKind::kLeft, input, std::move(groups), sql::MakeAnd(std::move(equalities)));
}

std::vector<Replacement> CorrelatedAggregateToJoin(const QueryPtr& node, const Context& context) {
  if (node->kind != QueryKind::kProject) return {};
  const QueryPtr& input = node->inputs[0];
  // Above a sort the join would lose the order.
  if (input->kind == QueryKind::kSort || input->kind == QueryKind::kLimit) return {};
  std::vector<ExprPtr> queries;
  for (const ExprPtr& e : node->exprs) {
    if (e->kind == ExprKind::kScalarQuery) queries.push_back(e);
  }
  std::vector<Replacement> found;
  for (const ExprPtr& query : queries) {
    PerRow per_row;
    if (!Read(query->query, &per_row)) continue;
    if (!std::ranges::all_of(per_row.outer, [&](const ExprPtr& e) { return Reads(e, input); })) continue;
    ExprPtr value;
    const QueryPtr joined = JoinGroups(input, per_row, context, &value);
    Query project = *node;
    project.inputs = {joined};
    std::ranges::replace(project.exprs, query, value);
    found.push_back({std::make_shared<const Query>(std::move(project)), {}});
  }
  return found;
}

constexpr Rule kAggregateRules[] = {
    {.name = "key-join-aggregate-below",
     .summary = "a table that only describes a group can be joined to the group",
     .precondition =
         "the group keys pin the table's row, no aggregate reads it, and it is joined by equality",
     .apply = AggregateBelowJoin,
     .example = {"SELECT p.id, p.name, count(*) FROM issues i JOIN projects p ON p.id = i.project_id "
                 "GROUP BY p.id, p.name",
                 "SELECT p.id, p.name, g.n FROM (SELECT project_id, count(*) AS n FROM issues GROUP BY "
                 "project_id) g JOIN projects p ON g.project_id = p.id"},
     .near_miss = {"the group keys pin the table's row",
                   {"SELECT p.status, count(*) FROM issues i JOIN projects p ON p.id = i.project_id GROUP BY "
                    "p.status",
                    "SELECT p.status, g.n FROM (SELECT project_id, count(*) AS n FROM issues GROUP BY "
                    "project_id) g JOIN projects p ON g.project_id = p.id"}}},
    {.name = "correlated-aggregate-to-left-join",
     .summary = "an aggregate for each row is one grouping, joined",
     .precondition = "a scalar sub-query without GROUP BY, correlated by equalities; a count of no rows is 0",
     .apply = CorrelatedAggregateToJoin,
     .example = {"SELECT p.id, (SELECT count(*) FROM issues i WHERE i.project_id = p.id) FROM projects p",
                 "SELECT p.id, coalesce(g.n, 0) FROM projects p LEFT JOIN (SELECT project_id, count(*) AS n "
                 "FROM issues GROUP BY project_id) g ON g.project_id = p.id"},
     .near_miss =
         {"a count of no rows is 0",
          {"SELECT p.id, (SELECT count(*) FROM issues i WHERE i.project_id = p.id) FROM projects p",
           "SELECT p.id, g.n FROM projects p LEFT JOIN (SELECT project_id, count(*) AS n FROM issues "
           "GROUP BY project_id) g ON g.project_id = p.id"}}},
};

}  // namespace

std::span<const Rule> AggregateRules() { return kAggregateRules; }

}  // namespace tacit::rules
