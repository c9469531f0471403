// validates :a, length: {minimum:, in:, is:}. Read by length.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kLengthBounds = {
    .doc = {.name = "length-bounds",
            .summary = "A least number of characters: `length: {minimum: ...}`, `{in: ...}`, `{is: ...}`.",
            .code = "validates :zip, length: {in: 4..10}",
            .states = "char_length(zip) BETWEEN 4 AND 10, and zip is NOT NULL.",
            .soundness = "B: every validated write keeps it. C under a condition.",
            .caveat = "NULL counts as no characters, and so is rejected, unless `allow_nil` or `allow_blank` "
                      "is given."}};

}  // namespace tacit::analyze::rails
