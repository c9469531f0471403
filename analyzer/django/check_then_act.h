// Code that looks for a row by some columns before it makes one, or that takes it for the only one: what it
// believes to be a key.
#pragma once

#include "analyzer/django/patterns/pattern.h"

namespace tacit::analyze::django {

void FindCheckThenAct(Context& context);

}  // namespace tacit::analyze::django
