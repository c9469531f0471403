// Every class and module of the sources: bodies, methods and constants by full name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/rails/project.h"
#include "analyzer/syntax/tree.h"

namespace tacit::analyze::rails {

// A piece of code and where it stands.
struct Code {
  const syntax::Node* node = nullptr;
  const std::string* file = nullptr;
  std::vector<std::string> nesting;  // full names of the modules around it, innermost last
};

struct Module {
  std::string name;
  bool is_class = false;
  const std::string* file = nullptr;  // of its first body
  int line = 0;
  bool in_models = false;                              // one of its bodies is under app/models
  std::optional<Code> superclass;                      // the expression after '<'
  std::vector<Code> bodies;                            // "class" and "module" nodes' bodies
  std::map<std::string, Code> methods;                 // of instances
  std::map<std::string, Code> singleton;               // of the class itself
  std::map<std::string, std::vector<Code>> constants;  // right-hand sides
};

class ClassTable {
 public:
  explicit ClassTable(const Project& project);

  [[nodiscard]] const Module* Find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, Module, std::less<>>& modules() const { return modules_; }
  // Code that stands outside of every class and module, or calls another class from inside of one.
  [[nodiscard]] const std::vector<Code>& top_level() const { return top_level_; }

  // Full name of the class or module that `path` means within `nesting`; empty where there is none.
  [[nodiscard]] std::string Resolve(std::string_view path, const std::vector<std::string>& nesting) const;

 private:
  friend class Collector;
  std::map<std::string, Module, std::less<>> modules_;
  std::vector<Code> top_level_;
};

}  // namespace tacit::analyze::rails
