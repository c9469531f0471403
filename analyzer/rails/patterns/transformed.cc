// serialize :a, store :a, encrypts :a, mount_uploader :a: what a validator sees is not what the column holds.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void Transformed(const Use& use, Model& model) {
  const std::string& macro = use.call;
  if (macro == "attribute") {  // attribute :a, SomeType.new: a plain symbol's type is the column's own form
    if (use.arguments.size() < 2 || use.arguments[1].Is<ruby::Symbol>()) return;
    if (auto name = use.arguments[0].Name()) model.transformed[*name] = "attribute with a type of its own";
    return;
  }
  const bool one = macro != "encrypts" && macro != "attr_encrypted" && macro != "monetize";
  for (const std::string& name : use.Attributes()) {
    model.transformed[name] = macro;
    if (one) return;
  }
}

}  // namespace tacit::analyze::rails
