// What a guard's expression is about: the row, a column, the length of one, or a predicate over them.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "analyzer/typescript/evaluate/value.h"
#include "analyzer/typescript/patterns/predicate.h"

namespace tacit::analyze::typescript {

struct Row {};
// An expression over one column: the column itself, or lower() and btrim() of it.
struct Term {
  std::string property;
  std::string sql;
  std::string type;
  bool plain = true;
};
// The number of characters of a text column.
struct Length {
  Term of;
  bool code_points = false;  // false: UTF-16 units, of which a character may take two
  bool null_is_zero = false;
};
struct Characters {  // Array.from(x), [...x]
  Term of;
};
struct Opaque {};
using Symbol = std::variant<Opaque, Row, Term, Length, Characters, Value, Predicate>;

// JavaScript's truth of it.
[[nodiscard]] Predicate Truth(const Symbol& symbol);
// ===, or == where not strict.
[[nodiscard]] Predicate Equal(const Symbol& a, const Symbol& b, bool strict);
// op is "<", ">", "<=" or ">=".
[[nodiscard]] Symbol Compare(const Symbol& a, const std::string& op, const Symbol& b);
// A method of a text; Opaque where it is not modelled.
[[nodiscard]] Symbol OnText(const Term& term, std::string_view method, const Symbol& argument);
[[nodiscard]] Symbol Match(const Regex& regex, const Term& term);
[[nodiscard]] Symbol Included(const Value& list, const Term& term);
[[nodiscard]] bool IsText(const Term& term);

}  // namespace tacit::analyze::typescript
