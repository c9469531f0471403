// Runs a validation symbolically: on which rows does it surely add an error?
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/rails/code_body.h"

namespace tacit::analyze::rails {

// What a row must satisfy to pass one `errors.add`.
struct Demand {
  std::string sql;                // never false on a row that passed
  std::vector<std::string> when;  // opaque: what must hold of the write for the demand to be made
};

// A test of a row, in both its outcomes.
struct Test {
  std::string holds;
  std::string fails;
};

class Validation {
 public:
  // Both must outlive it.
  Validation(const ModelView& view, Reader& reader) : view_(view), reader_(reader) {}

  // Of the code's demands those that are pure over the row's columns; the rest is left out. `attribute` is
  // what the parameter of that name of `validates_each` holds; empty: none. `given` are further tests, as
  // SQL, without which the code is not run.
  [[nodiscard]] std::vector<Demand> Demands(const CodeBody& body, const std::string& value_parameter,
                                            const std::string& column, const std::vector<Test>& given);

 private:
  // One test on the way to a statement.
  struct Step {
    std::optional<std::string> holds;  // true only where the way is taken
    std::optional<std::string> fails;  // false only where it is taken, or Ruby raises; nothing: not known
    std::string change;                // source text of a test of what the write changes; empty: it is none
  };
  struct State {
    Names names;
    std::vector<Step> steps;
    bool lost = false;  // it is not known any more what leads here
  };

  bool Run(const syntax::Node& node, State& state);
  bool RunAll(const std::vector<const syntax::Node*>& nodes, State& state);
  bool RunBranches(const syntax::Node& condition, const syntax::Node* consequence,
                   const syntax::Node* alternative, bool negated, State& state);
  bool RunCase(const syntax::Node& node, State& state);
  bool RunCall(const syntax::Node& node, State& state);
  bool RunLost(const syntax::Node& node, State& state);
  void Push(const syntax::Node& condition, bool want, State& state);
  void Fail(const State& state);
  void NoteWrites(const syntax::Node& node, const Names& names);
  [[nodiscard]] static bool AddsError(const syntax::Node& node, const Names& names);

  const ModelView& view_;
  Reader& reader_;
  std::vector<Demand> demands_;
  std::vector<std::string> written_;  // attributes that the code itself changes
  std::set<const Code*> helpers_;     // whose writes are noted
  bool gives_up_ = false;
  int steps_ = 0;
};

}  // namespace tacit::analyze::rails
