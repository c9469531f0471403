// DDL text to a schema: CREATE TABLE / INDEX / TYPE ... AS ENUM, ALTER TABLE ... ADD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::sql {

// A statement that makes or changes a table in a way that is not understood.
struct DdlDoubt {
  int line = 0;  // in the text, from 1
  std::string message;
};

struct ParsedDdl {
  Schema schema;
  std::vector<std::string>
      ignored;  // one line each for statements that say nothing of a schema (SET, INSERT, COPY, ...)
  std::vector<DdlDoubt> doubts;  // listed in `ignored` too
};

// Reads the DDL of PostgreSQL (pg_dump included), and of SQLite and MySQL as far as their spelling differs
// (backticks, AUTO_INCREMENT, tinyint, ENGINE=, KEY in a table body, unsigned). Inline column constraints
// become table members; a check that is an enum's or a domain's is spelled out. Where the text is SQLite's
// beyond doubt, types of text come without their limits. Statements it cannot read are listed in `ignored`.
// A CREATE TABLE among them leaves its table out, which is one of the `doubts`; where no table at all can be
// read, that is an error, which names the first. After an ALTER TABLE that it cannot read, what was known of
// the table's keys, checks, lengths and NOT NULLs is known no more: see `doubts`. A DO block may run or not:
// what it can drop is gone, what it can add is not there. Errors: InvalidArgument ("ddl:LINE: ...").
[[nodiscard]] Result<ParsedDdl> ParseDdl(std::string_view ddl);

// The name of the table that an ALTER TABLE alters, quoted, whatever stands behind it; empty where the text
// is none.
[[nodiscard]] std::string AlteredTable(std::string_view statement);

// Takes the number from every type of text: varchar(40) of SQLite takes texts of any length.
void DropTextLimits(Schema* schema);

// CREATE TABLE and CREATE INDEX statements of a schema in a dialect; constraints included, in an order that
// can be run (tables before the foreign keys that name them, where the dialect has ALTER TABLE ADD
// CONSTRAINT). Texts of the schema are PostgreSQL's; a check, a condition or an expression that another
// dialect cannot say is left out with its constraint, and so are defaults that are no constants.
[[nodiscard]] std::string PrintDdl(const Schema& schema, Dialect dialect);

}  // namespace tacit::sql
