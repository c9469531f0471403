// has_one, has_many, has_and_belongs_to_many. They state nothing of their own table's columns, and a has_one
// is no promise that there is one row only; but their names are not columns.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void OtherSide(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  if (names.empty()) return;
  Association association;
  association.kind = Association::Kind::kHasMany;
  association.name = names[0];
  association.declared = use.declared;
  model.associations.push_back(std::move(association));
}

}  // namespace tacit::analyze::rails
