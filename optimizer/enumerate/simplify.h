// What every form is brought into after a rule, so that forms that differ in nothing but leftovers are one.
#pragma once

#include "src/sql/query.h"

namespace tacit::enumerate {

// Folds constants in predicates (TRUE and FALSE in AND, OR, NOT, CASE; comparisons of whole numbers), drops
// repeated conjuncts, joins adjacent filters and projections, takes filters below projections, drops filters
// on TRUE. A block under a predicate that is never true keeps its tables only as far as their columns are
// selected, under WHERE FALSE; a sub-query without rows folds its EXISTS or IN; joins pass emptiness on; an
// aggregate over it stays, since without GROUP BY it still gives a row. A sort that neither a LIMIT nor the
// statement's own result sees is dropped. The statement's columns stay as they are. Returns the same pointer
// where nothing changes.
[[nodiscard]] sql::QueryPtr Simplify(const sql::QueryPtr& statement);

}  // namespace tacit::enumerate
