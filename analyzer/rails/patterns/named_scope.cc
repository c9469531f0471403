// scope :active, -> { where(active: true) }
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void NamedScope(const Use& use, Model& model) {
  if (use.arguments.size() < 2) return;
  if (auto name = use.arguments[0].Name()) model.scopes[*name] = use.arguments[1];
}

}  // namespace tacit::analyze::rails
