// The front ends of this build, in the order in which ties between frameworks are broken.
#pragma once

#include <span>

#include "analyzer/facts/findings.h"

namespace tacit::analyze {

[[nodiscard]] std::span<const FrontEnd> FrontEnds();

}  // namespace tacit::analyze
