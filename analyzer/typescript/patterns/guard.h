// Code that refuses a row: what holds of every row that passes it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

// What a guard looks at: the value of one property (its first parameter), or the row (its first parameter, or
// `this`).
struct Guarded {
  std::string property;  // empty: the row
  bool row_is_this = false;
};

struct GuardClaim {
  ConstraintKind kind = ConstraintKind::kCheck;
  std::vector<std::string> properties;
  ConstraintDetail detail;
  NullPolicy nulls = NullPolicy::kAllowed;
  int line = 0;
};

// The claims of a function that throws on rows that it refuses, and of what it assigns to the row. Every
// claim holds of each row that went through it; what is not understood gives none.
[[nodiscard]] std::vector<GuardClaim> ReadGuard(Evaluator& evaluator, const Model& model,
                                                const Function& function, const Guarded& guarded);

}  // namespace tacit::analyze::typescript
