// The enumerators of a catalogue and the names that its JSON gives them.
#pragma once

#include <array>
#include <string_view>

#include "tacit/catalogue.h"

namespace tacit::catalogue {

template <typename Enum>
struct Named {
  Enum value;
  std::string_view name;
};

inline constexpr std::array kConstraintKinds = {
    Named{ConstraintKind::kNotNull, "not_null"},       Named{ConstraintKind::kUnique, "unique"},
    Named{ConstraintKind::kLength, "length"},          Named{ConstraintKind::kRange, "range"},
    Named{ConstraintKind::kOneOf, "one_of"},           Named{ConstraintKind::kNoneOf, "none_of"},
    Named{ConstraintKind::kFormat, "format"},          Named{ConstraintKind::kCheck, "check"},
    Named{ConstraintKind::kForeignKey, "foreign_key"},
};
inline constexpr std::array kTrusts = {
    Named{Trust::kEnforced, "enforced"},
    Named{Trust::kVerified, "verified"},
    Named{Trust::kDeclared, "declared"},
};
inline constexpr std::array kSoundnesses = {
    Named{Soundness::kA, "A"},
    Named{Soundness::kB, "B"},
    Named{Soundness::kC, "C"},
    Named{Soundness::kD, "D"},
};
inline constexpr std::array kNullPolicies = {
    Named{NullPolicy::kAllowed, "allowed"},
    Named{NullPolicy::kRejected, "rejected"},
    Named{NullPolicy::kBlankAllowed, "blank_allowed"},
};
inline constexpr std::array kSources = {
    Named{Source::kCode, "code"},
    Named{Source::kSchema, "schema"},
};
inline constexpr std::array kHintKinds = {
    Named{HintKind::kDefault, "default"},
    Named{HintKind::kDefaultScope, "default_scope"},
    Named{HintKind::kReadOnly, "read_only"},
    Named{HintKind::kNormalized, "normalized"},
    Named{HintKind::kCounter, "counter"},
    Named{HintKind::kDependent, "dependent"},
    Named{HintKind::kMaxPerParent, "max_per_parent"},
    Named{HintKind::kTransition, "transition"},
    Named{HintKind::kCheckThenAct, "check_then_act"},
    Named{HintKind::kHandlesConflict, "handles_conflict"},
    Named{HintKind::kAssumesOne, "assumes_one"},
    Named{HintKind::kAssumesNotNull, "assumes_not_null"},
    Named{HintKind::kAssumesReference, "assumes_reference"},
    Named{HintKind::kEntryPoint, "entry_point"},
};

// Empty for a value outside the enumeration.
template <typename Enum, std::size_t kSize>
[[nodiscard]] constexpr std::string_view NameIn(const std::array<Named<Enum>, kSize>& names, Enum value) {
  for (const Named<Enum>& named : names) {
    if (named.value == value) return named.name;
  }
  return {};
}

}  // namespace tacit::catalogue
