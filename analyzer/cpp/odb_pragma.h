// The words of `#pragma db`, which tells ODB how classes are kept in tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tacit::analyze::cpp {

struct DbArgument {
  std::string text;     // of a string, what is between its quotes
  bool quoted = false;  // a string
};

// `mysql:type("INT UNSIGNED")`: database "mysql", name "type", one argument.
struct DbWord {
  std::string database;  // empty: for all
  std::string name;
  std::vector<DbArgument> arguments;
};

// The words of the text that follows `#pragma db`, in order. Whatever is no word is passed over; any text is
// taken, and what is not closed ends with the text.
[[nodiscard]] std::vector<DbWord> ReadDbPragma(std::string_view text);

}  // namespace tacit::analyze::cpp
