// ALTER TABLE in MySQL's or SQLite's spelling, as PostgreSQL's.
#pragma once

#include <string>
#include <vector>

#include "src/sql/respell_pieces.h"

namespace tacit::sql {

// Where the table's name ends: after [IF [NOT] EXISTS] [ONLY] [schema .] name, which begin at `begin`.
[[nodiscard]] std::size_t AfterTableName(const Pieces& pieces, std::size_t begin);

// One statement for each change that the statement makes (a MODIFY makes several). A command that means
// nothing to PostgreSQL comes back as an ALTER TABLE that does not parse, so that nobody takes the table for
// unchanged; options that say nothing of the data (ENGINE, AUTO_INCREMENT, ALGORITHM) are left out.
[[nodiscard]] std::vector<std::string> RespellAlterTable(const Pieces& pieces);

// MySQL's DROP INDEX i ON t and RENAME TABLE a TO b, c TO d. Empty where the statement is neither.
[[nodiscard]] std::vector<std::string> RespellDropIndexOn(const Pieces& pieces);
[[nodiscard]] std::vector<std::string> RespellRenameTable(const Pieces& pieces);

}  // namespace tacit::sql
