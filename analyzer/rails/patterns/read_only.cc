// attr_readonly :a
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void ReadOnly(const Use& use, Model& model) {
  for (const std::string& attribute : use.Attributes()) {
    model.remarks.push_back(use.MakeRemark(HintKind::kReadOnly, {attribute}, ""));
  }
}

}  // namespace

const Pattern kReadOnly = {.doc = {.name = "read-only",
                                   .summary = "Columns that are written once: `attr_readonly`.",
                                   .code = "attr_readonly :account_id",
                                   .states = "A hint that account_id does not change after the row is made.",
                                   .soundness = "D: about the history of a row, not about the row; "
                                                "`update_column` raises, `update_all` does not."},
                           .calls = {"attr_readonly"},
                           .apply = ReadOnly};

}  // namespace tacit::analyze::rails
