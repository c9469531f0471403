// The forms that rules lead to from one statement, cheapest first.
#pragma once

#include <cstddef>
#include <vector>

#include "optimizer/enumerate/places.h"

namespace tacit::enumerate {

struct Form {
  sql::QueryPtr query;
  double cost = 0;      // by the model, times the handicaps of the rules that led here
  double handicap = 1;  // their product
  int parent = -1;      // position of the form that it was made from; -1 of the statement itself
  const rules::Rule* rule = nullptr;  // that led here; null for the statement, and for it simplified
  std::size_t step = 0;               // Step::signature
  int depth = 0;
};

struct SearchLimits {
  int depth = 10;
  int max_forms = 256;
};

// forms[0] is the statement as it came; forms[1], where its parent is 0 and its rule null, is it simplified.
// Best-first: of all forms known, the cheapest is expanded next, so that the cheapest combination of
// independent rules is reached by one application each. Each form differs from all others (SameQuery).
[[nodiscard]] std::vector<Form> Search(const sql::QueryPtr& statement, const Environment& environment,
                                       const SearchLimits& limits);

// Simplification as a row among the rules: it is no rule of one place, and has no `apply`.
inline constexpr rules::Rule kSimplified = {
    .name = "fold-constants",
    .summary =
        "constants in predicates, repeated conjuncts, empty branches and needless sorts fold after every "
        "rule",
    .precondition = "none",
    .apply = nullptr,
    .example =
        {"SELECT id FROM projects WHERE 1 = 1 AND id IN (SELECT project_id FROM issues ORDER BY subject)",
         "SELECT id FROM projects WHERE id IN (SELECT project_id FROM issues)"},
    .near_miss = {"what is compared are constants",
                  {"SELECT id FROM projects WHERE rank = rank", "SELECT id FROM projects"}}};

// The names of the rules that led to a form, first applied first. Simplification goes by kSimplified's.
[[nodiscard]] std::vector<std::string_view> RulesOf(const std::vector<Form>& forms, int form);

}  // namespace tacit::enumerate
