// The patterns, one in each file of this folder.
#pragma once

#include "analyzer/django/patterns/pattern.h"

namespace tacit::analyze::django {

extern const Pattern kCheckConstraint;
extern const Pattern kChoices;
extern const Pattern kClean;
extern const Pattern kExistsThenAct;
extern const Pattern kForeignKey;
extern const Pattern kForm;
extern const Pattern kGenericForeignKey;
extern const Pattern kGetOrCreate;
extern const Pattern kKeyByUse;
extern const Pattern kLookup;
extern const Pattern kMaxLength;
extern const Pattern kNormalization;
extern const Pattern kNullFalse;
extern const Pattern kPositiveInteger;
extern const Pattern kRequired;
extern const Pattern kSave;
extern const Pattern kSerializer;
extern const Pattern kUncheckedUse;
extern const Pattern kUnique;
extern const Pattern kValidators;

}  // namespace tacit::analyze::django
