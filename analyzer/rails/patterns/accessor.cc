// attr_accessor :a, attr_reader :a: validators read the accessor, not a column of that name.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void Accessor(const Use& use, Model& model) {
  for (const std::string& name : use.Attributes()) model.accessors.insert(name);
}

}  // namespace tacit::analyze::rails
