// with_options if: ... do ... end. Merged by Reader::OnStructureCall and MergeOptions in reader.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kWithOptions = {
    .doc = {.name = "with-options",
            .summary = "Options for several declarations: `with_options`.",
            .code = R"(with_options presence: true, if: :paid? do
  validates :amount
  validates :currency
end)",
            .states = "amount and currency are NOT NULL WHERE paid.",
            .soundness = "C: as the declarations inside, under the conditions of both.",
            .caveat = "A condition of the inner call does not replace the outer one: both must hold."}};

}  // namespace tacit::analyze::rails
