// A pattern: a form of source code, and the facts that it states.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/django/formula.h"
#include "analyzer/django/models.h"
#include "analyzer/django/schema.h"
#include "analyzer/facts/findings.h"

namespace tacit::analyze::django {

// What a pattern reads, and where its facts go.
struct Context {
  Project& project;
  ModelTable& models;
  Findings& findings;  // with the schema
  FindModel find;
};

struct Pattern {
  PatternDoc doc;
  void (*apply)(Context& context);  // null where another pattern's makes the facts
};

// Every pattern, in the order of the documentation.
[[nodiscard]] std::span<const Pattern> Registry();

// Calls `visit` for each field with a column that the application's source declares, of each model with a
// table.
void ForEachField(const Context& context, const std::function<void(const Model&, const Field&)>& visit);

// A constraint of one table with its evidence.
[[nodiscard]] Constraint Declare(ConstraintKind kind, const std::string& table,
                                 std::vector<std::string> columns, ConstraintDetail detail, Evidence place,
                                 std::string_view pattern, Soundness soundness = Soundness::kC);

// The check that a formula states, as the schema's own columns read it; nothing where it does not bind.
[[nodiscard]] std::optional<Constraint> CheckOf(const Context& context, const Model& model,
                                                const FormulaPtr& formula, Evidence place,
                                                std::string_view pattern, Soundness soundness);

}  // namespace tacit::analyze::django
