// A set of a column's values, as intervals of positions, and whether NULL is in it.
#pragma once

#include <span>
#include <vector>

#include "src/estimator/table/values.h"

namespace tacit::estimator {

// Intervals are half-open, not empty, in order, and do not touch. A value type.
class CodeSet {
 public:
  struct Interval {
    Position begin = 0;
    Position end = 0;
    friend bool operator==(const Interval&, const Interval&) = default;
  };

  CodeSet() = default;  // empty
  [[nodiscard]] static CodeSet Of(Position begin, Position end);
  // All values of a column of `atoms` atoms; and NULL with it, or not.
  [[nodiscard]] static CodeSet All(std::size_t atoms, bool with_null);
  [[nodiscard]] static CodeSet Null();

  [[nodiscard]] std::span<const Interval> intervals() const { return intervals_; }
  [[nodiscard]] bool null() const { return null_; }
  [[nodiscard]] bool empty() const { return intervals_.empty() && !null_; }

  // Of intervals in any order, that may overlap or be empty.
  [[nodiscard]] static CodeSet Union(std::vector<Interval> intervals);

  [[nodiscard]] CodeSet Union(const CodeSet& other) const;
  [[nodiscard]] CodeSet Intersection(const CodeSet& other) const;
  [[nodiscard]] CodeSet Without(const CodeSet& other) const;

  // No interval begins or ends inside an atom.
  [[nodiscard]] bool Whole() const;
  // Which share of each atom's rows is in the set, NULL last: one more weight than atoms. 0 or 1 where
  // intervals end at whole positions.
  void Weights(std::size_t atoms, std::span<float> weights) const;
  // Rows of the column in the set; exact where the column is.
  [[nodiscard]] double Rows(const ColumnValues& values) const;

  friend bool operator==(const CodeSet&, const CodeSet&) = default;

 private:
  std::vector<Interval> intervals_;
  bool null_ = false;
};

}  // namespace tacit::estimator
