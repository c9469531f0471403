// Classes with their decorators applied.
#pragma once

#include <string>
#include <vector>

#include "analyzer/typescript/evaluate/evaluator.h"

namespace tacit::analyze::typescript {

// A decorator of a library, or what one of the application's own comes down to: @Column({...}) of "typeorm".
struct Decorator {
  std::string package;
  Link link;
  bool known = true;  // false: its effect is not known; only link.name is, as it is written

  // An argument by position; null where there is none.
  [[nodiscard]] const Value* Argument(std::size_t i) const;
  // A member of the first argument that is an object; null where there is none.
  [[nodiscard]] const Value* Option(std::string_view key) const;
};

struct ClassMember {
  std::string name;
  const syntax::Node* node = nullptr;
  const syntax::Node* type = nullptr;  // its annotation, or what a getter returns; null where it has none
  const Module* module = nullptr;
  bool is_static = false;
  bool is_method = false;
  bool optional = false;  // `name?: T`
  std::vector<Decorator> decorators;

  [[nodiscard]] const Decorator* Find(std::string_view decorator) const;
};

struct ClassInfo {
  ClassRef ref;
  std::vector<Decorator> decorators;
  std::vector<ClassMember> members;
  std::string library_parent;  // "Model" of a library, where it extends one directly

  [[nodiscard]] const Decorator* Find(std::string_view decorator) const;
};

[[nodiscard]] ClassInfo ReadClass(Evaluator& evaluator, const ClassRef& ref);

// The class and what it extends, the furthest ancestor first.
[[nodiscard]] std::vector<ClassInfo> WithAncestors(Evaluator& evaluator, const ClassRef& ref);

// Every class at the top level of a module, in order.
[[nodiscard]] std::vector<ClassRef> ClassesOf(const Module& module);

// The type an annotation begins with, as text: "string", "Date | null" gives "Date"; empty where it is none
// of one name.
[[nodiscard]] std::string TypeName(const syntax::Node* type);
// Whether null or undefined is among the annotation's types.
[[nodiscard]] bool AllowsNull(const syntax::Node* type);

// `() => Team`, `() => require("./team").Team`, or the class itself: what it refers to.
[[nodiscard]] Value Thunk(Evaluator& evaluator, const Value& value);

// "path#Name", the key of a model that is a class.
[[nodiscard]] std::string KeyOf(const ClassRef& ref);

}  // namespace tacit::analyze::typescript
