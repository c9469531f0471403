// Evaluates the declarative part of Python: literals, names across modules, class attributes, enums, simple
// functions. What is not known stays Unknown; nothing of the program is run.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/python/program.h"
#include "analyzer/python/value.h"

namespace tacit::analyze::python {

using Locals = std::map<std::string, Value, std::less<>>;

// Where an expression stands: directly in the body of a module or class, or in a function there.
struct Place {
  const Scope* scope = nullptr;
  const Locals* locals = nullptr;  // of the function; may be null
};

// One of the classes that a class inherits from: a class of the sources, or the name of another.
struct Ancestor {
  const Class* definition = nullptr;
  std::string external;  // where there is no definition
};

// Not to be used by several threads at once.
class Evaluator {
 public:
  explicit Evaluator(Program& program) : program_(program) {}

  // Calls of functions of this name are kept as Instances of an External of that name.
  void KeepCallsOf(std::string name) { kept_.insert(std::move(name)); }
  // Begins a fresh budget of steps: when one is used up, everything is unknown.
  void Restart() { steps_ = 0; }

  [[nodiscard]] Value Eval(const syntax::Node& expression, const Place& place);
  // A name as code in that scope sees it: its own, its module's, a built-in one.
  [[nodiscard]] Value Name(std::string_view name, const Scope& scope);
  // What the scope itself binds; nothing where it has no such name.
  [[nodiscard]] std::optional<Value> NameIn(const Scope& scope, std::string_view name);
  [[nodiscard]] Value Attribute(const Value& object, std::string_view name);

  // The class and what it inherits from, nearest first, each once.
  [[nodiscard]] const std::vector<Ancestor>& Mro(const Class& definition);
  // A class attribute, inherited ones too; nothing where no class of the sources has it.
  [[nodiscard]] std::optional<Value> ClassAttribute(const Class& definition, std::string_view name);
  // The method's definition and the class that has it; {null, null} where there is none.
  [[nodiscard]] std::pair<const syntax::Node*, const Class*> Method(const Class& definition,
                                                                    std::string_view name);
  // Whether one of the ancestors that are not of the sources has this last part of its name.
  [[nodiscard]] bool InheritsExternal(const Class& definition, std::string_view last_part);
  // The members of an Enum class, in order; nothing for another class, or where one is not known.
  [[nodiscard]] std::optional<std::vector<Value>> EnumMembers(const Class& definition);

  [[nodiscard]] Program& program() { return program_; }

 private:
  Value EvalKind(const syntax::Node& node, const Place& place);
  Value EvalString(const syntax::Node& node, const Place& place);
  Value EvalSequence(const syntax::Node& node, const Place& place);
  Value EvalDict(const syntax::Node& node, const Place& place);
  Value EvalUnary(const syntax::Node& node, const Place& place);
  Value EvalBoolean(const syntax::Node& node, const Place& place);
  Value EvalComparison(const syntax::Node& node, const Place& place);
  Value EvalConditional(const syntax::Node& node, const Place& place);
  Value EvalSubscript(const syntax::Node& node, const Place& place);
  Value EvalComprehension(const syntax::Node& node, const Place& place);
  void RunClauses(const std::vector<const syntax::Node*>& clauses, std::size_t at, const syntax::Node& body,
                  const Place& place, std::vector<Value>& into, bool& known);
  Value EvalCall(const syntax::Node& node, const Place& place);
  Value CallExternal(const std::string& path, std::shared_ptr<CallData> call);
  std::optional<Value> CallBuiltin(std::string_view name, const CallData& call);
  Value CallFunction(const FunctionRef& function, const CallData& call, const Value* self);
  // What a body returns; nothing where it falls off its end.
  std::optional<Value> RunBlock(const syntax::Node& block, const Scope& scope, Locals& locals);
  bool RunSimple(const syntax::Node& statement, const Scope& scope, Locals& locals);

  Value ValueOf(const Binding& binding, const Scope& scope, std::string_view name);
  Value Combined(const std::vector<Binding>& bindings, const Scope& scope, std::string_view name);
  Value Imported(const Binding& binding, const Scope& scope);
  Value ModuleMember(const Module& module, std::string_view name);
  std::optional<Value> Starred(const Scope& scope, std::string_view name);
  bool IsEnum(const Class& definition);
  Value EnumAttribute(const Class& definition, std::string_view name);
  void AddAncestors(const Class& definition, std::vector<Ancestor>& into, int depth);

  Program& program_;
  std::set<std::string, std::less<>> kept_;
  std::map<std::pair<const Scope*, std::string>, Value> known_;
  std::set<std::pair<const Scope*, std::string>> under_way_;
  std::map<const Class*, std::vector<Ancestor>> mro_;
  int steps_ = 0;
  int depth_ = 0;
  int calls_ = 0;
};

// a + b, a % b, ...; unknown where it is not modelled.
[[nodiscard]] Value Binary(std::string_view op, const Value& a, const Value& b);

// Methods of Python's own classes on known values; nothing where the method is not modelled.
[[nodiscard]] std::optional<Value> PureMethod(const Value& object, std::string_view name,
                                              const std::vector<Value>& arguments);

// The value of a string node's literal parts; nothing where it interpolates.
[[nodiscard]] std::optional<std::string> LiteralText(const syntax::Node& string);

// Calls an expression statement that stands alone: a docstring is none.
[[nodiscard]] bool IsDocstring(const syntax::Node& statement);

// The operators of a comparison, one for each pair of neighbours: "<", "not in", "is not".
[[nodiscard]] std::vector<std::string> Operators(const syntax::Node& comparison);

}  // namespace tacit::analyze::python
