// From what models declare to constraints on tables.
#pragma once

#include <vector>

#include "analyzer/rails/reader.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::rails {

// Constraints of every model that has a table in the schema, with ids, in order of table and columns.
// The reader has run.
[[nodiscard]] std::vector<Constraint> MakeConstraints(Reader& reader, const Schema& schema);

}  // namespace tacit::analyze::rails
