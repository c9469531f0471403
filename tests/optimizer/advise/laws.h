// What checking must answer, whatever the engine.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tacit/connection.h"

namespace tacit::testing {

// A new database with the tables of People(), in which the inserts have run; null after a failure.
using OpenPeople = std::function<std::unique_ptr<Connection>(const std::vector<std::string>& inserts)>;

// Every kind of constraint on rows that keep it, and with one row more that does not.
void ExpectKeptAndBroken(const OpenPeople& open);

// Random rows in two small tables; random constraints of every kind, all checked at once; each count of
// violating rows against one that is made row by row in memory. `formats`: the engine has regular
// expressions. The database is empty, and made for this.
void ExpectCountsOfTheOracle(Connection& db, bool formats);

// A reference by class name, to two tables and to none.
void ExpectPolymorphicReferences(Connection& db);

}  // namespace tacit::testing
