// A Rails application: its catalogue.
#pragma once

#include <string>

#include "tacit/analyzer.h"

namespace tacit::analyze::rails {

// As tacit::Analyze, for a folder that is taken to be a Rails application.
[[nodiscard]] Result<Analysis> Analyze(const std::string& app_dir, const AnalyzeOptions& options);

}  // namespace tacit::analyze::rails
