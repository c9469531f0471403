// validates :a, uniqueness: {scope: ...}. Read by uniqueness.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kUniquenessScope = {
    .doc = {.name = "uniqueness-scope",
            .summary = "No two rows with the same value within a group: `uniqueness: {scope: ...}`.",
            .code = "validates :position, uniqueness: {scope: [:list, :side]}",
            .states = "UNIQUE (position, list_id, side).",
            .soundness =
                "C: two writers that check at the same time both go on. A where a unique index implies it.",
            .caveat = "Names of associations stand for their key columns; where one cannot be mapped the "
                      "whole is left out, since a key without it would be too strong. Rails compares NULLs "
                      "as equal, and so a plain index over nullable columns does not imply it."}};

}  // namespace tacit::analyze::rails
