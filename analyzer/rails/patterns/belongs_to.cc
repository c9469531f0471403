// belongs_to :a, class_name:, foreign_key:. The constraints are made by Maker::AddAssociation in
// constraints.cc.
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void BelongsTo(const Use& use, Model& model) {
  auto association = ReadAssociation(use, Association::Kind::kBelongsTo);
  if (!association) return;
  if (!association->required) CallIt(association->declared, kBelongsToOptional);
  if (association->polymorphic) CallIt(association->declared, kBelongsToPolymorphic);
  model.associations.push_back(*std::move(association));
}

}  // namespace

const Pattern kBelongsTo = {
    .doc = {.name = "belongs-to",
            .summary = "A reference that must lead to a row: `belongs_to` where it is required.",
            .code = R"(belongs_to :author, class_name: "User")",
            .states = "author_id -> users(id), and author_id is NOT NULL.",
            .soundness = "B: every validated write sees the row. C under a condition; A with a foreign key.",
            .caveat = "Required since Rails 5 where `load_defaults` or `belongs_to_required_by_default` says "
                      "so, and `optional: true` is not given; with `required: true` anywhere. Deleting the "
                      "parent past its callbacks leaves dangling keys."},
    .calls = {"belongs_to", "belongs_to_required"},
    .apply = BelongsTo};

}  // namespace tacit::analyze::rails
