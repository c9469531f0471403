#include "tacit/analyzer.h"

#include <algorithm>

#include "analyzer/rails/analyze.h"
#include "analyzer/rails/patterns/pattern.h"

namespace tacit {

std::optional<Framework> FrameworkFromName(std::string_view name) {
  if (name == "auto") return Framework::kAuto;
  if (name == "rails") return Framework::kRails;
  if (name == "django") return Framework::kDjango;
  if (name == "typescript") return Framework::kTypescript;
  if (name == "cpp") return Framework::kCpp;
  return std::nullopt;
}

Result<Analysis> Analyze(const std::string& app_dir, const AnalyzeOptions& options) {
  std::string folder = app_dir;
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (options.framework == Framework::kAuto || options.framework == Framework::kRails) {
    return analyze::rails::Analyze(folder, options);
  }
  return Status::NotSupported(app_dir + ": this build reads Rails applications only; use --framework rails");
}

std::vector<PatternInfo> Patterns() {
  std::vector<PatternInfo> patterns;
  for (const analyze::rails::Pattern& pattern : analyze::rails::Registry()) {
    patterns.push_back({std::string(pattern.name), "rails", std::string(pattern.summary)});
  }
  patterns.push_back({"sti", "rails", "single-table inheritance: the classes that the type column can name"});
  return patterns;
}

}  // namespace tacit
