// Statements as instances of templates, so that one proof serves every statement of a template.
#pragma once

#include <vector>

#include "src/sql/query.h"

namespace tacit::rewrite {

// The literals that a statement compares with columns, matches them with, or computes constants from, each
// distinct one once. Lifting replaces them by parameters; equal literals share one, so a template says which
// of its constants are equal. What is proved of two lifted statements holds for all values of the parameters,
// these literals among them.
class Lifting {
 public:
  // What a search may look at stays in a template of it. A proof need not know how many rows are asked for
  // either, as long as it is more than one.
  enum class For { kSearch, kProof };
  explicit Lifting(const sql::QueryPtr& statement, For purpose = For::kSearch);

  // The statement or a rewritten form of it, lifted; the same pointer where there is nothing to lift.
  [[nodiscard]] sql::QueryPtr Lift(const sql::QueryPtr& q) const;
  // Law: FillIn(Lift(q)) is q. What is no parameter of the lifting stays.
  [[nodiscard]] sql::QueryPtr FillIn(const sql::QueryPtr& lifted) const;
  // There is nothing to lift.
  [[nodiscard]] bool empty() const { return literals_.empty(); }

 private:
  [[nodiscard]] sql::QueryPtr LiftLimit(const sql::QueryPtr& q) const;
  [[nodiscard]] sql::ExprPtr ParameterFor(const sql::ExprPtr& literal) const;

  For purpose_;
  std::vector<sql::ExprPtr> literals_;
  int first_parameter_ = 1;
};

}  // namespace tacit::rewrite
