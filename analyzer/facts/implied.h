// What follows from the constraints that were found.
#pragma once

#include <vector>

#include "tacit/catalogue.h"

namespace tacit::analyze {

// A list of values, a range, a least length or a format that no NULL passes says NOT NULL as well, which is
// what a database can be told. Adds it, derived from the constraint and under its condition, where the same
// is not stated yet. Hints (soundness D) and opaque conditions give nothing. The constraints must have ids.
void AddImpliedNotNulls(std::vector<Constraint>& constraints);

}  // namespace tacit::analyze
