// Every place of a statement at which a rule can be tried.
#pragma once

#include <functional>
#include <vector>

#include "optimizer/rules/rule.h"

namespace tacit::enumerate {

struct Step {
  const rules::Rule* rule = nullptr;
  sql::QueryPtr query;  // the statement after the step, not yet simplified
  // The same number for the same change in another form of the same statement, near enough to skip what has
  // failed once.
  std::size_t signature = 0;
};

// What the rules need to know of the whole.
struct Environment {
  const Schema& schema;
  const algebra::Facts& facts;
  Dialect dialect;
  algebra::Analyser& analyser;
};

// Every single application of every rule in the statement, sub-queries included, in a fixed order: parents
// before children, rules in their table's order.
[[nodiscard]] std::vector<Step> StepsFrom(const sql::QueryPtr& statement, const Environment& environment);

// Whether a rule that reads literals changes the statement, simplified, somewhere: then other literals may
// lead to other forms.
[[nodiscard]] bool ReadsLiterals(const sql::QueryPtr& statement, const Environment& environment);

}  // namespace tacit::enumerate
