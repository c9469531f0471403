// has_many, has_one: their other side refers back, whether or not it says so. What else they tell of it is
// read by has_one.cc, dependent.cc and belongs_to_polymorphic.cc.
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void DeriveReference(const ModelView& view, const Model& declares, Facts& facts) {
  const std::vector<std::string>& own_key = view.table().primary_key;
  if (facts.hierarchy().IsHeir(view.name()) || own_key.size() != 1) return;
  for (const Association& association : declares.associations) {
    if (association.kind == Association::Kind::kBelongsTo || !association.as.empty() ||
        !association.primary_key.empty()) {
      continue;
    }
    const auto side = FindFarSide(association, facts);
    if (!side || side->key.size() != 1 || side->table->primary_key == side->key ||
        facts.HasReference(side->table->name, side->key.front()))
      continue;
    Declared declared = association.declared;
    CallIt(declared, kOtherSide);
    const Hint hint =
        facts.AddHint(HintKind::kAssumesReference, side->table->name, side->key, view.table().name, declared);
    facts.AddInferred(
        Follows(hint, ConstraintKind::kForeignKey, ForeignKeyDetail{view.table().name, own_key, std::nullopt},
                NullPolicy::kAllowed),
        {});
  }
}

void OtherSide(const Use& use, Model& model) {
  auto association = ReadAssociation(use, Association::Kind::kHasMany);
  if (association) model.associations.push_back(*std::move(association));
}

}  // namespace

const Pattern kOtherSide = {
    .doc = {.name = "other-side",
            .summary = "The other side of a reference: `has_many` and `has_one` of a class that has no "
                       "`belongs_to` for it.",
            .code = "class Post < ApplicationRecord\n  has_many :comments\nend",
            .states = "A hint that comments.post_id is read as a key of posts; comments.post_id -> posts(id) "
                      "follows from it.",
            .soundness = "D: nothing looks whether the row is there.",
            .caveat = "Nothing where the other class has a `belongs_to` over that column, which states more; "
                      "nor through another association, or with `as:` or `primary_key:`."},
    .calls = {"has_many"},
    .apply = OtherSide,
    .derive = DeriveReference};

}  // namespace tacit::analyze::rails
