// alias_attribute :new_name, :column
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void AttributeAlias(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  if (names.size() == 2) model.aliases[names[0]] = names[1];
}

}  // namespace tacit::analyze::rails
