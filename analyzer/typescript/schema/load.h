// The schema of an application: what its migrations leave, or what its mapper makes of the models.
#pragma once

#include <string>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"
#include "tacit/analyzer.h"
#include "tacit/status.h"

namespace tacit::analyze::typescript {

// Tables and columns of models that no migration makes are added without any constraint: there the
// migrations were understood in part only, or others make them.
// Errors: NotFound, InvalidArgument (of the schema that the user names).
[[nodiscard]] Result<Schema> LoadSchema(Evaluator& evaluator, const std::vector<Model>& models,
                                        const AnalyzeOptions& options, std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::typescript
