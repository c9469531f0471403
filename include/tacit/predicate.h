// A condition on the rows of one table: what an estimate is asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit {

// A tree of conditions under SQL's three-valued logic; it selects the rows for which it is true. A value
// type: copying copies the tree. Thread safety: as std::vector.
struct Predicate {
  enum class Kind {
    kAnd,  // all of `parts`; of none: true
    kOr,   // any of `parts`; of none: false
    kNot,  // parts[0]
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,  // `column` compared with values[0]; a NULL there makes it unknown
    kIn,  // `column` is one of `values`; a NULL among them is SQL's: never true by it, NOT IN never true; IN
          // of none is false
    kBetween,  // values[0] <= column <= values[1]
    kIsNull,
    kIsNotNull,
    kLike,  // values[0] is the pattern: %, _, and a backslash before what stands for itself; case counts
  };

  Kind kind = Kind::kAnd;
  std::string column;  // of all but kAnd, kOr, kNot
  std::vector<Value> values;
  std::vector<Predicate> parts;

  friend bool operator==(const Predicate&, const Predicate&) = default;
};

// How deep a tree may be; a deeper one is InvalidArgument where it is read or prepared.
inline constexpr int kMaxPredicateDepth = 200;

// A condition as SQL writes it after WHERE, of PostgreSQL's syntax: AND, OR, NOT, =, <>, <, <=, >, >=, IN,
// BETWEEN, IS NULL, IS NOT NULL, LIKE, their negations, TRUE, FALSE, a bare or negated boolean column; a
// column on either side, a literal on the other (numbers, texts, booleans, NULL, DATE '...' and other typed
// or cast texts, a minus sign). Names fold to lower case as in PostgreSQL unless they are in quotes. Errors:
// InvalidArgument with the column in the text (what does not parse, or is deeper than kMaxPredicateDepth);
// NotSupported (functions, sub-queries, arithmetic, comparisons of two columns: named).
[[nodiscard]] TACIT_EXPORT Result<Predicate> ParsePredicate(std::string_view where);

// The same condition as SQL; ParsePredicate of it gives an equal tree.
[[nodiscard]] TACIT_EXPORT std::string ToSql(const Predicate& predicate);

}  // namespace tacit
