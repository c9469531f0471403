#include <array>

#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

std::span<const Pattern> Registry() {
  static const std::array kPatterns = {kMaxLength,
                                       kChoices,
                                       kPositiveInteger,
                                       kNullFalse,
                                       kRequired,
                                       kUnique,
                                       kCheckConstraint,
                                       kForeignKey,
                                       kValidators,
                                       kGenericForeignKey,
                                       kClean,
                                       kSave,
                                       kGetOrCreate,
                                       kExistsThenAct,
                                       kLookup,
                                       kUncheckedUse,
                                       kKeyByUse,
                                       kNormalization,
                                       kForm,
                                       kSerializer};
  return kPatterns;
}

}  // namespace tacit::analyze::django
