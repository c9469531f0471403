// Q objects and the lookups of filters as conditions over a table's columns.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/django/formula.h"
#include "analyzer/django/model.h"

namespace tacit::analyze::django {

// How the names of a condition become columns.
struct ColumnNames {
  // The field that "user", "user_id", "pk" names in the table; null where it names none of its own.
  std::function<const Field*(std::string_view name)> field;
};

// "name__lookup" compared with a value; never null: what has no form is opaque. Django's rules for NULL are
// kept where it is negated (`negated`: an odd number of ~ stands around it).
[[nodiscard]] FormulaPtr LookupFormula(std::string_view name, const python::Value& value,
                                       const ColumnNames& names, bool negated);

// Q(...), combinations of them with &, | and ~.
[[nodiscard]] FormulaPtr QFormula(const python::Value& q, const ColumnNames& names);

// An expression in an index or a unique key: Lower("name"), F("a"), "a"; nothing where it has no form.
// `columns` gets what it mentions.
[[nodiscard]] std::optional<std::string> ExpressionSql(const python::Value& value, const ColumnNames& names,
                                                       std::vector<std::string>& columns);

// The names of the own fields of a model.
[[nodiscard]] ColumnNames NamesOf(const Model& model);

// The class's name of what a value is a call of: "Q", "F", "Lower", "operator.&"; empty for others.
[[nodiscard]] std::string_view CalleeName(const python::Value& value);

}  // namespace tacit::analyze::django
