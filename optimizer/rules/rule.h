// A rewrite rule: a row in a table, with a name, what it needs, and how it is applied at one place of a
// query.
//
// Rules propose; the prover decides. A rule checks its precondition from keys, functional dependencies and
// nullability so that few wrong candidates are made, but nothing rests on its being right.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "optimizer/algebra/facts.h"
#include "optimizer/algebra/properties.h"
#include "src/sql/query.h"
#include "tacit/schema.h"

namespace tacit::rules {

// What a rule may look at.
struct Context {
  const Schema& schema;
  const algebra::Facts& facts;
  Dialect dialect;
  algebra::Analyser& analyser;
  sql::RelId* next_rel;     // gives relation numbers that the statement does not use yet
  algebra::ColumnSet used;  // columns of the node that something above it reads
  // Whether duplicates of its rows can be told apart from above. False with nothing used: all that counts is
  // whether there is a row (EXISTS).
  bool duplicates_matter = true;
  bool statement_root = false;  // the whole statement, not a part of it or a sub-query
  bool block_top = true;        // its parent is no filter and no join: the node begins a block (block.h)
};

// What stands in the node's place. Its columns are those of the node, in order, as far as they are used;
// columns that it has beyond them are read by nobody. Columns in `renamed` are no longer made: wherever the
// statement reads one, it reads the expression instead.
struct Replacement {
  sql::QueryPtr query;
  std::vector<std::pair<sql::ColumnId, sql::ExprPtr>> renamed;
};

// Two queries over the schema of example_schema.h.
struct Pair {
  std::string_view before;
  std::string_view after;
};

// Where a rule must stop: a condition is not met, and what the rule would make all the same is wrong.
struct NearMiss {
  std::string_view lacks;  // the condition that is not met, in a few words
  Pair pair;               // a database can tell the two apart
};

struct Rule {
  std::string_view name;          // condition-effect, kebab-case: an identifier in reports, tests and docs
  std::string_view summary;       // one line
  std::string_view precondition;  // one line, in words
  // Every way to apply the rule at this node (not below it); none where it does not apply.
  std::vector<Replacement> (*apply)(const sql::QueryPtr& node, const Context& context);
  Pair example;  // what the rule makes of it, once, simplified (optimizer/enumerate/simplify.h); proved
  NearMiss near_miss;
  // It looks at the values of literals: what it makes of one statement need not hold for others that differ
  // in their literals only.
  bool reads_literals = false;
  // What it leads to is ranked as if it were so many times dearer: engines know the same by themselves, and
  // the cost model should not decide between them by a hair.
  double handicap = 1;
};

// All rules, in the order in which they are tried. Each topic's file (rules/*.cc) has a table of its own.
[[nodiscard]] std::span<const Rule> AllRules();

}  // namespace tacit::rules
