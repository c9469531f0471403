// Entities of MikroORM: decorated classes, and definitions of Medusa's data model language.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kMikroOrmDoc;
extern const PatternDoc kDataModelDoc;

[[nodiscard]] std::vector<Model> MikroOrmEntities(Evaluator& evaluator,
                                                  const std::vector<const Module*>& modules);

// model.define("cart", { id: model.id().primaryKey(), email: model.text().nullable() })
[[nodiscard]] std::vector<Model> DataModels(Evaluator& evaluator, const std::vector<const Module*>& modules);

}  // namespace tacit::analyze::typescript
