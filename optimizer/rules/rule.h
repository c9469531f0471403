// A rewrite rule: a row in a table, with a name, what it needs, and how it is applied at one place of a
// query.
//
// Rules propose; the prover decides. A rule checks its precondition from keys, functional dependencies and
// nullability so that few wrong candidates are made, but nothing rests on its being right.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "optimizer/algebra/facts.h"
#include "src/sql/query.h"
#include "tacit/schema.h"

namespace tacit::rules {

// What a rule may look at. `next_rel` gives relation numbers that the statement does not use yet.
struct Context {
  const Schema& schema;
  const algebra::Facts& facts;
  Dialect dialect;
  sql::RelId* next_rel;
  // Columns of the node that something above it reads, and whether duplicates of its rows can be told apart
  // from above.
  std::vector<sql::ColumnId> used;
  bool duplicates_matter = true;
};

struct Rule {
  std::string_view name;          // condition-effect, kebab-case: an identifier in reports, tests and docs
  std::string_view summary;       // one line
  std::string_view precondition;  // one line, in words
  // Every way to apply the rule at this node (not below it); none where it does not apply. A replacement has
  // the same columns (ids, in order) as the node.
  std::vector<sql::QueryPtr> (*apply)(const sql::QueryPtr& node, const Context& context);
};

// All rules, in the order in which they are tried. Each topic's file (rules/*.cc) has a table of its own.
[[nodiscard]] std::span<const Rule> AllRules();

}  // namespace tacit::rules
