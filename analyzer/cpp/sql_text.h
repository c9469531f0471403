// What a statement in an application's text does to which columns, as far as its tokens tell.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tacit::analyze::cpp {

// What a column is set to, or compared with.
struct SqlOperand {
  enum class Kind { kParameter, kText, kNumber, kNull, kOther };
  Kind kind = Kind::kOther;
  int parameter = -1;    // from 0: which of SqlText::parameters
  std::string literal;   // of kText and kNumber
  std::string function;  // around the parameter, in lower case: "lower"
};

struct SqlAssignment {
  std::string column;
  SqlOperand value;
};

struct SqlText {
  enum class Kind { kSelect, kInsert, kUpdate, kDelete, kDdl, kOther };
  Kind kind = Kind::kOther;
  std::string table;                       // of a select: where it reads but one; empty: not known
  bool columns_known = true;               // false: INSERT without a list, or one that SELECTs its rows
  std::vector<SqlAssignment> assignments;  // of INSERT and UPDATE
  std::vector<SqlAssignment> equalities;   // WHERE column = operand, joined by AND alone
  bool where_is_known = true;              // nothing but those
  std::vector<std::string> parameters;     // ":name", "?", "$1", in order; a name once
  std::string numbered;                    // the text with $1, $2, ...
};

// `text` may hold kHole (fold.h) for what is not known: a hole is a parameter where a value may stand, else
// the statement's table or columns are unknown. Nothing where it does not begin as a statement does.
[[nodiscard]] std::optional<SqlText> ReadSqlText(std::string text);

}  // namespace tacit::analyze::cpp
