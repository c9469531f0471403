// Reads an application's source and finds the constraints that it guarantees, each with file and line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

enum class Framework { kAuto, kRails, kDjango, kTypescript, kCpp };
[[nodiscard]] TACIT_EXPORT std::optional<Framework> FrameworkFromName(std::string_view name);

struct AnalyzeOptions {
  Framework framework = Framework::kAuto;
  std::string
      schema_file;  // db/schema.rb, a folder of migrations or DDL; empty: the framework's usual places
  std::function<void(std::string_view)> progress;  // a short line for each stage; may be empty
};

// Something the analysis met and went on from: a file with a syntax error, a migration that it could not
// fold.
struct Diagnostic {
  std::string file;
  int line = 0;
  std::string message;
};

struct Analysis {
  Catalogue catalogue;
  std::vector<Diagnostic> diagnostics;  // in order of file and line
};

// Static: nothing of the application is run, no database is needed. Deterministic.
// A source file that cannot be read or parsed is a diagnostic, and the rest is still analyzed.
// Errors: NotFound (no such folder); InvalidArgument (no application of a known framework in it: names what
// was looked for); NotSupported (the framework is not part of this build).
[[nodiscard]] TACIT_EXPORT Result<Analysis> Analyze(const std::string& app_dir,
                                                    const AnalyzeOptions& options);

// Every pattern the analyzer knows: its kebab-case name, framework, and one line of what it reads.
struct PatternInfo {
  std::string name;
  std::string framework;
  std::string summary;
};
[[nodiscard]] TACIT_EXPORT std::vector<PatternInfo> Patterns();

}  // namespace tacit
