// The modules of an application: which file an import means, and which names each scope binds where.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "analyzer/syntax/tree.h"

namespace tacit::analyze::python {

struct Class;
struct Module;

// A place that gives a name a value.
struct Binding {
  enum class Kind { kAssign, kAugment, kImport, kImportFrom, kClass, kFunction };
  Kind kind = Kind::kAssign;
  // The value's expression (kAssign, kAugment), the import statement, the definition.
  const syntax::Node* node = nullptr;
  std::vector<std::size_t> path = {};  // kAssign: of the value, the item to take: a, (b, c) = ...
  std::string name = {};               // kImport, kImportFrom: what is imported
  const Class* definition = nullptr;   // kClass
  bool maybe = false;                  // under a condition, in a loop or a handler
  std::vector<const syntax::Node*> decorators = {};  // kFunction, kClass
};

// What the body of a module or a class binds; or of a function, as far as a host reads it.
struct Scope {
  const Module* module = nullptr;
  const Class* owner = nullptr;  // of a class's body
  std::map<std::string, std::vector<Binding>, std::less<>> names;
  std::vector<std::string> order;                 // of first binding
  std::vector<const syntax::Node*> star_imports;  // from x import *
};

struct Class {
  std::string name;
  std::string path;  // with its module's and outer classes' names
  const syntax::Node* node = nullptr;
  std::vector<const syntax::Node*> decorators;
  const Class* outer = nullptr;
  Scope scope;
  bool maybe = false;
};

struct Module {
  std::string file;      // relative to the root; of a framework's own: empty
  std::string name;      // dotted, from the outermost folder
  bool package = false;  // an __init__.py
  std::unique_ptr<const syntax::Tree> tree;
  Scope scope;
  std::vector<std::unique_ptr<Class>> classes;  // all, nested ones too, in order
};

// Parses what it is asked for and keeps it. Not to be used by several threads at once.
class Program {
 public:
  explicit Program(const SourceTree& tree);

  // Parses those of these files whose text is wanted, on all cores. The others are parsed when they are asked
  // for.
  void Load(const std::vector<std::string>& files, const std::function<bool(std::string_view)>& wanted);
  // Source text that stands for a module of the framework; `name` is dotted ("django.contrib.auth.models").
  void AddText(const std::string& name, std::string text);

  // Null where there is no such file.
  const Module* OfFile(std::string_view file);
  // The module that an import of `name` in `from` means; null where it is none of the sources'. Where several
  // files would do, the one whose path is nearest to the importing file's.
  const Module* Import(std::string_view name, const Module& from);
  // Every module that is loaded, by name of file.
  [[nodiscard]] std::vector<const Module*> loaded() const;
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::unique_ptr<Module> Make(const std::string& file, std::string text) const;
  void Keep(std::unique_ptr<Module> module);

  const SourceTree& tree_;
  std::map<std::string, std::vector<std::string>, std::less<>> by_last_;  // last part of the name to files
  std::map<std::string, std::unique_ptr<Module>, std::less<>> modules_;   // by file, or "<name>"
  std::map<std::string, const Module*, std::less<>> texts_;               // by dotted name
  std::vector<Diagnostic> diagnostics_;
};

// "a/b/c.py" and "a/b/c/__init__.py" are "a.b.c".
[[nodiscard]] std::string ModuleName(std::string_view file);

// The absolute name that a relative import means in a module: ("..models", "a.b.c") is "a.models".
[[nodiscard]] std::string AbsoluteName(std::string_view name, const Module& from);

// Reads what a block of statements binds, into `scope`. Classes are kept in `module`.
void ReadBindings(const syntax::Node& block, Module& module, Scope& scope);

}  // namespace tacit::analyze::python
