// Decorators whose effect on an entity is not known: they may make columns and keys.
#pragma once

#include <vector>

#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

// Takes the primary key from the model of a class (`line`: with its ancestors) that has a property with such
// a decorator and none of a mapper: it may make another column of the key. Those of packages that only check
// or show values are known to make nothing.
void DoubtKey(const std::vector<ClassInfo>& line, Model& model);

// Gives the key back where migrations make the table; the doubt is gone where all of its columns are known.
void SettleDoubts(const Schema& schema, std::vector<Model>& models);

// One for each such decorator, with the number of its classes.
[[nodiscard]] std::vector<Diagnostic> UnknownDecorators(const std::vector<Model>& models);

}  // namespace tacit::analyze::typescript
