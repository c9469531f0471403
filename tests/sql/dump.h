// The algebra as one line of text, for assertions.
#pragma once

#include <string>

#include "src/sql/query.h"

namespace tacit::sql {

// "project(filter(scan(t #1), #1.0 = 5), #1.0 as a)": columns are #relation.index.
[[nodiscard]] std::string Dump(const QueryPtr& q);
[[nodiscard]] std::string Dump(const ExprPtr& e);

}  // namespace tacit::sql
