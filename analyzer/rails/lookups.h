// Code outside of declarations that looks rows up before it makes them, or awaits that the database refuses
// them.
#pragma once

#include "analyzer/rails/facts.h"
#include "analyzer/rails/project.h"

namespace tacit::analyze::rails {

// Adds the hints of find-before-create and rescues-duplicate, and the keys that follow from them, from every
// Ruby file of the application.
void AddLookups(const Project& project, Facts& facts);

}  // namespace tacit::analyze::rails
