// A file of several SQL statements, one by one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tacit::sql {

struct Statement {
  std::string text;  // with the comments before it, without its semicolon
  int line = 1;      // of its first word, from 1
};

// Splits at semicolons that stand outside strings, comments, dollar quotes, and the BEGIN ... END bodies of
// triggers and routines. Dropped: statements without a token, psql's backslash commands, and the data lines
// after COPY ... FROM stdin. `backslash_escapes`: see Lexer.
[[nodiscard]] std::vector<Statement> SplitStatements(std::string_view text, bool backslash_escapes = false);

}  // namespace tacit::sql
