// Models of Sequelize: decorated classes, sequelize.define and Model.init.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kSequelizeTypescriptDoc;
extern const PatternDoc kSequelizeDefineDoc;
extern const PatternDoc kModelHookDoc;

// Classes with @Table of sequelize-typescript.
[[nodiscard]] std::vector<Model> SequelizeClasses(Evaluator& evaluator,
                                                  const std::vector<const Module*>& modules);

// sequelize.define("name", {...}) and X.init({...}, {...}), with their associations.
[[nodiscard]] std::vector<Model> SequelizeDefinitions(Evaluator& evaluator,
                                                      const std::vector<const Module*>& modules);

// What the options of a model say beyond its attributes: indexes, validators of the row, hooks.
void ReadSequelizeOptions(Evaluator& evaluator, const Value& options, Model& model,
                          const std::string& pattern);

// When a hook runs: nothing for every write.
[[nodiscard]] std::optional<Condition> WhenHookRuns(std::string_view hook);
// Whether the row is not yet written when it runs.
[[nodiscard]] bool RunsBeforeWrite(std::string_view hook);
// The claims of a hook on the rows that it lets through.
void ReadHook(Evaluator& evaluator, const Function& function, bool row_is_this,
              std::optional<Condition> condition, Model& model);

}  // namespace tacit::analyze::typescript
