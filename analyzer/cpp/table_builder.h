// Tables that are built by code of the application's own: objects that stand for tables, columns, keys and
// indexes, told by the names of their classes and methods, whatever library they are of.
#pragma once

#include "analyzer/cpp/facts.h"

namespace tacit::analyze::cpp {

// Runs the constructors of table classes, and functions with tables among their variables, over what is known
// of their values. What stands under a condition or in a loop is not known, and says nothing.
void ReadTableBuilders(Facts& facts);

}  // namespace tacit::analyze::cpp
