// What a schema makes its database enforce, in the strongest form that can be said of it.
#pragma once

#include <vector>

#include "tacit/catalogue.h"

namespace tacit::catalogue {

// A schema's constraint on columns that the schema holds NOT NULL rejects NULL, taken together with that.
[[nodiscard]] Constraint WithNotNulls(Constraint constraint, const Schema& schema);

// ConstraintsOfSchema without those that are not enforced (NOT VALID), each with its columns' NOT NULLs.
[[nodiscard]] std::vector<Constraint> EnforcedBy(const Schema& schema);

}  // namespace tacit::catalogue
