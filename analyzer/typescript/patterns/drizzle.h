// Tables of Drizzle.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kDrizzleTableDoc;

[[nodiscard]] std::vector<Model> DrizzleTables(Evaluator& evaluator,
                                               const std::vector<const Module*>& modules);

}  // namespace tacit::analyze::typescript
