// The queries that a Rails application's own code sends.
#pragma once

#include <vector>

#include "analyzer/rails/project.h"
#include "analyzer/rails/reader.h"
#include "tacit/analyzer.h"
#include "tacit/schema.h"

namespace tacit::analyze::rails::queries {

struct Found {
  std::vector<FoundQuery> queries;  // in PostgreSQL's SQL, each of which binds to the schema
  int dropped = 0;                  // texts that do not
};

// Follows every method of models, controllers, helpers, libraries and jobs on the ways through it (at most a
// fixed number), and keeps what it sends. Beside that: what reading each association sends, each scope, each
// uniqueness validator's look-up. A chain of which a part is not known gives nothing. Parameters are $1, $2,
// ...; constants of the source stay as they are.
[[nodiscard]] Found FindQueries(const Project& project, const Reader& reader, const Schema& schema);

}  // namespace tacit::analyze::rails::queries
