// Files of queries, each with the place in the application that it comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

struct SourcedQuery {
  std::string sql;   // one statement, without its comments and semicolon
  int line = 0;      // of the statement in the query file, from 1
  std::string file;  // of the application; empty where the query file does not say
  int file_line = 0;
  std::string note;  // what the comment says beside the place
};

// Reads SQL statements separated by semicolons. A comment line `-- FILE:LINE what it is` directly before a
// statement names its source. Errors: InvalidArgument for a text without any statement; `name` opens the
// message.
[[nodiscard]] TACIT_EXPORT Result<std::vector<SourcedQuery>> ParseQueryFile(std::string_view text,
                                                                            std::string_view name);

}  // namespace tacit
