// Writes that go past validations.
#pragma once

#include <vector>

#include "analyzer/rails/project.h"
#include "analyzer/rails/reader.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::rails {

// Adds to each code constraint the calls of update_all, update_column, increment! and the like that name one
// of its columns. A call counts for a table where the class that it is made on is plain in the source, or
// where no other table has a column of that name: a list for people, not a proof that there are no others.
void AddBypasses(const Project& project, const Reader& reader, const Schema& schema,
                 std::vector<Constraint>& constraints);

}  // namespace tacit::analyze::rails
