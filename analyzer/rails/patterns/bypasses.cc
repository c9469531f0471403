// Call sites are found by rails/bypasses.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kBypasses = {
    .doc = {
        .name = "bypasses",
        .summary =
            "Writes that go past validations: `update_all`, `update_column`, `insert_all`, `increment!`, ...",
        .code = "User.where(id: ids).update_all(role: nil)",
        .states = "Nothing; each rule of the column lists the place among its bypasses.",
        .soundness = "D: it takes away from others, and claims nothing.",
        .caveat = "The table is the receiver's, or the only one that has the column."}};

}  // namespace tacit::analyze::rails
