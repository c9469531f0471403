// The patterns' rows, each defined in the file of its name together with its function. A row without calls
// and validators is about a form that no single call has; its file says where that is read.
#pragma once

#include "analyzer/rails/patterns/pattern.h"

namespace tacit::analyze::rails {

extern const Pattern kPresence;
extern const Pattern kConditions;
extern const Pattern kUniqueness;
extern const Pattern kLength;
extern const Pattern kInclusion;
extern const Pattern kExclusion;
extern const Pattern kFormat;
extern const Pattern kNumericality;
extern const Pattern kComparison;
extern const Pattern kEnum;
extern const Pattern kStateMachine;
extern const Pattern kBelongsTo;
extern const Pattern kOtherSide;
extern const Pattern kSti;
extern const Pattern kConcerns;
extern const Pattern kSecurePassword;
extern const Pattern kBypasses;
extern const Pattern kAttributeAlias;
extern const Pattern kAccessor;
extern const Pattern kTransformed;
extern const Pattern kNamedScope;

}  // namespace tacit::analyze::rails
