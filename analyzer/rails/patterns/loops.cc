// %w[a b].each { |c| validates c, ... }. Unrolled by Interpreter::Iterate in analyzer/ruby.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kLoops = {.doc = {.name = "loops",
                                .summary = "Declarations in a loop over a list that is known.",
                                .code = "%i[title body].each { |name| validates name, presence: true }",
                                .states = "title and body are NOT NULL.",
                                .soundness = "B: as the declarations inside.",
                                .caveat = "Over a list that is not known the body is run once under a guess, "
                                          "and what it declares of known columns becomes conditional."}};

}  // namespace tacit::analyze::rails
