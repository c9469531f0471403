// A schema that hangs together, whatever it was read from.
#pragma once

#include <string>
#include <vector>

#include "tacit/analyzer.h"
#include "tacit/schema.h"

namespace tacit::analyze {

// Migrations that are understood in part leave keys over columns that no statement was seen to add. Takes
// away what no database would hold: a second
// table or column of a name, and primary keys, unique keys and foreign keys
// over columns that their table lacks. An index, whose columns may be expressions, stays. A diagnostic of
// `file` for each.
[[nodiscard]] std::vector<Diagnostic> DropImpossibleParts(Schema& schema, const std::string& file);

}  // namespace tacit::analyze
