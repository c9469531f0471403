// PostgreSQL's text functions that SQLite lacks, so that a printed query runs with its meaning.
#pragma once

#include <sqlite3.h>

#include "tacit/status.h"

namespace tacit::engine {

// Registers btrim, left, right, strpos, starts_with and concat: deterministic, NULL for a NULL argument
// (concat reads NULL as empty), lengths and places in characters of UTF-8.
[[nodiscard]] Status RegisterFunctions(sqlite3* db);

}  // namespace tacit::engine
