// What will be generated: for each table how many rows, and for each column where its values come from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/generator/values.h"
#include "src/generator/vocabulary.h"
#include "src/interpret/interpret.h"
#include "tacit/catalogue.h"
#include "tacit/status.h"

namespace tacit::generator {

enum class ColumnSource {
  kRowNumber,  // 1, 2, 3, ...: an integer key
  kReference,  // a row of another table
  kClass,      // of a polymorphic reference: the class, or the row of its table
  kNestedSet,  // a bound, the parent or the root in a tree
  kValue,
};

struct ColumnPlan {
  ColumnSource source = ColumnSource::kValue;
  ValueMaker maker;
};

struct ReferenceTarget {
  int table = 0;
  std::vector<int> columns;
};
// Columns that take their values from one row of a table; with several targets, from one that all have.
struct ReferencePlan {
  std::vector<int> columns;
  std::vector<ReferenceTarget> targets;
};

struct ClassTarget {
  std::string class_name;
  int table = 0;
};
struct PolymorphicPlan {
  int type_column = 0;
  int id_column = 0;
  std::vector<ClassTarget> targets;  // may be empty: then both are NULL where they may be
};

// No two rows may agree on these columns, among those for which the condition is true.
struct KeyPlan {
  std::vector<int> columns;
  bool fold_first = false;   // the first without regard to case
  bool nulls_equal = false;  // false: a row with a NULL agrees with none
  std::optional<interpret::Predicate> condition;
};

// Bounds of a subtree (lft < rgt, nested), with the row's parent and its tree's root where the table has
// them.
struct NestedSetPlan {
  int left = 0;
  int right = 0;
  int parent = -1;
  int root = -1;
};

struct TablePlan {
  int table = 0;  // its position in the schema
  std::size_t rows = 0;
  std::vector<ColumnPlan> columns;
  std::vector<ReferencePlan> references;
  std::vector<PolymorphicPlan> polymorphics;
  std::vector<KeyPlan> keys;
  std::optional<NestedSetPlan> nested_set;
  std::vector<interpret::Predicate> checks;  // none may be false
  std::vector<std::string> notes;
};

// Tables in an order in which a row's targets come before it, where there is one. `rows` is the total.
// Errors: InvalidArgument (no value satisfies a column's constraints).
[[nodiscard]] Result<std::vector<TablePlan>> MakePlan(const Catalogue& catalogue, std::int64_t rows,
                                                      const Vocabulary& vocabulary);

// The column that numbers the rows of a table; -1 where it has none.
[[nodiscard]] int RowNumberColumn(const Table& table);

}  // namespace tacit::generator
