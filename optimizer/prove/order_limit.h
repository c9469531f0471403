// The ordering and the limit at the top of a query, taken off it.
#pragma once

#include <vector>

#include "optimizer/prove/record.h"
#include "src/sql/query.h"

namespace tacit::prove {

struct Ordered {
  sql::QueryPtr body;                   // below the ordering and the limit
  std::vector<sql::QueryPtr> projects;  // above the body, innermost first
  std::vector<sql::SortKey> keys;
  sql::ExprPtr limit;
  sql::ExprPtr offset;
};
[[nodiscard]] Ordered TakeOff(const sql::QueryPtr& q);

// A query as a bag, and for each of its blocks the values that order its rows.
struct Lowered {
  Bag bag;  // outs: the query's columns, then `keys` sort keys
  std::size_t columns = 0;
  std::vector<sql::SortKey> keys;
  sql::ExprPtr limit;
  sql::ExprPtr offset;
};
// Not yet normalised. What has no form sets the lowering's `unsupported`.
[[nodiscard]] Lowered LowerOrdered(const sql::QueryPtr& q, Lowering& lowering);

// Normalises; drops a limit that cuts nothing, and sort keys that the ones before them determine. Writes down
// in `side`, where it is given, what a recorder has of it.
void Simplify(Lowered& q, Engine& engine, RecordedSide* side);

// A limit or an offset as text; empty where there is none.
[[nodiscard]] std::string BoundText(const sql::ExprPtr& bound);

// The keys that the left does not promise need not be kept by the right.
void DropKeys(Lowered& q);

// What a recorder has of OrderConflict's finding none.
void RecordOrder(const Lowered& left, const Lowered& right, Engine& engine, RecordedEnd& end);

// Empty where equal bags of rows with their sort keys make the two the same; else why not. `open`: they are
// the same but for which of several rows a limit keeps.
[[nodiscard]] std::string OrderConflict(const Lowered& left, const Lowered& right, Engine& engine,
                                        bool* open);

}  // namespace tacit::prove
