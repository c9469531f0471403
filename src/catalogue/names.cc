#include "src/catalogue/names.h"

namespace tacit {

std::string_view Name(ConstraintKind kind) { return catalogue::NameIn(catalogue::kConstraintKinds, kind); }
std::string_view Name(Trust trust) { return catalogue::NameIn(catalogue::kTrusts, trust); }
std::string_view Name(Soundness soundness) { return catalogue::NameIn(catalogue::kSoundnesses, soundness); }
std::string_view Name(NullPolicy nulls) { return catalogue::NameIn(catalogue::kNullPolicies, nulls); }
std::string_view Name(Source source) { return catalogue::NameIn(catalogue::kSources, source); }
std::string_view Name(HintKind kind) { return catalogue::NameIn(catalogue::kHintKinds, kind); }

std::optional<Trust> TrustFromName(std::string_view name) {
  for (const auto& named : catalogue::kTrusts) {
    if (named.name == name) return named.value;
  }
  return std::nullopt;
}

const Constraint* Catalogue::Find(std::string_view id) const {
  for (const Constraint& constraint : constraints) {
    if (constraint.id == id) return &constraint;
  }
  return nullptr;
}

}  // namespace tacit
