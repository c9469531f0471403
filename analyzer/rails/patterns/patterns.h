// The patterns' functions, one a file; registry.cc says what each listens to.
#pragma once

#include "analyzer/rails/patterns/pattern.h"

namespace tacit::analyze::rails {

void Presence(const Use& use, Model& model);
void Uniqueness(const Use& use, Model& model);
void Length(const Use& use, Model& model);
void Inclusion(const Use& use, Model& model);
void Exclusion(const Use& use, Model& model);
void Format(const Use& use, Model& model);
void Numericality(const Use& use, Model& model);
void Comparison(const Use& use, Model& model);
void BelongsTo(const Use& use, Model& model);
void OtherSide(const Use& use, Model& model);
void EnumMacro(const Use& use, Model& model);
void SecurePassword(const Use& use, Model& model);
void StateMachine(const Use& use, Model& model);
void AttributeAlias(const Use& use, Model& model);
void Accessor(const Use& use, Model& model);
void Transformed(const Use& use, Model& model);
void NamedScope(const Use& use, Model& model);

}  // namespace tacit::analyze::rails
