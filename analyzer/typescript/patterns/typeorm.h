// Entities of TypeORM.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kTypeormEntityDoc;

// `snake_names`: the application configures SnakeNamingStrategy.
[[nodiscard]] std::vector<Model> TypeormEntities(Evaluator& evaluator,
                                                 const std::vector<const Module*>& modules, bool snake_names);

}  // namespace tacit::analyze::typescript
