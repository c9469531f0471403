// From a program to what it guarantees.
#pragma once

#include "analyzer/cpp/program.h"
#include "analyzer/facts/findings.h"

namespace tacit::analyze::cpp {

[[nodiscard]] Result<Findings> FindingsOf(const Program& program, const SourceTree& tree,
                                          const AnalyzeOptions& options);

}  // namespace tacit::analyze::cpp
