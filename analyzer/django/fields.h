// Field declarations: `models.CharField(max_length=80)` to a Field.
#pragma once

#include <optional>
#include <string>

#include "analyzer/django/model.h"
#include "analyzer/python/evaluator.h"

namespace tacit::analyze::django {

// Null where Django and the libraries that are known have no field class of that name.
[[nodiscard]] const FieldType* FindFieldType(std::string_view name);

// The field that a value assigned in a class's body declares; nothing where it is none. Custom field classes
// are followed to Django's own, and what their __init__ sets counts as given. Targets are as written.
[[nodiscard]] std::optional<Field> ReadField(const std::string& name, const python::Value& value,
                                             python::Evaluator& evaluator);

// The values that `choices=` allows, groups taken apart, without NULL and ''; nothing where one is not known.
[[nodiscard]] std::optional<std::vector<tacit::Value>> ChoiceValues(const python::Value& choices,
                                                                    python::Evaluator& evaluator);

// PostgreSQL's type of a column that is no relation.
[[nodiscard]] std::string SqlTypeOf(const Field& field);

}  // namespace tacit::analyze::django
