// scope :active, -> { where(active: true) }
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void NamedScope(const Use& use, Model& model) {
  if (use.arguments.size() < 2) return;
  if (auto name = use.arguments[0].Name()) model.scopes[*name] = use.arguments[1];
}

}  // namespace

const Pattern kNamedScope = {
    .doc =
        {.name = "named-scope",
         .summary = "Conditions with a name, which rules may use: `scope`.",
         .code = R"(scope :active, -> { where(active: true) }
validates :name, uniqueness: {conditions: -> { active }})",
         .states = "Nothing by itself; the uniqueness holds WHERE active.",
         .soundness = "C: as the rule that uses it.",
         .caveat =
             "A scope that joins, orders by other tables or is computed makes the rule that uses it opaque."},
    .calls = {"scope"},
    .apply = NamedScope};

}  // namespace tacit::analyze::rails
