// Equality of what constraints say, apart from who says it.
#pragma once

#include "tacit/catalogue.h"

namespace tacit::catalogue {

[[nodiscard]] bool SameDetail(const ConstraintDetail& a, const ConstraintDetail& b);

// The same statement about the same table: kind, columns in order, detail, condition and NULL policy.
[[nodiscard]] bool SameStatement(const Constraint& a, const Constraint& b);

}  // namespace tacit::catalogue
