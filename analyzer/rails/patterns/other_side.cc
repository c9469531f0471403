// has_many, has_and_belongs_to_many: what they tell of their other side is read by dependent.cc and
// belongs_to_polymorphic.cc.
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void OtherSide(const Use& use, Model& model) {
  const bool join = use.call == "has_and_belongs_to_many";
  auto association =
      ReadAssociation(use, join ? Association::Kind::kManyToMany : Association::Kind::kHasMany);
  if (association) model.associations.push_back(*std::move(association));
}

}  // namespace

const Pattern kOtherSide = {
    .doc = {.name = "other-side",
            .summary = "The other side of a reference: `has_many`, `has_and_belongs_to_many`.",
            .code = "has_many :comments",
            .states = "Nothing of the table itself; `comments` is known not to be a column.",
            .soundness = "D: a name, and no claim."},
    .calls = {"has_many", "has_and_belongs_to_many"},
    .apply = OtherSide};

}  // namespace tacit::analyze::rails
