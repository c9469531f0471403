// Schemas of zod.
#pragma once

#include <string>
#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/evaluate/evaluator.h"
#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

extern const PatternDoc kZodDoc;

// The members of z.object({...}), with extend, merge, pick and omit; nothing where it is no such schema.
[[nodiscard]] std::optional<Object> ZodMembers(const Value& schema);

// What the schema of a member says of its value, as rules of soundness D about `property`.
[[nodiscard]] std::vector<Rule> ZodRules(const Value& member, const std::string& property,
                                         const std::string& file);

}  // namespace tacit::analyze::typescript
