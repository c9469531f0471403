// A block: the filters and joins between one operator that makes columns and the next, seen as a set of
// leaves and a set of conjuncts. Most ORM queries are one block under a projection.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "optimizer/rules/rule.h"

namespace tacit::rules {

struct Block {
  // Inputs that supply at least one row to every row of the block: scans, derived tables, and whole joins of
  // kinds that a block does not reach through (full, right, lateral).
  std::vector<sql::QueryPtr> leaves;
  // What filters and inner joins demand: true on every row of the block.
  std::vector<sql::ExprPtr> conjuncts;
  // Columns that the conditions of outer joins inside the block read, and the rows that they add.
  algebra::ColumnSet pinned;
};

// The block that begins at `node`. Reaches through filters, inner joins, and left joins on their left side.
[[nodiscard]] Block BlockOf(const sql::QueryPtr& node);

// Gives each conjunct's replacement; null drops it.
using ConjunctEditor = std::function<sql::ExprPtr(const sql::ExprPtr&)>;

// The block at `node` with every conjunct edited and, unless `leaf` is null, without that leaf, whose join
// conditions become filters. Null where nothing is left (the leaf was all there was).
[[nodiscard]] sql::QueryPtr EditBlock(const sql::QueryPtr& node, const sql::QueryPtr& leaf,
                                      const ConjunctEditor& edit);

// The node filtered by conjuncts: itself where there is none; joined to the predicate of a filter that it is.
[[nodiscard]] sql::QueryPtr FilterBy(const sql::QueryPtr& node, const std::vector<sql::ExprPtr>& conjuncts);

// Whether e reads a column that q makes.
[[nodiscard]] bool Reads(const sql::ExprPtr& e, const sql::QueryPtr& q);
[[nodiscard]] bool ReadsAny(const algebra::ColumnSet& columns, const sql::QueryPtr& q);

// The two columns of `a = b`; false for any other expression.
[[nodiscard]] bool IsColumnEquality(const sql::ExprPtr& e, sql::ColumnId* a, sql::ColumnId* b);

// Whether e is never NULL on the rows that the node's expressions see. Above an outer join its properties
// hold the columns of the side that may be missing as nullable, which is what keeps rules on NULLs right
// there.
[[nodiscard]] bool NeverNull(const sql::ExprPtr& e, const sql::QueryPtr& node, const Context& context);

// A column of a node, as an expression.
[[nodiscard]] sql::ExprPtr ColumnOf(const sql::Query& q, sql::ColumnId id);
// A literal that is not NULL, or a parameter.
[[nodiscard]] bool IsConstant(const sql::ExprPtr& e);
// All columns that leave a node.
[[nodiscard]] algebra::ColumnSet ColumnsLeaving(const sql::QueryPtr& q);

// Whether a block begins at the node: it joins or filters, and what is above does not.
[[nodiscard]] bool BeginsBlock(const sql::QueryPtr& node, const Context& context);

// The node with its own expressions rebuilt, where they are read row by row; none where nothing changed.
[[nodiscard]] std::vector<Replacement> Rebuilt(const sql::QueryPtr& node, const sql::ExprReplacer& replace);

// e with columns replaced, in its sub-queries too.
using Substitution = std::map<sql::ColumnId, sql::ExprPtr>;
[[nodiscard]] sql::ExprPtr Substituted(const sql::ExprPtr& e, const Substitution& columns);

}  // namespace tacit::rules
