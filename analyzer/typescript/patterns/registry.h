// Every pattern of the TypeScript front end.
#pragma once

#include <span>

#include "analyzer/facts/findings.h"

namespace tacit::analyze::typescript {

// In the order of the documentation.
[[nodiscard]] std::span<const PatternDoc* const> Registry();

}  // namespace tacit::analyze::typescript
