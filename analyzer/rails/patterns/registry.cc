#include <array>
#include <map>

#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

std::span<const Pattern* const> Registry() {
  static constexpr std::array kPatterns = {&kPresence,
                                           &kPresenceOfAssociation,
                                           &kConditions,
                                           &kContexts,
                                           &kUniqueness,
                                           &kUniquenessScope,
                                           &kUniquenessAnyCase,
                                           &kUniquenessConditions,
                                           &kAllowNil,
                                           &kLength,
                                           &kLengthBounds,
                                           &kInclusion,
                                           &kInclusionComputed,
                                           &kExclusion,
                                           &kFormat,
                                           &kNumericality,
                                           &kComparison,
                                           &kEnum,
                                           &kStateMachine,
                                           &kBelongsTo,
                                           &kBelongsToOptional,
                                           &kBelongsToPolymorphic,
                                           &kSharedKey,
                                           &kHasOne,
                                           &kHasOneScoped,
                                           &kDependent,
                                           &kCounterCache,
                                           &kSti,
                                           &kConcerns,
                                           &kPluginMacros,
                                           &kSecurePassword,
                                           &kWithOptions,
                                           &kCustomValidation,
                                           &kLoops,
                                           &kNormalization,
                                           &kGeneratedValues,
                                           &kDefaults,
                                           &kDefaultScope,
                                           &kReadOnly,
                                           &kJsonAccessor,
                                           &kMigrations,
                                           &kBypasses,
                                           &kFindBeforeCreate,
                                           &kRescuesDuplicate,
                                           &kOtherSide,
                                           &kManyToMany,
                                           &kAttributeAlias,
                                           &kAccessor,
                                           &kTransformed,
                                           &kNamedScope};
  return kPatterns;
}

namespace {

using ByName = std::map<std::string_view, const Pattern*>;

ByName IndexOf(std::initializer_list<std::string_view> Pattern::* names) {
  ByName index;
  for (const Pattern* pattern : Registry()) {
    for (std::string_view name : pattern->*names) index.emplace(name, pattern);
  }
  return index;
}

const Pattern* FindIn(const ByName& index, std::string_view name) {
  auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace

const Pattern* PatternOfCall(std::string_view call) {
  static const ByName kCalls = IndexOf(&Pattern::calls);
  return FindIn(kCalls, call);
}

const Pattern* PatternOfValidator(std::string_view key) {
  static const ByName kValidators = IndexOf(&Pattern::validators);
  return FindIn(kValidators, key);
}

}  // namespace tacit::analyze::rails
