// Class names that the code writes into, or asks of, a column that names a row's class.
#pragma once

#include <vector>

#include "analyzer/rails/project.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::rails {

// A list of the classes that a polymorphic type column can name is made from what the classes declare. Adds
// the names that the code gives for a column of that name as literals, in whatever table: more names only
// weaken the list.
void AddWrittenTypes(const Project& project, std::vector<Constraint>& constraints);

}  // namespace tacit::analyze::rails
