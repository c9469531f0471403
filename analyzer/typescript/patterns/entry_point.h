// Where validated input is written into a model: what its validation says of columns.
#pragma once

#include <vector>

#include "analyzer/typescript/code/model_index.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

// Adds the rules of classes with class-validator's decorators and of zod's schemas to the models that they
// are written into, member for column, in the same function and unchanged.
void AddEntryPoints(Evaluator& evaluator, const std::vector<const Module*>& modules,
                    std::vector<Model>& models);

}  // namespace tacit::analyze::typescript
