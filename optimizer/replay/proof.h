// A proof as it stands in a certificate: claims, each of which rests on earlier ones by one law.
#pragma once

#include <string>
#include <vector>

#include "optimizer/replay/node.h"

namespace tacit::replay {

// What is assumed of the database.
struct Fact {
  enum class Kind { kNotNull, kCheck, kKey, kForeignKey };
  Kind kind = Kind::kCheck;
  std::string table;
  std::vector<int> columns;
  std::string ref_table;  // kForeignKey
  std::vector<int> ref_columns;
  Var row = 0;  // kCheck, kKey: `holds` speaks of it; a check's is not false, a key's condition is true
  Ref holds = -1;
};

// One instance that a refutation needs; see obligation.h.
struct Hint {
  std::string kind;
  std::vector<std::int64_t> of;
};
using Hints = std::vector<Hint>;

// Why rows with the same surroundings are one: each by a key of its table (a set: by all its columns).
struct Unique {
  struct Step {
    Var var = 0;
    int key = -1;
    Hints hints;
  };
  std::map<Var, Var> copies;
  std::vector<Step> steps;
};

struct Context {
  std::vector<Row> rows;
  Ref cond = -1;
};

// A combination of conditions that hold: pairs of blocks that return the same there, or that it cannot be.
struct Cell {
  struct Pair {
    std::size_t left = 0, right = 0;
    Hints hints;
  };
  std::vector<bool> held;  // the condition of each block, left and right
  std::vector<Pair> pairs;
  bool impossible = false;
  Hints hints;
};

struct Claim {
  std::string law;
  std::vector<int> by;  // earlier claims
  Context given;
  std::vector<Open> left, right;  // bags, where it is of bags
  Ref left_term = -1, right_term = -1;
  Ref link = -1;
  std::vector<Hints> hints;
  std::vector<Unique> unique;
  std::vector<Cell> cells;
  std::vector<Ref> seeds;  // terms
  Var row = 0;
  std::int64_t count = 0;
};

// One of the two queries: what it denotes, and how it is simplified before the two are compared.
struct Side {
  struct SortKey {
    bool descending = false, nulls_first = false;
  };
  // What is left out, and by which claim it may be: "rows" (the limit or offset leaves none), "limit", "keys"
  // (one row has no order), "key" (determined by the keys before it).
  struct Drop {
    std::string what;
    std::size_t at = 0;
    int claim = -1;
  };
  std::vector<Open> lowered;
  std::size_t columns = 0;  // the first of a block's; the rest are sort keys
  std::vector<SortKey> keys;
  std::string limit, offset;  // as text; empty where there is none
  int normal = -1;            // the claim that the lowered bag is the normal one
  std::vector<Drop> drops;
};

// A sub-query that has few rows, so that its limit was left out when the query was lowered.
struct Bound {
  std::vector<Open> rows;
  std::int64_t count = 0;
  int normal = -1;
  int claim = -1;  // that the normal form has at most `count` rows
};

struct Conclusion {
  Side left, right;
  std::vector<Bound> bounds;
  int match = -1;            // the claim that the two bags are the same
  std::vector<int> present;  // for each key: the claim that it is never NULL, or -1
  int total = -1;            // the claim that the keys of one side determine its rows, or -1
  bool any_of_ties = false;
};

struct Proof {
  std::vector<Fact> facts;
  std::vector<Claim> claims;
  Conclusion conclusion;
};

}  // namespace tacit::replay
