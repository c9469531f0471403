// validates :a, ..., on: :create. Read by Reader::Gates; never SQL, so that the rule stays opaque.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kContexts = {
    .doc = {
        .name = "contexts",
        .summary = "Rules for some writes only: `on: :create`, `on: :update`, `on: :some_context`.",
        .code = "validates :terms, presence: true, on: :create",
        .states = "terms is NOT NULL in rows as they are made, which says nothing of rows as they are now.",
        .soundness = "C: an opaque condition; never relied on.",
        .caveat = "`on: [:create, :update]` is every write, and no condition."}};

}  // namespace tacit::analyze::rails
