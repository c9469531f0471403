// What a front end finds in an application, before it is joined with what the schema itself states.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "tacit/analyzer.h"

namespace tacit::analyze {

struct Findings {
  Schema schema;                        // what the database enforces
  std::vector<Constraint> constraints;  // of the code; ids are given later (Identified)
  std::vector<Hint> hints;              // with the ids of MakeHint, which constraints may derive from
  std::vector<FoundQuery> queries;
  std::vector<Diagnostic> diagnostics;
  std::int64_t files = 0;  // read
};

// A language and its frameworks. Front ends never include each other.
struct FrontEnd {
  Framework framework;
  std::string_view name;
  // How much of the tree is of this kind: about the number of files that declare models; 0: none. Cheap: it
  // goes by names, and by the text of few files.
  int (*weigh)(const SourceTree& tree);
  // What was looked for, for the error of a tree in which there is nothing: "Ruby files in app/models".
  std::string_view looks_for;
  Result<Findings> (*read)(const SourceTree& tree, const AnalyzeOptions& options);
  std::vector<PatternInfo> (*patterns)();
};

// The page about a pattern, as its file holds it. See PatternInfo for the members.
struct PatternDoc {
  std::string_view name;
  std::string_view summary;
  std::string_view code;
  std::string_view states;
  std::string_view soundness;
  std::string_view caveat = {};

  [[nodiscard]] PatternInfo ForFramework(std::string_view framework) const {
    return {std::string(name),   std::string(framework), std::string(summary), std::string(code),
            std::string(states), std::string(soundness), std::string(caveat)};
  }
};

// A hint with its id.
[[nodiscard]] Hint MakeHint(HintKind kind, std::string table, std::vector<std::string> columns,
                            std::string text, Evidence evidence);

// The candidate that follows from a hint: of soundness D, derived from it, with its evidence.
[[nodiscard]] Constraint Follows(const Hint& hint, ConstraintKind kind, ConstraintDetail detail,
                                 NullPolicy nulls);

}  // namespace tacit::analyze
