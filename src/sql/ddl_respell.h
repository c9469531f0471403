// DDL in MySQL's or SQLite's spelling, respelled for PostgreSQL's parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tacit::sql {

// Respells CREATE TABLE, CREATE INDEX and ALTER TABLE: quotes, types with display widths, ENUM, attributes
// that say nothing of the data (AUTO_INCREMENT, COMMENT, COLLATE, ENGINE), and KEY clauses, which become
// CREATE INDEX statements behind; the commands of ALTER TABLE (see respell_alter.h). Each result is one
// statement on its own; other statements come back as they are. The result is not sure to parse: what is
// wrong in every spelling stays wrong.
[[nodiscard]] std::vector<std::string> RespellForPostgres(std::string_view statement, bool backslash_escapes);

// Does the text look like a MySQL dump, in which a backslash quotes the next byte of a string?
[[nodiscard]] bool LooksLikeMysql(std::string_view ddl);

// Does it say what only SQLite does (AUTOINCREMENT, WITHOUT ROWID, PRAGMA)?
[[nodiscard]] bool LooksLikeSqlite(std::string_view ddl);

}  // namespace tacit::sql
