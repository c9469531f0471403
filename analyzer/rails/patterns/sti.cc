// The classes of a hierarchy are read in constraints.cc: AddTypes for the type column, AddInheritance for the
// condition of what a subclass declares.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kSti = {
    .doc = {.name = "sti",
            .summary = "Classes that share a table, told apart by its type column.",
            .code = R"(class Vehicle < ApplicationRecord; end
class Car < Vehicle
  validates :doors, presence: true
end)",
            .states = "type IN ('Car', 'Vehicle'); doors is NOT NULL on the rows WHERE type IN ('Car').",
            .soundness = "C: a class that is not among the sources may add its name. The rules of a subclass "
                         "hold under its condition.",
            .caveat = "NULL is allowed: rows of the base class may have none. Not claimed where the class "
                      "computes the names it stores."}};

}  // namespace tacit::analyze::rails
