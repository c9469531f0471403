// What expressions of the application's functions are: models, their rows, managers and query sets.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/django/models.h"

namespace tacit::analyze::django {

// One condition of a query set: a keyword of filter() or exclude(), or the relation that it came by.
struct Lookup {
  std::string name;                     // "slug", "slug__iexact"
  const syntax::Node* value = nullptr;  // null: by a relation, from the row at its other end
  bool excluded = false;
};

struct Typed {
  enum class Kind { kNothing, kModel, kRow, kManager, kQuerySet };
  Kind kind = Kind::kNothing;
  const Model* model = nullptr;
  std::vector<Lookup> lookups;
  // Everything that the chain does is in `lookups` and `calls`; the manager adds nothing of its own.
  bool plain = true;
  // A condition of the chain is not in `lookups`: a Q, a dictionary, a method of the application's.
  bool narrowed = false;
  // The model is known, not only guessed by a name.
  bool certain = true;
  std::vector<const syntax::Node*> calls;  // of the chain, first to last
};

// A function of the application and what stands around it.
struct FunctionPlace {
  const python::Module* module = nullptr;
  const python::Class* owner = nullptr;  // null: of a module
  const syntax::Node* node = nullptr;    // "function_definition"
  const Model* self = nullptr;           // of a model's method: whose rows
  const Model* base = nullptr;           // of a class that inherits from a model by way of a call: that model
  const Model* managed = nullptr;        // of a manager's or a query set's: whose rows it gives
};

// Types the expressions of one function; its assignments are read in order, whatever branch they stand in.
class Typing {
 public:
  Typing(Project& project, const ModelTable& models, const FunctionPlace& place);

  [[nodiscard]] Typed Of(const syntax::Node& expression);
  // The known value of an expression of the function.
  [[nodiscard]] python::Value ValueOf(const syntax::Node& expression);
  // Reads an assignment or a loop's variable.
  void Learn(const syntax::Node& statement);

 private:
  Typed OfName(std::string_view name);
  Typed OfAttribute(const syntax::Node& node);
  Typed OfCall(const syntax::Node& node);
  Typed Method(Typed object, std::string_view name, const syntax::Node& call);
  Typed OfValue(const python::Value& value) const;
  Typed Guess(std::string_view name) const;
  Typed Through(const syntax::Node& many);
  Typed Reverse(const Typed& row, std::string_view name) const;

  Project& project_;
  const ModelTable& models_;
  const FunctionPlace& place_;
  std::map<std::string, Typed, std::less<>> locals_;
  int depth_ = 0;
};

// Every function of the application; methods of models once for each model that has them.
void ForEachFunction(Project& project, const ModelTable& models,
                     const std::function<void(const FunctionPlace&)>& visit);

// Calls `visit` on the statements of a function in order, those of inner blocks too.
void ForEachStatement(const syntax::Node& body, const std::function<void(const syntax::Node&)>& visit);

// Keyword arguments of a call.
[[nodiscard]] std::vector<std::pair<std::string, const syntax::Node*>> Keywords(const syntax::Node& call);

// The name after the last dot of what a call calls.
[[nodiscard]] std::string_view CalledName(const syntax::Node& call);

}  // namespace tacit::analyze::django
