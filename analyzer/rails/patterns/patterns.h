// The patterns' rows, each defined in the file of its name together with its function. A row without calls
// and validators is about a form that no single call has; its file says where that is read.
#pragma once

#include "analyzer/rails/patterns/pattern.h"

namespace tacit::analyze::rails {

extern const Pattern kPresence;
extern const Pattern kPresenceOfAssociation;
extern const Pattern kConditions;
extern const Pattern kContexts;
extern const Pattern kUniqueness;
extern const Pattern kUniquenessScope;
extern const Pattern kUniquenessAnyCase;
extern const Pattern kUniquenessConditions;
extern const Pattern kAllowNil;
extern const Pattern kLength;
extern const Pattern kLengthBounds;
extern const Pattern kInclusion;
extern const Pattern kInclusionComputed;
extern const Pattern kExclusion;
extern const Pattern kFormat;
extern const Pattern kNumericality;
extern const Pattern kComparison;
extern const Pattern kEnum;
extern const Pattern kStateMachine;
extern const Pattern kBelongsTo;
extern const Pattern kBelongsToOptional;
extern const Pattern kBelongsToPolymorphic;
extern const Pattern kSharedKey;
extern const Pattern kHasOne;
extern const Pattern kHasOneScoped;
extern const Pattern kDependent;
extern const Pattern kCounterCache;
extern const Pattern kSti;
extern const Pattern kConcerns;
extern const Pattern kPluginMacros;
extern const Pattern kSecurePassword;
extern const Pattern kWithOptions;
extern const Pattern kCustomValidation;
extern const Pattern kLoops;
extern const Pattern kNormalization;
extern const Pattern kGeneratedValues;
extern const Pattern kDefaults;
extern const Pattern kDefaultScope;
extern const Pattern kReadOnly;
extern const Pattern kJsonAccessor;
extern const Pattern kMigrations;
extern const Pattern kBypasses;
extern const Pattern kFindBeforeCreate;
extern const Pattern kRescuesDuplicate;
extern const Pattern kOtherSide;
extern const Pattern kManyToMany;
extern const Pattern kAttributeAlias;
extern const Pattern kAccessor;
extern const Pattern kTransformed;
extern const Pattern kNamedScope;

}  // namespace tacit::analyze::rails
