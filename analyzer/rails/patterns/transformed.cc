// serialize :a, store :a, encrypts :a, mount_uploader :a: what a validator sees is not what the column holds.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Transformed(const Use& use, Model& model) {
  const std::string& macro = use.call;
  const bool one = macro != "encrypts" && macro != "attr_encrypted" && macro != "monetize";
  for (const std::string& name : use.Attributes()) {
    model.transformed[name] = macro;
    if (one) return;
  }
}

}  // namespace

const Pattern kTransformed = {
    .doc = {.name = "transformed",
            .summary =
                "Columns that hold another form of the value: `serialize`, `encrypts`, uploads, money.",
            .code = R"(encrypts :phone
validates :phone, length: {maximum: 20})",
            .states =
                "Nothing of the length of the column: the validator sees the text, the column a cipher.",
            .soundness = "D: the rule is kept as a hint, with the reason as its opaque condition.",
            .caveat = "Whether there is a value at all is the same in both forms, so NOT NULL is claimed as "
                      "elsewhere."},
    .calls = {"serialize", "encrypts", "attr_encrypted", "mount_uploader", "mount_uploaders", "monetize",
              "composed_of"},
    .apply = Transformed};

}  // namespace tacit::analyze::rails
