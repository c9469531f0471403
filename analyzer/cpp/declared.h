// Tables that a mapping of classes declares, and what they state.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/cpp/facts.h"

namespace tacit::analyze::cpp {

// A table with the places that say so: of a constraint by its kind and columns, else of its first column.
struct DeclaredTable {
  Table table;
  Place place;
  std::map<std::string, Place> columns;
  std::map<std::pair<ConstraintKind, std::vector<std::string>>, Place> parts;

  [[nodiscard]] Place PlaceOf(const Constraint& constraint) const;
};

// Adds the tables to the schema, and what they state to the constraints. One that two places declare in
// different words may be either: it is passed over, with a diagnostic. One that is known already stays.
void AddDeclaredTables(Facts& facts, std::vector<DeclaredTable> tables, std::string_view pattern);

// What the schema states of one table, as said by code. Left out: that a primary key is unique and not null,
// and what is `known`, by its id.
void StateTable(Facts& facts, const Schema& schema, const std::string& table,
                const std::vector<Constraint>& known,
                const std::function<Evidence(const Constraint&)>& evidence_of);

// How a type of C++ is kept in a column where nothing else is said: by its name in PostgreSQL. Empty: not
// known. std::optional and smart pointers are what they hold.
[[nodiscard]] std::string SqlTypeFor(const Type& type);
// What std::optional, a smart pointer or a library's nullable holds; else null.
[[nodiscard]] const Type* HeldByNullable(const Type& type);

}  // namespace tacit::analyze::cpp
