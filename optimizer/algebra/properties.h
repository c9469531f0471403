// What is known of the rows that leave a query node: keys, functional dependencies, constants, NULLs, row
// bounds.
//
// Everything is one set of functional dependencies. Besides the columns, each relation has a pseudo-column
// that stands for "which row of it" (RowOf). The rows of a node are told apart by a set of such columns, its
// identity, so that a key is any set of columns that determines the identity, and a node has at most one row
// where nothing at all determines it. Dependencies are null-safe: two rows agree where both are NULL.
//
// Columns of outer queries count as constants. Nothing may rest on these properties but the choice of
// candidates: the prover decides anew.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "optimizer/algebra/facts.h"
#include "src/sql/query.h"

namespace tacit::algebra {

using ColumnSet = std::set<sql::ColumnId>;

[[nodiscard]] constexpr sql::ColumnId RowOf(sql::RelId rel) { return {rel, -1}; }

struct Dependency {
  ColumnSet from;
  ColumnSet to;
};

// A key that holds only among the rows that satisfy `condition`.
struct ConditionalKey {
  ColumnSet columns;
  sql::RelId rel;
  std::vector<sql::ExprPtr> condition;  // conjuncts
};

class Properties {
 public:
  // True where no row leaves the node, whatever the database.
  [[nodiscard]] bool empty() const { return empty_; }
  [[nodiscard]] bool AtMostOneRow() const { return empty_ || IsKey({}); }
  // No two rows agree (null-safely) on all of `columns`.
  [[nodiscard]] bool IsKey(const ColumnSet& columns) const;
  [[nodiscard]] bool NotNull(sql::ColumnId column) const { return not_null_.contains(column); }
  // e is not NULL on any row: a column that is not, a literal, or a strict function of such.
  [[nodiscard]] bool NotNull(const sql::ExprPtr& e) const;
  // Rows that agree on `from` agree on `column`.
  [[nodiscard]] bool Determines(const ColumnSet& from, sql::ColumnId column) const;
  // The literal or parameter that the column equals on every row; null where none is known.
  [[nodiscard]] sql::ExprPtr ConstantOf(sql::ColumnId column) const;
  // The columns that equal `column` on every row, itself included.
  [[nodiscard]] ColumnSet EqualTo(sql::ColumnId column) const;
  [[nodiscard]] bool Determines(const ColumnSet& from, const ColumnSet& columns) const;
  // Columns and pseudo-columns that tell the node's rows apart.
  [[nodiscard]] const ColumnSet& identity() const { return identity_; }

 private:
  friend class Analysis;

  // What `from` determines, but for the columns that a row in it stands for.
  [[nodiscard]] ColumnSet Closure(ColumnSet from) const;
  [[nodiscard]] bool Determined(const ColumnSet& closure, sql::ColumnId column) const;
  [[nodiscard]] bool Determined(const ColumnSet& closure, const ColumnSet& columns) const;

  bool empty_ = false;
  ColumnSet identity_;
  ColumnSet not_null_;
  std::set<sql::RelId> relations_;  // of which something is known; columns of others come from outside
  std::set<sql::RelId> by_row_;     // of these, those whose row determines all their columns
  std::vector<Dependency> dependencies_;
  std::vector<std::pair<sql::ColumnId, sql::ColumnId>> equal_;
  std::vector<std::pair<sql::ColumnId, sql::ExprPtr>> constants_;
  std::vector<ConditionalKey> conditional_;
  std::vector<sql::ExprPtr> conjuncts_;  // true on every row
};

// Finds the properties of nodes under one set of facts, and keeps them: nodes are immutable and shared by the
// many candidates of one search. The facts must outlive it. Thread safety: belongs to one thread.
class Analyser {
 public:
  explicit Analyser(const Facts& facts) : facts_(facts) {}
  // The reference lives until Clear.
  [[nodiscard]] const Properties& Of(const sql::QueryPtr& node);
  void Clear() { known_.clear(); }

 private:
  const Facts& facts_;
  std::unordered_map<sql::QueryPtr, Properties> known_;
};

// The columns that are not NULL wherever e is true.
[[nodiscard]] ColumnSet NotNullWhereTrue(const sql::ExprPtr& e);

// A fact's expression over a table's row, over the columns of a scan of that table instead.
[[nodiscard]] sql::ExprPtr OnScan(const sql::ExprPtr& e, sql::RelId rel);

}  // namespace tacit::algebra
