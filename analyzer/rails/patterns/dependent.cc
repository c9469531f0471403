// has_many :a, dependent: :destroy
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void DeriveDependents(const ModelView& view, const Model& declares, Facts& facts) {
  for (const Association& association : declares.associations) {
    const auto side = association.dependent.empty() ? std::nullopt : FindFarSide(association, facts);
    if (!side || association.kind == Association::Kind::kBelongsTo) continue;
    Declared declared = association.declared;
    CallIt(declared, kDependent);
    facts.AddHint(HintKind::kDependent, side->table->name, side->key,
                  association.dependent + " with " + view.table().name, declared);
  }
}

}  // namespace

const Pattern kDependent = {
    .doc = {.name = "dependent",
            .summary = "What becomes of the children of a row that goes: `dependent:`.",
            .code = "has_many :comments, dependent: :destroy",
            .states =
                "A hint at comments.post_id: its rows are destroyed with their post, so that no key dangles.",
            .soundness = "D: `delete`, `delete_all` and the database go past it.",
            .caveat = "`nullify` empties the key, `restrict_with_error` and `restrict_with_exception` keep "
                      "the parent."},
    .derive = DeriveDependents};

}  // namespace tacit::analyze::rails
