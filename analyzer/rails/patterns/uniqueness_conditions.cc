// validates :a, uniqueness: {conditions: -> { ... }}. Read by uniqueness.cc; the relation is put into SQL by
// condition.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kUniquenessConditions = {
    .doc = {.name = "uniqueness-conditions",
            .summary = "No two rows with the same value among some: `uniqueness: {conditions: ...}`, or "
                       "`if:` and `unless:` on it.",
            .code = "validates :name, uniqueness: {conditions: -> { where(active: true) }}",
            .states = "UNIQUE (name) WHERE active.",
            .soundness = "C: two writers that check at the same time both go on.",
            .caveat = "A relation that joins, or is computed, makes it opaque."}};

}  // namespace tacit::analyze::rails
