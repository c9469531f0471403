// The Ruby files of an application that can say something of its data, parsed.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "analyzer/syntax/tree.h"
#include "tacit/analyzer.h"
#include "tacit/status.h"

namespace tacit::analyze::rails {

struct SourceFile {
  std::string path;  // relative to the application's root, with '/'
  std::unique_ptr<const syntax::Tree> tree;
};

struct Project {
  const SourceTree* tree = nullptr;
  std::deque<SourceFile> code;             // models, concerns, libraries, initializers; in order of path
  std::vector<std::string> schema_files;   // schema.rb, structure.sql: relative paths
  std::vector<std::string> migrations;     // in the order in which they run
  std::vector<std::string> other_sources;  // controllers, tasks, ...: not parsed
  std::vector<Diagnostic> diagnostics;

  [[nodiscard]] const std::string& root() const { return tree->root(); }
};

// Whether a path is where Rails looks for models.
[[nodiscard]] bool IsModelFile(std::string_view path);

// Visits the other sources whose text is wanted, parsed, in order of path; few of them are in memory at a
// time. One that cannot be read says nothing here; where it matters, it was reported already.
void ForEachOther(const Project& project, bool (*wanted)(std::string_view text),
                  const std::function<void(const SourceFile&)>& visit);

// The project points into the tree. Errors: InvalidArgument (no models in it).
[[nodiscard]] Result<Project> LoadProject(const SourceTree& tree);

}  // namespace tacit::analyze::rails
