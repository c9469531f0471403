// belongs_to over the key of a polymorphic reference. Read by Maker::AddSharedKey in constraints.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kSharedKey = {
    .doc = {.name = "shared-key",
            .summary = "A plain reference over the key column of a polymorphic one.",
            .code = R"(belongs_to :journalized, polymorphic: true
belongs_to :issue, foreign_key: :journalized_id)",
            .states = "journalized_id -> issues(id) WHERE journalized_type = 'Issue'.",
            .soundness = "C: it holds for the rows of that type only.",
            .caveat = "As a foreign key of all rows it would be wrong."}};

}  // namespace tacit::analyze::rails
