// What the code makes sure of before it writes.
#pragma once

#include <vector>

#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/statements.h"
#include "analyzer/cpp/wt_dbo.h"

namespace tacit::analyze::cpp {

// Conditions that every INSERT or UPDATE of a column has passed, as constraints of B. Where some statement
// writes the column without, or one writes to a table that is not known, they are C and name it; where only
// an assertion says so, D.
void AddStatementGuards(Facts& facts, const std::vector<Statement>& statements);

// The same of members that Wt::Dbo keeps: what constructors and setters make sure of.
void AddMemberGuards(Facts& facts, const DboMapping& mapping);

}  // namespace tacit::analyze::cpp
