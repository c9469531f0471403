// Statements as instances of templates, so that one proof serves every statement of a template.
#pragma once

#include <vector>

#include "src/sql/query.h"

namespace tacit::rewrite {

// The literals that a statement compares with columns, each distinct one once. Lifting replaces them by
// parameters; equal literals share one, so a template says which of its constants are equal. What is proved
// of two lifted statements holds for all values of the parameters, these literals among them.
class Lifting {
 public:
  explicit Lifting(const sql::QueryPtr& statement);

  // The statement or a rewritten form of it, lifted; the same pointer where there is nothing to lift.
  [[nodiscard]] sql::QueryPtr Lift(const sql::QueryPtr& q) const;

 private:
  std::vector<sql::ExprPtr> literals_;
  int first_parameter_ = 1;
};

}  // namespace tacit::rewrite
