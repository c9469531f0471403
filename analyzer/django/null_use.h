// Code that uses the value of a column in a way that fails on NULL, without a test before it.
#pragma once

#include "analyzer/django/patterns/pattern.h"

namespace tacit::analyze::django {

// Hints about columns that may be NULL; a candidate NOT NULL follows where nothing in the application's code
// writes, looks for or tests for a NULL in a column of that name.
void FindNullUses(Context& context);

}  // namespace tacit::analyze::django
