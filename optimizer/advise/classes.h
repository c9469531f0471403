// Where a polymorphic reference leads.
#pragma once

#include <vector>

#include "optimizer/advise/violations.h"
#include "tacit/connection.h"

namespace tacit::advise {

// One target for each value that the reference's type column has in the database: the table that another
// reference of the catalogue names for that class, else the one that Rails' naming gives. Errors:
// NotSupported where a class names no table with a key of one column, or there are too many of them; those of
// Connection::Run.
[[nodiscard]] Result<std::vector<ClassTarget>> ClassTargets(const Constraint& constraint,
                                                            const Catalogue& catalogue, const Schema& live,
                                                            Connection& db);

}  // namespace tacit::advise
