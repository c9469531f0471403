// Ruby on Rails applications.
#pragma once

#include "analyzer/facts/findings.h"

namespace tacit::analyze::rails {

extern const FrontEnd kFrontEnd;

}  // namespace tacit::analyze::rails
