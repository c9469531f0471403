// Django: models, migrations, and the code around them.
#pragma once

#include "analyzer/facts/findings.h"

namespace tacit::analyze::django {

extern const FrontEnd kFrontEnd;

}  // namespace tacit::analyze::django
