// What is known at each point of a function: the conditions that every path to it has passed, and what local
// variables hold.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/cpp/fold.h"

namespace tacit::analyze::cpp {

// A condition that was tested, and nothing that it names has been written to since.
struct Known {
  const Expr* condition = nullptr;
  bool holds = true;
  bool asserted = false;  // only by an assertion, which release builds leave out
  bool rejects =
      false;  // where it does not hold, the function is left: a guard, not a choice between two ways
};

// One of the values that a variable may hold, and what holds when it does.
struct Held {
  std::vector<Known> when;
  const Expr* value = nullptr;  // null: not known
};

struct Moment {
  std::vector<Known> known;
  std::map<std::int64_t, std::vector<Held>> locals;  // a variable without an entry may hold anything
  // What a local was last given. It need not have that value any more: what the expression names may have
  // changed since.
  std::map<std::int64_t, const Expr*> origins;

  // The one value that a local holds; null where it is not one.
  [[nodiscard]] Locals Single() const;
};

// Calls `visit` for every expression statement, declaration, and condition of a function, in order, each with
// what is known before it. A function with jumps is visited with nothing known. `at_end`, where the end of
// the body can be reached, is given what is known there.
using VisitExpr = std::function<void(const Expr& expr, const Moment& moment)>;
void Walk(const Function& function, const VisitExpr& visit, const std::function<void(const Moment&)>& at_end);

// A chain of members from a variable or `this`: "#3.name", "this.user_.name"; `*` and get() are passed.
// Nothing for an expression that is no such chain.
[[nodiscard]] std::optional<std::string> PathOf(const Expr& expr);

// The conditions split at && (of what holds) and || (of what does not), without negations.
[[nodiscard]] std::vector<Known> Atoms(const std::vector<Known>& known);

}  // namespace tacit::analyze::cpp
