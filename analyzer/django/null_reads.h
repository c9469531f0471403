// What Python makes of a NULL: which columns read as None, what fails on it, and what code gives to columns.
#pragma once

#include <string_view>

#include "analyzer/django/model.h"
#include "analyzer/django/null_tests.h"
#include "analyzer/python/evaluator.h"

namespace tacit::analyze::django {

// Whether a NULL of the column is None in Python: a file is an object all the same, and what a class that is
// not known makes of it nobody can say.
[[nodiscard]] bool ReadsAsNone(const Field& field, python::Evaluator& evaluator);

// Functions that fail where one of so many arguments is None.
[[nodiscard]] bool FailsOnNone(std::string_view function, std::size_t arguments);

// F("price") and the like: SQL, in which NULL is no failure.
[[nodiscard]] bool IsSqlExpression(const syntax::Node& node);

// Paths of `self` that a method, or what it calls on self, assigns.
[[nodiscard]] Paths AssignedBy(const syntax::Node& method, const python::Class& definition,
                               python::Evaluator& evaluator);

// Paths that the statements below the node assign.
[[nodiscard]] Paths AssignedIn(const syntax::Node& node);

// Names of columns that the code's own queries ask for, or that it gives to rows that it makes.
[[nodiscard]] Paths GivenIn(const syntax::Node& body);

}  // namespace tacit::analyze::django
