// validates :owner, presence: true, where owner is a belongs_to. The columns are found by Maker::AddNotNull
// in constraints.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kPresenceOfAssociation = {
    .doc = {.name = "presence-of-association",
            .summary = "A reference that must be there: `validates :owner, presence: true` on a belongs_to.",
            .code = R"(belongs_to :owner, class_name: "User", optional: true
validates :owner, presence: true)",
            .states = "owner_id is NOT NULL; of a polymorphic reference, both of its columns.",
            .soundness = "B: every validated write loads the row. C under a condition.",
            .caveat = "That the row exists is what the reference itself states. The presence of a has_one or "
                      "has_many states nothing of its own table."}};

}  // namespace tacit::analyze::rails
