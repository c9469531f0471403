// Models whose rows are deleted by setting a date.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kSoftDeleteDoc;

// That their queries leave out the rows that are deleted.
[[nodiscard]] std::vector<Hint> SoftDeleteHints(const std::vector<Model>& models);

}  // namespace tacit::analyze::typescript
