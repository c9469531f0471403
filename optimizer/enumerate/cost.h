// What a form costs, before any engine is asked.
#pragma once

#include "optimizer/algebra/facts.h"
#include "src/sql/query.h"
#include "tacit/schema.h"

namespace tacit::enumerate {

// Rows touched, in a model that knows nothing of the data: every table has 10,000 rows, an equality keeps one
// in a hundred, a range a third; a whole key pins one row. What the schema has an index for is
// reached by it, everything else is scanned. Joins hash the smaller side or probe an index; IN and EXISTS
// without correlation, or with equalities only, run once; other correlated sub-queries run once per row.
// Sorting costs n log n, DISTINCT and grouping a hash of each row; LIMIT stops early where nothing below it
// must see all rows.
//
// Law (monotone): taking away an operator, a conjunct's sub-query or a table never makes a form dearer. It
// ranks forms of one statement; it predicts no time.
[[nodiscard]] double Cost(const sql::QueryPtr& statement, const Schema& schema, const algebra::Facts& facts);

}  // namespace tacit::enumerate
