// Visits calls with the names that are in scope where they stand.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/typescript/evaluate/evaluator.h"

namespace tacit::analyze::typescript {

// Whether a node is a function with a body of its own, named or not.
[[nodiscard]] bool IsFunction(const syntax::Node& node);

struct CallSite {
  const syntax::Node* node = nullptr;      // a call_expression
  std::string method;                      // the last name of what is called: "init" of User.init(...)
  const syntax::Node* receiver = nullptr;  // null for a plain name
  std::vector<const syntax::Node*> arguments;
  const syntax::Node* in_class = nullptr;  // the innermost class around it
};

// Every call below `node`, in the order in which it stands in the text. Loops over known lists are unrolled,
// and of a condition that is known only the branch that runs is visited. `parameters` gives values to
// parameters of functions by their name; others are unknown.
void VisitCalls(Evaluator& evaluator, const syntax::Node& node, const ScopePtr& scope,
                const std::function<Value(std::string_view)>& parameters,
                const std::function<void(const CallSite&, const ScopePtr&)>& visit);

}  // namespace tacit::analyze::typescript
