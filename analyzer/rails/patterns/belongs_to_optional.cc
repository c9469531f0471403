// belongs_to :a, optional: true. Read by belongs_to.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kBelongsToOptional = {
    .doc = {.name = "belongs-to-optional",
            .summary = "A reference that may be missing: `belongs_to` with `optional: true`, or where Rails "
                       "does not require it.",
            .code = R"(belongs_to :editor, class_name: "User", optional: true)",
            .states = "editor_id -> users(id), or NULL.",
            .soundness =
                "C: nothing looks for the row; the key is what the code says it is. A with a foreign key.",
            .caveat = "Deleting the parent past its callbacks leaves dangling keys."}};

}  // namespace tacit::analyze::rails
