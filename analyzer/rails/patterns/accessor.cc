// attr_accessor :a, attr_reader :a: validators read the accessor, not a column of that name.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Accessor(const Use& use, Model& model) {
  for (const std::string& name : use.Attributes()) model.accessors.insert(name);
}

}  // namespace

const Pattern kAccessor = {
    .doc =
        {.name = "accessor",
         .summary = "What hides a column from validators: `attr_accessor`, `attr_reader`, a method of the "
                    "column's name.",
         .code = R"(attr_accessor :token
validates :token, presence: true)",
         .states =
             "Nothing that can be relied on: the validator reads the accessor, the column may hold anything.",
         .soundness = "D: the rule is kept as a hint, with the reason as its opaque condition.",
         .caveat = "A method that only hands on the column (`super`, `self[:a]`) hides nothing."},
    .calls = {"attr_accessor", "attr_reader", "cattr_accessor"},
    .apply = Accessor};

}  // namespace tacit::analyze::rails
