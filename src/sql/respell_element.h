// One element of a MySQL or SQLite table body (a column, a key, a constraint) in PostgreSQL's spelling.
#pragma once

#include <string>

#include "src/sql/respell_pieces.h"

namespace tacit::sql {

struct RespelledElement {
  Pieces clause;  // for a PostgreSQL table body or ALTER TABLE ADD; empty where nothing is left to say
  Pieces index;   // a CREATE INDEX statement where the element was a KEY; else empty
};

// `table` is the table's name as the statement spells it.
[[nodiscard]] RespelledElement RespellElement(const Pieces& element, const std::string& table);

}  // namespace tacit::sql
