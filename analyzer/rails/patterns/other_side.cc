// has_one, has_many, has_and_belongs_to_many. They state nothing of their own table's columns, and a has_one
// is no promise that there is one row only; but their names are not columns.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void OtherSide(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  if (names.empty()) return;
  Association association;
  association.kind = Association::Kind::kHasMany;
  association.name = names[0];
  association.declared = use.declared;
  model.associations.push_back(std::move(association));
}

}  // namespace

const Pattern kOtherSide = {
    .doc = {.name = "other-side",
            .summary = "The other side of a reference: `has_many`, `has_one`, `has_and_belongs_to_many`.",
            .code = "has_many :comments",
            .states = "Nothing of the table itself; `comments` is known not to be a column.",
            .soundness = "D: a name, and no claim."},
    .calls = {"has_one", "has_many", "has_and_belongs_to_many"},
    .apply = OtherSide};

}  // namespace tacit::analyze::rails
