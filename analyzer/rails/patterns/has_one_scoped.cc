// has_one :a, -> { where(...) }. Read by has_one.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kHasOneScoped = {
    .doc = {.name = "has-one-scoped",
            .summary = "At most one row of a kind on the other side: `has_one` with a scope.",
            .code = R"(has_one :default_address, -> { where(standard: true) }, class_name: "Address")",
            .states = "UNIQUE (addresses.user_id) WHERE standard, as a candidate.",
            .soundness = "D: Rails reads the first row and checks nothing.",
            .caveat = "A scope that orders picks one of many, and gives nothing. One that has no SQL form "
                      "makes the candidate opaque."}};

}  // namespace tacit::analyze::rails
