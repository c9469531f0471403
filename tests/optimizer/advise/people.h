// A table of people, and for every kind of constraint rows that keep it and one that breaks it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/connection.h"

namespace tacit::testing {

// people (id, name varchar(40), age, state, boss_id, email, active) and houses (id). No constraints.
[[nodiscard]] Catalogue People();

// A declared constraint on people, with id = its kind's name.
[[nodiscard]] Constraint Make(ConstraintKind kind, std::vector<std::string> columns,
                              ConstraintDetail detail = {}, NullPolicy nulls = NullPolicy::kAllowed);

struct Kept {
  Constraint constraint;
  std::vector<std::string> keeps;  // INSERT statements
  std::string breaks;              // one more
  bool pair = true;                // of unique: the broken row conflicts with one other
};
// Ids are distinct.
[[nodiscard]] std::vector<Kept> EveryKind();

// The tables of People() in memory, with what SQLite's own DDL says besides: an index, a trigger, a
// collation, AUTOINCREMENT. The inserts have run.
[[nodiscard]] std::unique_ptr<Connection> Open(const std::vector<std::string>& inserts);

// The DDL of the same tables for PostgreSQL.
[[nodiscard]] std::string PostgresPeople();

}  // namespace tacit::testing
