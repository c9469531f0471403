// The bound algebra to the prover's bags and formulas.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "optimizer/prove/term.h"
#include "src/sql/query.h"
#include "tacit/dialect.h"

namespace tacit::prove {

// A predicate's two formulas; it is NULL where neither holds.
struct Truth {
  FormulaId is_true = kFalseFormula;
  FormulaId is_false = kFalseFormula;
};

// What the columns in scope stand for.
using Env = std::map<sql::ColumnId, TermId>;

// Lowers queries and expressions of one proof. What the terms cannot express sets `unsupported`, and the
// result then means nothing.
class Lowering {
 public:
  // Whether a bag has at most n rows whatever the database; for limits inside sub-queries.
  using RowBound = std::function<bool(const Bag&, std::int64_t n)>;

  Lowering(Store& store, Dialect dialect, std::size_t max_blocks, RowBound at_most)
      : store_(store), dialect_(dialect), max_blocks_(max_blocks), at_most_(std::move(at_most)) {}

  // One block column for each of q's columns, in order. Sorts are dropped.
  Bag Query(const sql::QueryPtr& q, const Env& outer);
  TermId Scalar(const sql::ExprPtr& e, const Env& env);
  Truth Predicate(const sql::ExprPtr& e, const Env& env);

  // Empty, or "FEATURE" that has no form here.
  [[nodiscard]] const std::string& unsupported() const { return unsupported_; }
  // Whether a sub-query's limit may have kept rows that its order leaves open, since the last call.
  [[nodiscard]] bool TakeLimits() { return std::exchange(limits_, 0) > 0; }

 private:
  Bag Aggregate(const sql::Query& q, const Env& outer);
  TermId FoldOf(const sql::Expr& aggregate, const sql::Query& input, const Bag& rows, const Env& outer);
  Bag Join(const sql::Query& q, const Env& outer);
  Bag SetOperation(const sql::Query& q, const Env& outer);
  Bag Limit(const sql::Query& q, const Env& outer);
  Bag ForAnyOuter(Bag bag);
  Bag LimitedRows(Bag bag, const std::string& kept, std::size_t columns);
  Bag DistinctRows(Bag bag);
  Env Extend(const Env& outer, const sql::Query& q, const Block& block) const;

  Truth Compare(sql::CompareOp op, TermId a, TermId b);
  Truth Like(const sql::Expr& e, const Env& env);
  Truth InQuery(const sql::Expr& e, const Env& env);
  Truth OfTerm(TermId t);
  TermId OfTruth(Truth truth);
  TermId Literal(const sql::Expr& e);
  TermId Case(const sql::Expr& e, const Env& env);
  TermId Cast(const sql::Expr& e, const Env& env);
  TermId Arithmetic(const sql::Expr& e, const Env& env);
  TermId Call(const sql::Expr& e, const Env& env);
  TermId ScalarQuery(const sql::Expr& e, const Env& env);
  TermId Unsupported(std::string feature);

  Store& store_;
  Dialect dialect_;
  std::size_t max_blocks_;
  RowBound at_most_;
  std::string unsupported_;
  int depth_ = 0;
  int limits_ = 0;
};

}  // namespace tacit::prove
