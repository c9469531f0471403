// Conditions of C++ as statements about columns.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/flow.h"

namespace tacit::analyze::cpp {

// One claim about a row, comparable with others.
struct Claim {
  ConstraintKind kind = ConstraintKind::kCheck;
  std::vector<std::string> columns;  // in order of name
  std::string sql;                   // of a check; of a format, the regular expression
  std::int64_t max = 0;              // of a length
  Place place;
  std::string pattern;
  bool asserted = false;
  bool rejects = false;       // what breaks it is turned away; else it may be one of two ways
  std::vector<Value> values;  // of a one_of

  [[nodiscard]] std::string Key() const;
};

// Which column a path (PathOf) is written to, and whether the column is NULL exactly where an optional there
// holds nothing.
struct PathColumns {
  std::map<std::string, std::string> column_of;
};

// What conditions that hold at a write say of the columns that are written. A condition that names anything
// but those columns and constants says nothing.
[[nodiscard]] std::vector<Claim> ClaimsOf(const std::vector<Known>& known, const PathColumns& paths,
                                          const Index& index, const Locals& locals);

// Whether known conditions make a claim about one text, number or optional true, by its path.
[[nodiscard]] bool MakesNonEmpty(const std::vector<Known>& known, const std::string& path,
                                 const Index& index);
[[nodiscard]] bool MakesNonZero(const std::vector<Known>& known, const std::string& path, const Index& index);
// The least bound on the number of bytes that they set.
[[nodiscard]] std::optional<std::int64_t> MaxBytes(const std::vector<Known>& known, const std::string& path,
                                                   const Index& index, const Locals& locals, Place* place);
// Of a value that is cut to a length where it is made: std::string(x, 0, n), x.substr(0, n), x.left(n).
[[nodiscard]] std::optional<std::int64_t> CutTo(const Expr& value, const Index& index, const Locals& locals);
// -1: a < b is known; 0: only a <= b; nothing: neither.
[[nodiscard]] std::optional<int> Ordered(const std::vector<Known>& known, const std::string& a,
                                         const std::string& b);

}  // namespace tacit::analyze::cpp
