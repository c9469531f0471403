// attr_accessor :a, delegate :a, to: :b: validators read the accessor, not a column of that name.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Accessor(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  // `alias_method :new, :old` and `define_method(:new, code)` define the first, `def_delegators :to, :a, :b`
  // the others, `def_delegator :to, :a, :new` the last.
  if (ruby::IsOneOf(use.call, {"alias_method", "define_method"})) {
    if (!names.empty()) model.accessors.insert(names.front());
  } else if (use.call == "def_delegator") {
    if (names.size() > 1) model.accessors.insert(names.back());
  } else if (use.call == "def_delegators") {
    if (names.size() > 1) model.accessors.insert(names.begin() + 1, names.end());
  } else if (use.call != "delegate" || !use.MayBeOn("prefix")) {
    model.accessors.insert(names.begin(), names.end());
  }
}

}  // namespace

const Pattern kAccessor = {
    .doc =
        {.name = "accessor",
         .summary = "What hides a column from validators: `attr_accessor`, `attr_reader`, `delegate`, "
                    "`define_method`, a method of the column's name.",
         .code = R"(attr_accessor :token
validates :token, presence: true)",
         .states =
             "Nothing that can be relied on: the validator reads the accessor, the column may hold anything.",
         .soundness = "D: the rule is kept as a hint, with the reason as its opaque condition.",
         .caveat = "A method that only hands on the column (`super`, `self[:a]`) hides nothing."},
    .calls = {"attr_accessor", "attr_reader", "cattr_accessor", "delegate", "def_delegator", "def_delegators",
              "define_method", "alias_method"},
    .apply = Accessor};

}  // namespace tacit::analyze::rails
