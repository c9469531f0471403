// Results as text for people, JSON for machines, and one self-contained HTML page.
//
// JSON is the document; text and page are views of it, so that `tacit report` can draw a page from a file
// later.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/advisor.h"
#include "tacit/analyzer.h"
#include "tacit/catalogue.h"
#include "tacit/export.h"
#include "tacit/rewriter.h"
#include "tacit/status.h"
#include "tacit/study.h"
#include "tacit/suggest.h"
#include "tacit/workload.h"

namespace tacit {

// A study as JSON: `tacit_study: 1`, application, constraints counted by kind and trust, checked[], install,
// queries[], totals, steps[]. Two-space indent, a newline at the end.
[[nodiscard]] TACIT_EXPORT std::string StudyAsJson(const Study& study);
// The summary of a study's JSON that a person wants at the terminal. Errors: InvalidArgument (`name` opens
// the message), NotSupported (a newer version).
[[nodiscard]] TACIT_EXPORT Result<std::string> StudyTextFromJson(std::string_view json,
                                                                 std::string_view name);
// The page: no script, no outside resource. Errors likewise.
[[nodiscard]] TACIT_EXPORT Result<std::string> StudyPageFromJson(std::string_view json,
                                                                 std::string_view name);

// "FILE:LINE", or "FILE" where the whole file is meant.
[[nodiscard]] TACIT_EXPORT std::string PlaceOf(const Diagnostic& diagnostic);

[[nodiscard]] TACIT_EXPORT std::string AnalysisAsText(const Analysis& analysis);
// "FILE:LINE: what it says [B, declared]", with the newline.
[[nodiscard]] TACIT_EXPORT std::string ConstraintAsLine(const Constraint& constraint);
// SARIF 2.1.0: one result for each finding, and for each diagnostic. A finding is a code constraint that the
// database does not enforce. With a baseline each finding is "new" or "unchanged".
[[nodiscard]] TACIT_EXPORT std::string AnalysisAsSarif(const Analysis& analysis,
                                                       const Catalogue* baseline = nullptr);
// The findings whose ids the baseline lacks. An id does not depend on the line, so moved code is not new.
[[nodiscard]] TACIT_EXPORT std::vector<Constraint> FindingsNotIn(const Catalogue& baseline,
                                                                 const Catalogue& catalogue);

[[nodiscard]] TACIT_EXPORT std::string CheckAsText(const Catalogue& catalogue,
                                                   const std::vector<CheckedConstraint>& checked);
[[nodiscard]] TACIT_EXPORT std::string CheckAsJson(const Catalogue& catalogue,
                                                   const std::vector<CheckedConstraint>& checked);

// One query's way through the rewriter.
struct RewrittenQuery {
  WorkloadQuery query;
  RewriteOutcome outcome;
  std::optional<Suggestion> suggestion;  // for its best rewrite
};
// `catalogue` gives the evidence of the constraints that a rewrite rests on.
[[nodiscard]] TACIT_EXPORT std::string RewritesAsText(const Catalogue& catalogue,
                                                      const std::vector<RewrittenQuery>& queries);
[[nodiscard]] TACIT_EXPORT std::string RewritesAsJson(const Catalogue& catalogue,
                                                      const std::vector<RewrittenQuery>& queries);

}  // namespace tacit
