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

struct LoadedSchema {
  Schema schema;
  std::vector<Constraint> declared;  // what migrations themselves declare of tables that have no model
};

// Tables and columns of models that no migration makes are added without any constraint: there the
// migrations were understood in part only, or others make them.
// Errors: NotFound, InvalidArgument (of the schema that the user names).
[[nodiscard]] Result<LoadedSchema> LoadSchema(Evaluator& evaluator, const std::vector<Model>& models,
                                              const AnalyzeOptions& options,
                                              std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::typescript
