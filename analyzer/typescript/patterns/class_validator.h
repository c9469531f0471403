// Decorators of class-validator.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kClassValidatorDoc;

// What the decorators of a member say of its value, as rules of soundness D about `property`.
[[nodiscard]] std::vector<Rule> ClassValidatorRules(const ClassMember& member, const std::string& property);

// Adds those of the models' own classes.
void AddClassValidators(Evaluator& evaluator, std::vector<Model>& models);

}  // namespace tacit::analyze::typescript
