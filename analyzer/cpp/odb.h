// ODB: classes that `#pragma db` declares to be kept in tables.
#pragma once

#include "analyzer/cpp/facts.h"

namespace tacit::analyze::cpp {

// Adds the tables that the odb compiler makes of the classes, and what they guarantee. What a pragma says for
// one database only (`mysql:type(...)`) is passed over.
void ReadOdb(Facts& facts);

}  // namespace tacit::analyze::cpp
