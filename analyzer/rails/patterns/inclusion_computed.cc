// validates :a, inclusion: {in: -> { ... }}. Read by inclusion.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kInclusionComputed = {
    .doc = {.name = "inclusion-computed",
            .summary = "One of a list that only the running program knows: `inclusion: {in: -> { ... }}`, a "
                       "method, a query.",
            .code = "validates :theme, inclusion: {in: ->(page) { page.site.themes }}",
            .states = "A list of unknown values: opaque, with the source text.",
            .soundness = "D: nothing to rely on.",
            .caveat = "A method or a constant whose value can be worked out without running the program "
                      "gives the list itself (inclusion)."}};

}  // namespace tacit::analyze::rails
