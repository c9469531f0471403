// Guards: what clean() and save() of a model refuse, read symbolically over the row's own columns.
#pragma once

#include "analyzer/django/patterns/pattern.h"

namespace tacit::analyze::django {

// Rows that the methods let through satisfy what is found: class C for clean(), which only full_clean() and
// forms run; class B for save(). Columns that the methods themselves assign are left out.
void FindGuards(Context& context);

}  // namespace tacit::analyze::django
