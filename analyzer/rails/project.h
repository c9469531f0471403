// The Ruby files of an application that can say something of its data, parsed.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/syntax/tree.h"
#include "tacit/analyzer.h"
#include "tacit/status.h"

namespace tacit::analyze::rails {

struct SourceFile {
  std::string path;  // relative to the application's root, with '/'
  std::unique_ptr<const syntax::Tree> tree;
};

struct Project {
  std::string root;
  std::deque<SourceFile> code;             // models, concerns, libraries, initializers; in order of path
  std::vector<std::string> schema_files;   // schema.rb, structure.sql: relative paths
  std::vector<std::string> migrations;     // in the order in which they run
  std::vector<std::string> other_sources;  // controllers, tasks, ...: not parsed
  std::vector<Diagnostic> diagnostics;

  [[nodiscard]] std::string Absolute(const std::string& path) const { return root + "/" + path; }
};

// Errors: NotFound (no such folder); InvalidArgument (no models in it).
[[nodiscard]] Result<Project> LoadProject(const std::string& root);

// Parses one file; a failure to read or to parse goes to `diagnostics`, and null means that there is nothing.
[[nodiscard]] std::unique_ptr<const syntax::Tree> ParseFile(const std::string& root, const std::string& path,
                                                            std::vector<Diagnostic>& diagnostics);

}  // namespace tacit::analyze::rails
