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
  // db/schema.rb, a folder of migrations, a schema.prisma or DDL; empty: the framework's usual places.
  std::string schema_file = {};
  // The schema itself, read from a live database; then no schema is looked for.
  std::optional<Schema> schema = std::nullopt;
  // C++: the folder of compile_commands.json; empty: the application's root, then its build/.
  std::string compile_commands_dir = {};
  // A folder to keep results in, by what the sources hold: the same sources are answered from it. Empty:
  // none. It is made where it is missing; one that cannot be written is a diagnostic. Not used for C++ (whose
  // headers lie outside of the tree), nor with `schema`.
  std::string cache_dir = {};
  // Whether Analysis.queries is asked for: following the code takes longer than reading its declarations.
  bool queries = false;
  // A short line for each stage; may be empty.
  std::function<void(std::string_view)> progress = {};
};

// Something the analysis met and went on from: a file with a syntax error, a migration that it could not
// fold.
struct Diagnostic {
  std::string file;
  int line = 0;  // from 1; 0: the file as a whole
  std::string message;
};

// A statement that the application's code will send. What a run fills in stands as $1, $2, ...
struct FoundQuery {
  std::string sql;
  std::string file;  // relative to the application's root
  int line = 0;
  std::string note;  // what it comes from: "finder User.where", "raw SQL"
};

struct Analysis {
  Catalogue catalogue;
  std::vector<FoundQuery> queries;  // if asked for; in order of file and line; each text once for each place
  std::vector<Diagnostic> diagnostics;  // in order of file and line
};

// Static: nothing of the application is run, no database is needed. Deterministic.
// A source file that cannot be read or parsed is a diagnostic, and the rest is still analyzed.
// kAuto takes the framework that the tree has most of.
// Errors: NotFound (no such folder); InvalidArgument (no application of a known framework in it: names what
// was looked for); NotSupported (the framework is not part of this build).
[[nodiscard]] TACIT_EXPORT Result<Analysis> Analyze(const std::string& app_dir,
                                                    const AnalyzeOptions& options);

// The queries as a file that ParseQueryFile reads: each after a line `-- FILE:LINE note`.
[[nodiscard]] TACIT_EXPORT std::string FormatQueries(const std::vector<FoundQuery>& queries);

// What is known of a pattern, a form of source code that states facts: the page about it.
struct PatternInfo {
  std::string name;       // kebab-case, as in the catalogue's evidence; unique within a framework
  std::string framework;  // "rails", "django", "typescript", "cpp"
  std::string summary;    // one line
  std::string code;       // an example in the source language
  std::string states;     // the constraint that the example states
  std::string soundness;  // "A".."D", with the reason where it varies
  std::string caveat;     // when it does not hold, and what is made of that; empty: nothing to add
};

// Every pattern that the analyzer knows, by framework, in the order of the documentation.
[[nodiscard]] TACIT_EXPORT std::vector<PatternInfo> Patterns();

// docs/patterns.md: a section for every pattern.
[[nodiscard]] TACIT_EXPORT std::string PatternsAsMarkdown();

}  // namespace tacit
