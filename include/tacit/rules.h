// The rewriter's rules as a catalogue: what each does, what it needs, an example, and where it must stop.
#pragma once

#include <string>
#include <vector>

#include "tacit/export.h"

namespace tacit {

// Two queries over RuleBook::schema.
struct QueryPair {
  std::string before;
  std::string after;
};

struct RuleInfo {
  std::string name;  // kebab-case; RewriteOutcome names rules by it
  std::string summary;
  std::string precondition;
  QueryPair example;    // the two are proved to mean the same
  std::string lacks;    // what is not met in the near-miss
  QueryPair near_miss;  // what the rule would make if it did not ask for it; a database tells them apart
};

// A rewrite that constraints allow, known from the literature or from other optimizers.
struct RewriteKind {
  std::string rewrite;
  std::vector<std::string> rules;  // that do it: RuleInfo::name
  std::string remark;              // who does it where no rule does, or why nobody
};

struct RuleBook {
  std::string schema;           // DDL, all of it enforced
  std::vector<RuleInfo> rules;  // in the order in which they are tried
  std::vector<RewriteKind> kinds;
};
[[nodiscard]] TACIT_EXPORT RuleBook Rules();

// The page docs/rules.md, and the same as JSON: `schema`, `rules[]` and `kinds[]`.
[[nodiscard]] TACIT_EXPORT std::string RulesAsMarkdown(const RuleBook& book);
[[nodiscard]] TACIT_EXPORT std::string RulesAsJson(const RuleBook& book);

}  // namespace tacit
