// Conditions are gathered by Reader::Gates and put into SQL by condition.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kConditions = {
    .doc = {
        .name = "conditions",
        .summary = "Rules that hold under a condition: `if:`, `unless:`, guards of the class body.",
        .code = "validates :reason, presence: true, if: :closed?",
        .states = "closed => reason IS NOT NULL, where closed? is a predicate over the columns of the row.",
        .soundness =
            "C: it says nothing of the other rows. Never relied on where the condition has no SQL form.",
        .caveat = "Methods of one expression, lambdas, enum questions and comparisons with literals have an "
                  "SQL form; what depends on time, changes, other rows or arguments does not, and is kept as "
                  "source text, opaque."}};

}  // namespace tacit::analyze::rails
