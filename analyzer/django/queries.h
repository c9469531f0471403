// The statements that query sets of the code send.
#pragma once

#include "analyzer/django/patterns/pattern.h"

namespace tacit::analyze::django {

// Adds each chain that is followed from its manager to the call that sends it, as SQL that binds against the
// schema, and the literal text of raw() and execute(). Chains through variables, managers with rows of their
// own, joins by select_related and whatever else is not certain are left out.
void FindQueries(Context& context);

}  // namespace tacit::analyze::django
