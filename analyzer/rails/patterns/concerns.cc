// Modules are run for the class that takes them in by reader_modules.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kConcerns = {
    .doc = {.name = "concerns",
            .summary =
                "Declarations that reach a class through a module: concerns, hooks, modules with arguments.",
            .code = R"(module Sluggable
  extend ActiveSupport::Concern
  included { validates :slug, presence: true }
end
class Page < ApplicationRecord
  include Sluggable
end)",
            .states = "slug of pages is NOT NULL, with the evidence of the place in the module.",
            .soundness = "B: as what the module declares, for every class that takes it in.",
            .caveat = "A module whose body is decided at run time is run under a guess, and what it declares "
                      "becomes conditional."}};

}  // namespace tacit::analyze::rails
