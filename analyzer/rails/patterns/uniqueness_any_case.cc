// validates :a, uniqueness: {case_sensitive: false}. Read by uniqueness.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kUniquenessAnyCase = {
    .doc = {.name = "uniqueness-any-case",
            .summary =
                "No two rows with the same value whatever its case: `uniqueness: {case_sensitive: false}`.",
            .code = "validates :login, uniqueness: {case_sensitive: false}",
            .states = "UNIQUE (lower(login)).",
            .soundness = "C: two writers that check at the same time both go on. A where a unique index over "
                         "lower(login) implies it.",
            .caveat = "What counts as the same letter is the collation's. A plain unique index is weaker."}};

}  // namespace tacit::analyze::rails
