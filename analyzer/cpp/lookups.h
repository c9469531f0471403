// Keys that the code takes for granted: a row is looked for by some columns, and made where there is none.
#pragma once

#include <vector>

#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/statements.h"
#include "analyzer/cpp/wt_dbo.h"

namespace tacit::analyze::cpp {

// A hint for each, and the unique constraint of D that follows from it. The look-up and what makes the row
// may be in functions of their own, one call away.
void AddCheckThenAct(Facts& facts, const std::vector<Statement>& statements, const DboMapping& mapping);

// A hint for each reference that may be NULL, which the code follows somewhere and asks after nowhere, and
// the not_null of D that follows from it.
void AddDereferences(Facts& facts, const DboMapping& mapping);

}  // namespace tacit::analyze::cpp
