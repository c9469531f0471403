// Predicates over a row as JavaScript decides them: JavaScript's truth differs from SQL's, so each says when
// it is surely true and when it is surely false.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/typescript/model.h"

namespace tacit::analyze::typescript {

// One sufficient reason, as SQL; or as a bound, a list or an expression of which SQL has no exact form.
struct Reason {
  enum class Kind { kSql, kTooLong, kTooShort, kNotIn, kIn, kNoMatch, kMatch, kNull };
  Kind kind = Kind::kSql;
  std::string sql;  // empty where there is none
  std::vector<std::string> properties;
  std::int64_t bound = 0;      // kTooLong: more than this; kTooShort: fewer
  bool null_is_short = false;  // NULL counts as an empty text
  std::vector<tacit::Value> values;
  std::string regex;
};

// Any one of `sure` makes it true; any one of `never` makes it false. Neither list is complete.
struct Predicate {
  std::vector<Reason> sure;
  std::vector<Reason> never;
};

[[nodiscard]] Predicate Not(Predicate predicate);
[[nodiscard]] Predicate Or(const Predicate& a, const Predicate& b);
[[nodiscard]] Predicate And(const Predicate& a, const Predicate& b);
[[nodiscard]] Predicate Constant(bool truth);

// The reason of plain SQL over some properties.
[[nodiscard]] Reason SqlReason(std::string sql, std::vector<std::string> properties);

}  // namespace tacit::analyze::typescript
