// The rules' cases: files of before and after.
#pragma once

#include <string>
#include <vector>

#include "optimizer/rules/rule.h"
#include "tacit/catalogue.h"

namespace tacit::testing {

struct RuleCase {
  std::string file;
  int line = 0;
  std::string rule;
  std::string query;
  std::string gives;      // empty for `nothing`
  std::string wrong;      // of `nothing`: what it must not give; empty where the case names none
  bool unproved = false;  // of `gives`: right, but beyond the prover
};

// Every case of the topics' files, in order. Fails the test where a file is missing or a line is not
// understood.
[[nodiscard]] std::vector<RuleCase> ReadRuleCases();

// Every rule, and the folding that follows each of them.
[[nodiscard]] std::vector<rules::Rule> AllRulesAndFolding();

// The rules' example schema, which the cases are about too, with what it declares, all of it enforced.
[[nodiscard]] Catalogue RuleSchema();

}  // namespace tacit::testing
