// Writes that go past validators and hooks.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/code/model_index.h"

namespace tacit::analyze::typescript {

// Adds to each constraint that validators or hooks keep the places of the code that write its columns past
// them: bulkCreate, increment, update by a condition, { validate: false }, { hooks: false }, SQL.
void AddBypasses(Evaluator& evaluator, ModelIndex& index, const std::vector<const Module*>& modules,
                 std::vector<Constraint>& constraints);

}  // namespace tacit::analyze::typescript
