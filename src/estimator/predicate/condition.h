// A prepared condition: a tree of sets over columns, and the same as boxes that do not overlap.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "src/estimator/predicate/code_set.h"
#include "src/estimator/table/values.h"
#include "tacit/predicate.h"
#include "tacit/status.h"

namespace tacit::estimator {

// Negations are pushed into the leaves: a leaf is the set of values for which its condition is true, NOT's
// those for which it is false, so that three-valued logic ends here.
struct Condition {
  enum class Kind : std::uint8_t { kLeaf, kAll, kAny };

  Kind kind = Kind::kAll;    // kAll of no parts: every row; kAny of none: no row
  std::uint32_t column = 0;  // of a leaf, in the model's columns
  CodeSet set;               // of a leaf
  std::vector<Condition>
      parts;  // at least two; none is of its parent's kind; of one column no two leaves in one kAll or kAny
};

// A product of sets; columns that are not named are not restricted. In order of columns.
struct Box {
  struct Side {
    std::uint32_t column = 0;
    CodeSet set;
  };
  std::vector<Side> sides;
};

// Errors: as Model::Prepare.
[[nodiscard]] Result<Condition> MakeCondition(const Predicate& predicate,
                                              std::span<const ColumnValues> columns);

// Boxes that hold the rows of the condition, each row in one box; none holds none that are known to be empty.
// nullopt where there would be more than `most`.
[[nodiscard]] std::optional<std::vector<Box>> DisjointBoxes(const Condition& condition,
                                                            std::span<const ColumnValues> columns,
                                                            std::size_t most);

// A box around the condition: on each column all values that some of its rows may have.
[[nodiscard]] Box Hull(const Condition& condition, std::span<const ColumnValues> columns);

// The weight, from 0 to 1, that a row with these atoms has under the condition: 1 where it is true. Inside a
// run of values, the share of it; shares multiply under kAll, and add without their product under kAny.
[[nodiscard]] double Weight(const Condition& condition, std::span<const std::uint32_t> atoms,
                            std::span<const ColumnValues> columns);

}  // namespace tacit::estimator
