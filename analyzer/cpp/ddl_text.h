// DDL that stands in an application's text or in .sql files beside it.
#pragma once

#include <vector>

#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/statements.h"

namespace tacit::analyze::cpp {

// Adds the tables of CREATE TABLE texts, with the indexes and additions that name them. A table that is
// known already keeps its columns and takes only indexes; one that is dropped or renamed somewhere comes and
// goes, and is left out. Where the code makes no table at all, the tree's .sql files are read.
void ReadDdlTexts(Facts& facts, const std::vector<Statement>& statements, const SourceTree& tree);

}  // namespace tacit::analyze::cpp
