// From what models declare to constraints on tables.
#pragma once

#include <vector>

#include "analyzer/rails/facts.h"
#include "tacit/catalogue.h"

namespace tacit::analyze::rails {

// Adds what every model with a table in the schema states: its rules, its references, and what patterns
// derive.
void MakeFacts(Facts& facts);

}  // namespace tacit::analyze::rails
