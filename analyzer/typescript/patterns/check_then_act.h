// Code that looks a row up before it makes one.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/code/model_index.h"
#include "analyzer/typescript/project.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kCheckThenActDoc;

void FindCheckThenAct(Evaluator& evaluator, ModelIndex& index, const std::vector<const Module*>& modules,
                      Findings& findings);

}  // namespace tacit::analyze::typescript
