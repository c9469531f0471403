// Writes that run neither save() nor clean().
#pragma once

#include "analyzer/django/patterns/pattern.h"

namespace tacit::analyze::django {

// Gives each constraint of the code the calls of update(), bulk_create() and bulk_update() on its columns.
void AddBypasses(Context& context);

}  // namespace tacit::analyze::django
