// A schema from a file of SQL: pg_dump's structure.sql, SQLite's .schema, mysqldump, migrations written by
// hand.
#pragma once

#include <string>

#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::analyze {

// Reads DDL in any of the three dialects. `shown` is the name that errors use.
// Errors: NotFound, Io; InvalidArgument (larger than 64 MiB, or not DDL: line, expected, found).
[[nodiscard]] Result<Schema> ReadDdlSchema(const std::string& path, const std::string& shown);

}  // namespace tacit::analyze
