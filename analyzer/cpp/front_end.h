// Applications in C++ that keep their data in a database.
#pragma once

#include "analyzer/facts/findings.h"

namespace tacit::analyze::cpp {

extern const FrontEnd kFrontEnd;

}  // namespace tacit::analyze::cpp
