// The files of an application's folder that any front end may want to read, found in one walk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/analyzer.h"
#include "tacit/status.h"

namespace tacit::analyze {

struct Limits {
  std::int64_t max_file_bytes = 8 << 20;  // larger ones are passed over, with a diagnostic
  std::int64_t max_files = 400'000;       // source files that are kept
  std::int64_t max_entries = 5'000'000;   // looked at
  int max_depth = 40;                     // of folders
  std::int64_t max_parsed_bytes =
      64 << 20;  // of one language; a syntax tree takes about twenty times its text
};

struct SourceEntry {
  std::string path;  // relative to the root, with '/'
  std::int64_t bytes = 0;
};

// Immutable once walked; may be read by any number of threads.
class SourceTree {
 public:
  // Keeps files whose names end like source, schema or configuration (IsSource). Passed over: links (what
  // they lead to is either in the tree already or not of it), hidden folders, installed packages
  // (node_modules, site-packages, __pycache__), and what cannot be opened, is too large, or lies beyond the
  // limits: each of the last three is a diagnostic, at most one for each reason and folder.
  // Errors: NotFound (no such folder); Io (it cannot be opened).
  [[nodiscard]] static Result<SourceTree> Walk(const std::string& root, const Limits& limits = {});

  [[nodiscard]] const std::string& root() const { return root_; }
  // In order of path.
  [[nodiscard]] const std::vector<SourceEntry>& files() const { return files_; }
  [[nodiscard]] const std::vector<Diagnostic>& skipped() const { return skipped_; }

  [[nodiscard]] bool Has(std::string_view path) const { return Find(path) != nullptr; }
  // The bytes of a file of the tree, or any other below the root by its relative path. Errors name the
  // relative path: NotFound, InvalidArgument (too large), Io.
  [[nodiscard]] Result<std::string> Read(std::string_view path) const;
  // The leading ones of `paths`, files of the tree, that may be parsed together (max_parsed_bytes). The rest
  // is one diagnostic that names the first of them.
  [[nodiscard]] std::vector<std::string> WithinMemory(std::vector<std::string> paths,
                                                      std::vector<Diagnostic>& diagnostics) const;
  // The commit that the folder stands at, from its .git; empty where there is none.
  [[nodiscard]] std::string Commit() const;

 private:
  [[nodiscard]] const SourceEntry* Find(std::string_view path) const;

  explicit SourceTree(std::string root, Limits limits) : root_(std::move(root)), limits_(limits) {}

  std::string root_;
  Limits limits_;
  std::vector<SourceEntry> files_;
  std::vector<Diagnostic> skipped_;
};

// Whether a name is one that SourceTree keeps: "user.rb", "schema.prisma", "package.json",
// "compile_commands.json".
[[nodiscard]] bool IsSource(std::string_view name);

// Whether a part of the path, a folder or the name, is `part`: HasPart("a/tests/b.py", "tests").
[[nodiscard]] bool HasPart(std::string_view path, std::string_view part);

// Runs work(i) for each i below `count` on as many threads as the machine has cores, at most 8. `work` must
// not throw, and must not touch what another i touches.
void ForEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace tacit::analyze
