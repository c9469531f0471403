// Columns whose TypeScript type lists the values that they hold.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kLiteralTypeDoc;

// Adds a rule to each field of a class whose annotation is a union of literals or an enum, unless a rule
// lists its values already.
void AddLiteralTypes(Evaluator& evaluator, std::vector<Model>& models);

}  // namespace tacit::analyze::typescript
