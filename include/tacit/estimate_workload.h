// Files of conditions to estimate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/predicate.h"
#include "tacit/status.h"

namespace tacit {

struct EstimateQuery {
  std::string id;  // as JSON: 7, "q7"
  Predicate predicate;
  int line = 0;  // in the text, from 1
};

// JSON objects, one a line: `id`, and `where` (as ParsePredicate reads it) or `cols`, `ops` and `vals`, as
// many of each, whose conditions are joined by AND. Operators: =, <>, <, <=, >, >=, in (a list), between (a
// list of two), is null, is not null (null), like; in any case. Other members are passed over; empty lines
// too. `name` opens messages. Errors: InvalidArgument (names the line and what is wrong); NotSupported (as
// ParsePredicate).
[[nodiscard]] TACIT_EXPORT Result<std::vector<EstimateQuery>> ReadEstimateQueries(std::string_view text,
                                                                                  std::string_view name);
// The same of a file. Errors: also NotFound, Io.
[[nodiscard]] TACIT_EXPORT Result<std::vector<EstimateQuery>> LoadEstimateQueries(const std::string& path);

}  // namespace tacit
