// The bound relational algebra: bags of rows, three-valued predicates, every name resolved.
//
// A node is immutable and shared. Nodes that make columns (scan, values, project, aggregate, set operation)
// own a relation number, unique in the statement; the others pass their inputs' columns through under the
// same ids. `columns` lists what leaves a node, left to right.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/sql/expr.h"

namespace tacit::sql {

enum class QueryKind {
  kScan,       // the rows of `table`
  kValues,     // `rows`; no rows at all is the empty relation; one row of no columns is SELECT without FROM
  kProject,    // one output row per input row: `exprs`
  kFilter,     // input rows for which `predicate` is true
  kJoin,       // `join` of inputs[0] and inputs[1] on `predicate`
  kAggregate,  // groups of `exprs` (group keys; NULLs group together), then `aggregates`. No keys and
               // `global`: one row always. Keys: no row on empty input
  kDistinct,   // duplicates removed; NULLs are equal here
  kSetOp,      // `set_op` [`all`] of inputs[0], inputs[1] by position
  kSort,       // a list ordered by `sort_keys`; only the outermost one, or one under a limit, has a meaning
  kLimit,      // rows [offset, offset + limit) of its input list
};

enum class JoinKind { kInner, kLeft, kRight, kFull };
enum class SetOpKind { kUnion, kIntersect, kExcept };

struct OutputColumn {
  ColumnId id;
  std::string name;
  Type type;
};

struct SortKey {
  ExprPtr expr;
  bool descending = false;
  bool nulls_first = false;  // resolved from the dialect where the text does not say
};

struct Query {
  QueryKind kind = QueryKind::kScan;
  RelId rel = -1;  // of nodes that make columns; else -1
  std::vector<QueryPtr> inputs;
  std::vector<OutputColumn> columns;

  std::string table;  // kScan: name in the schema
  std::string alias;  // kScan, and the derived table's alias of others; a hint for the printer
  std::vector<std::vector<ExprPtr>> rows;  // kValues
  std::vector<ExprPtr> exprs;              // kProject; kAggregate: group keys
  std::vector<ExprPtr> aggregates;         // kAggregate: each of ExprKind::kAggregate
  bool global = false;                     // kAggregate without GROUP BY
  ExprPtr predicate;                       // kFilter; kJoin (TRUE for a cross join)
  JoinKind join = JoinKind::kInner;        // kJoin
  bool lateral = false;                    // kJoin: inputs[1] may refer to columns of inputs[0]
  SetOpKind set_op = SetOpKind::kUnion;    // kSetOp
  bool all = false;                        // kSetOp
  std::vector<SortKey> sort_keys;          // kSort
  ExprPtr limit;                           // kLimit; null: no bound
  ExprPtr offset;                          // kLimit; null: 0
};

// Constructors. They compute `columns`. Aggregate output: group keys first, then aggregates.
[[nodiscard]] QueryPtr MakeScan(RelId rel, std::string table, std::string alias,
                                std::vector<OutputColumn> columns);
[[nodiscard]] QueryPtr MakeValues(RelId rel, std::vector<std::vector<ExprPtr>> rows,
                                  std::vector<OutputColumn> columns);
[[nodiscard]] QueryPtr MakeProject(RelId rel, QueryPtr input, std::vector<ExprPtr> exprs,
                                   std::vector<std::string> names);
[[nodiscard]] QueryPtr MakeFilter(QueryPtr input, ExprPtr predicate);
[[nodiscard]] QueryPtr MakeJoin(JoinKind join, QueryPtr left, QueryPtr right, ExprPtr predicate,
                                bool lateral = false);
[[nodiscard]] QueryPtr MakeAggregate(RelId rel, QueryPtr input, std::vector<ExprPtr> keys,
                                     std::vector<ExprPtr> aggregates, std::vector<std::string> names,
                                     bool global);
[[nodiscard]] QueryPtr MakeDistinctRows(QueryPtr input);
[[nodiscard]] QueryPtr MakeSetOp(RelId rel, SetOpKind op, bool all, QueryPtr left, QueryPtr right,
                                 std::vector<std::string> names);
[[nodiscard]] QueryPtr MakeSort(QueryPtr input, std::vector<SortKey> keys);
[[nodiscard]] QueryPtr MakeLimit(QueryPtr input, ExprPtr limit, ExprPtr offset);

// Same tree up to a renaming of relation numbers and of output names; aliases do not count.
[[nodiscard]] bool SameQuery(const QueryPtr& a, const QueryPtr& b);
// Equal for queries that SameQuery calls equal.
[[nodiscard]] std::size_t Hash(const QueryPtr& q);

// A copy with every relation number shifted to fresh ones from *next on (references follow; outer references
// stay).
[[nodiscard]] QueryPtr Renumber(const QueryPtr& q, RelId* next);

// The largest relation number in q, sub-queries included; 0 where none.
[[nodiscard]] RelId MaxRel(const QueryPtr& q);

// Rebuilds the expressions of this node only / of the whole tree below it (sub-queries included). `columns`
// types follow.
[[nodiscard]] QueryPtr TransformExprs(const QueryPtr& q, const ExprReplacer& replace);
[[nodiscard]] QueryPtr TransformExprsDeep(const QueryPtr& q, const ExprReplacer& replace);

// The same node over other inputs (of which it takes the same column ids).
[[nodiscard]] QueryPtr WithInputs(const QueryPtr& q, std::vector<QueryPtr> inputs);

// Calls `visit` on q and every node below it, parents first; nodes of sub-queries in expressions included.
void VisitQuery(const QueryPtr& q, const std::function<void(const Query&)>& visit);

// Relations whose columns q makes itself, at any depth. Sorted.
[[nodiscard]] std::vector<RelId> OwnRelations(const QueryPtr& q);
// Columns that q takes from outside (correlation). Sorted, each once.
[[nodiscard]] std::vector<ColumnId> OuterColumns(const QueryPtr& q);

}  // namespace tacit::sql
