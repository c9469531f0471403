// validates :a, ..., allow_nil: true. Read by Use::Nulls in pattern.cc, for each validator by itself.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kAllowNil = {
    .doc = {
        .name = "allow-nil",
        .summary = "What a single validator lets pass: `allow_nil`, `allow_blank`.",
        .code =
            R"(validates :nick, length: {minimum: 3, allow_nil: true}, format: {with: /\A\w+\z/, allow_blank: true})",
        .states = "char_length(nick) >= 3 or NULL; nick matches, or is NULL or blank.",
        .soundness = "B: as the validator that has it.",
        .caveat = "They belong to the validator in whose braces they stand; on the line, to all of the line. "
                  "A value that is computed counts as given."}};

}  // namespace tacit::analyze::rails
