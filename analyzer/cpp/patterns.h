// The pages about what is recognised in C++.
#pragma once

#include <span>

#include "analyzer/facts/findings.h"

namespace tacit::analyze::cpp {

[[nodiscard]] std::span<const PatternDoc> Pages();

}  // namespace tacit::analyze::cpp
