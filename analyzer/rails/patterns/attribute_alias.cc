// alias_attribute :new_name, :column
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void AttributeAlias(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  if (names.size() == 2) model.aliases[names[0]] = names[1];
}

}  // namespace

const Pattern kAttributeAlias = {
    .doc = {.name = "alias-attribute",
            .summary = "Another name of a column: `alias_attribute`.",
            .code = R"(alias_attribute :title, :name
validates :title, presence: true)",
            .states = "name is NOT NULL: rules on the alias are rules on the column.",
            .soundness = "B: as the rule that names the alias."},
    .calls = {"alias_attribute"},
    .apply = AttributeAlias};

}  // namespace tacit::analyze::rails
