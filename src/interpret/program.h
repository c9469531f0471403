// A query made ready to be run: every column is a position in a row, every predicate sits as low as it can.
//
// Internal to the room; others see interpret.h.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "src/interpret/interpret.h"
#include "src/sql/query.h"

namespace tacit::interpret {

class Run;
struct Plan;

using Function = Value (*)(std::span<const Value> args, Run& run);

struct Scalar {
  sql::ExprPtr source;  // kind, operators and flags are read from it
  std::vector<Scalar> args;
  int level = 0;                // kColumn: how many queries further out the row stands
  int slot = 0;                 // kColumn: position in that row
  Value literal;                // kLiteral, in the form that its type computes with
  Function function = nullptr;  // kCall
  bool strict = true;           // kCall: NULL where an argument is NULL
  std::unique_ptr<Scalar> filter;
  std::unique_ptr<Plan> query;
  bool correlated = true;      // `query` reads rows from outside, so its rows cannot be kept
  sql::TypeKind read_as = {};  // the value is converted to this after it is computed; kUnknown: as is
};

struct PlanSortKey {
  Scalar expr;
  bool descending = false;
  bool nulls_first = false;
};

struct Plan {
  sql::QueryKind kind = sql::QueryKind::kScan;
  std::vector<std::unique_ptr<Plan>> inputs;
  int width = 0;                          // columns of its rows
  int table = 0;                          // kScan: position in Program::tables
  std::vector<int> ordinals;              // kScan: of the table's columns, those that are read
  std::vector<std::vector<Scalar>> rows;  // kValues
  std::vector<Scalar> exprs;              // kProject, kAggregate: keys; kFilter, kJoin: conjuncts
  std::vector<Scalar> aggregates;
  std::vector<std::vector<sql::TypeKind>> column_kinds;  // kSetOp: of each input, where they differ
  bool global = false;
  bool lateral = false;
  bool all = false;
  sql::JoinKind join = sql::JoinKind::kInner;
  sql::SetOpKind set_op = sql::SetOpKind::kUnion;
  std::vector<PlanSortKey> sort_keys;
  std::unique_ptr<Scalar> limit;
  std::unique_ptr<Scalar> offset;
};

}  // namespace tacit::interpret
