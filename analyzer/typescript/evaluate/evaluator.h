// Runs the declarative part of TypeScript: literals, constants across modules, enums, class members, calls of
// the application's own functions whose outcome is known. Whatever is not known is Unknown; nothing has
// effects.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/typescript/evaluate/modules.h"
#include "analyzer/typescript/evaluate/value.h"

namespace tacit::analyze::typescript {

// Where code stands: its module, and the names around it.
struct Scope {
  const Module* module = nullptr;
  std::map<std::string, Value, std::less<>> locals;
  std::shared_ptr<Scope> parent;
  Value self;  // `this`

  [[nodiscard]] const Value* Find(std::string_view name) const;
};
using ScopePtr = std::shared_ptr<Scope>;

class Evaluator {
 public:
  // `modules` must outlive it.
  explicit Evaluator(Modules& modules) : modules_(modules) {}
  // A function that is a local of the scope it stands in keeps that scope alive, and the scope it: the scopes
  // that are still there are emptied. Functions that outlive the evaluator know no names from then on.
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // Begins anew with a fresh budget of steps: when one is used up, everything is unknown.
  void Restart() { steps_ = 0; }

  [[nodiscard]] Value Eval(const syntax::Node& node, const ScopePtr& scope);
  [[nodiscard]] Value Call(const Function& function, const std::vector<Value>& arguments, const Value& self);
  // The value of a name at the top level of a module: its own, imported, or of the language.
  [[nodiscard]] Value Name(const Module& module, std::string_view name);
  // What a module exports under a name; Undefined where it exports no such thing.
  [[nodiscard]] Value Exported(const Module& module, std::string_view name);
  // A static member of a class or of what it extends; Undefined where there is none.
  [[nodiscard]] Value Static(const ClassRef& of, std::string_view name);
  // What a class extends: a class, a library's (a chain), or Undefined.
  [[nodiscard]] Value Parent(const ClassRef& of);
  [[nodiscard]] ScopePtr ScopeOf(const Module& module);
  // A scope within another one, of the same module; null: within none.
  [[nodiscard]] ScopePtr Inner(const ScopePtr& parent);

  // The values of a type that is a union of literals, an enum, or (typeof LIST)[number]; nothing for another
  // type. null and undefined in it are left out.
  [[nodiscard]] std::optional<std::vector<tacit::Value>> LiteralsOf(const syntax::Node& type,
                                                                    const Module& module);
  // The class or the library's type that a type names, through Promise, arrays and null: nothing where it is
  // something else.
  [[nodiscard]] Value TypeTarget(const syntax::Node& type, const Module& module);

  [[nodiscard]] Modules& modules() { return modules_; }

 private:
  Value EvalKind(const syntax::Node& node, const ScopePtr& scope);
  Value EvalName(std::string_view name, const ScopePtr& scope);
  Value EvalObject(const syntax::Node& node, const ScopePtr& scope);
  Value EvalArray(const syntax::Node& node, const ScopePtr& scope);
  Value EvalTemplate(const syntax::Node& node, const ScopePtr& scope);
  Value EvalMember(const syntax::Node& node, const ScopePtr& scope);
  Value EvalSubscript(const syntax::Node& node, const ScopePtr& scope);
  Value EvalBinary(const syntax::Node& node, const ScopePtr& scope);
  Value EvalUnary(const syntax::Node& node, const ScopePtr& scope);
  Value EvalCall(const syntax::Node& node, const ScopePtr& scope);
  Value EvalEnum(const syntax::Node& node, const ScopePtr& scope);
  Value Member(const Value& object, std::string_view name, int line);
  Value CallMethod(const Value& object, std::string_view name, Link call);
  Value CallValue(const Value& callee, Link call);
  Value CallGlobal(const std::string& path, const Link& call);
  Value MapOver(const Array& array, const Value& function);
  bool ReadArguments(const syntax::Node* arguments, const ScopePtr& scope, std::vector<Value>& values);
  // False where the body went somewhere that is not known.
  bool RunStatement(const syntax::Node& statement, const ScopePtr& scope, std::optional<Value>& result);
  bool RunBlock(const syntax::Node& block, const ScopePtr& scope, std::optional<Value>& result);
  void Bind(const syntax::Node& pattern, const Value& value, const ScopePtr& scope);
  Value Declared(const Module& module, const std::string& name, const Declaration& declaration);
  bool CollectLiterals(const syntax::Node& type, const Module& module, std::vector<tacit::Value>& values,
                       int depth);

  Modules& modules_;
  std::map<std::pair<const Module*, std::string>, Value> known_;
  std::set<std::pair<const Module*, std::string>> under_way_;
  std::map<const Module*, ScopePtr> scopes_;
  std::vector<std::weak_ptr<Scope>> made_;
  std::size_t most_made_ = 0;  // so many are kept before those that are gone are dropped
  int depth_ = 0;
  int steps_ = 0;
};

}  // namespace tacit::analyze::typescript
