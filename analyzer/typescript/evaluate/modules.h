// The application's modules: parsed when asked for, with what they declare, import and export.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "analyzer/syntax/tree.h"

namespace tacit::analyze::typescript {

// A name of another module: "*" is the module itself, "default" its default export.
struct Import {
  std::string specifier;
  std::string name;
};

// What stands behind a name at a module's top level.
struct Declaration {
  const syntax::Node* node = nullptr;  // a declarator, function, class, enum, interface or type alias
  std::string member;                  // of a destructuring: which member of the declarator's value
};

struct Module {
  std::string path;
  std::unique_ptr<const syntax::Tree> tree;
  std::map<std::string, Declaration, std::less<>> declarations;
  std::map<std::string, Import, std::less<>> imports;       // by local name
  std::map<std::string, std::string, std::less<>> exports;  // exported name to local name
  std::map<std::string, Import, std::less<>> reexports;     // exported name to another module's
  std::vector<std::string> stars;                           // export * from
  // Decorators that stand before `export`, by the class that they are of.
  std::map<const syntax::Node*, std::vector<const syntax::Node*>> decorators;
  const syntax::Node* default_value = nullptr;  // export default EXPRESSION, module.exports =
};

// Not for two threads at once.
class Modules {
 public:
  // `tree` must outlive it.
  explicit Modules(const SourceTree& tree);

  // Parses several at once, in parallel. What does not parse is a diagnostic.
  void Parse(const std::vector<std::string>& paths);
  // Null where there is no such file or it cannot be read.
  const Module* Load(const std::string& path);
  // The module that a specifier names in a module; null where it is a library's.
  const Module* Resolve(std::string_view specifier, const Module& from);

  [[nodiscard]] const SourceTree& tree() const { return tree_; }
  [[nodiscard]] std::vector<Diagnostic> TakeDiagnostics() { return std::move(diagnostics_); }
  [[nodiscard]] std::int64_t parsed() const { return static_cast<std::int64_t>(modules_.size()); }

 private:
  struct Alias {
    std::string folder;   // where the configuration stands: it holds below it
    std::string pattern;  // "@server/*"
    std::vector<std::string> targets;
  };

  void ReadConfiguration(const std::string& path, const std::string& folder, int depth);
  void ReadPackage(const std::string& path);
  [[nodiscard]] std::optional<std::string> FindFile(const std::string& path) const;
  [[nodiscard]] std::optional<std::string> ResolvePath(std::string_view specifier,
                                                       const std::string& from) const;

  const SourceTree& tree_;
  std::vector<Alias> aliases_;                   // the innermost folders first
  std::map<std::string, std::string> packages_;  // of the application's own: name to folder
  std::map<std::string, std::unique_ptr<Module>> modules_;
  std::vector<Diagnostic> diagnostics_;
};

// "a/b/../c" to "a/c".
[[nodiscard]] std::string Normalized(std::string_view path);
[[nodiscard]] std::string FolderOf(std::string_view path);

// The contents of a string node, escapes decoded; nothing where a template has substitutions.
[[nodiscard]] std::optional<std::string> LiteralText(const syntax::Node& node);

}  // namespace tacit::analyze::typescript
