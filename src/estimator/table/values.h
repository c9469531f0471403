// A column's values in order, with their counts: where a literal stands among them, how many rows lie
// between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/model.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit::estimator {

// Where a value stands among a column's atoms. An atom is the finest unit that a model keeps of a column: one
// value, or, of a column with more values than are kept, a run of values that follow each other. Atom i is
// the half-open interval [i, i + 1) of positions; a value inside a run stands where linear interpolation puts
// it (numbers, moments; of texts by their bytes).
using Position = double;

// The values are ordered as SQL orders them: numbers by value, -0 = 0, NaN above all; texts and blobs by
// bytes. NULL is no value. Thread safety: immutable.
class ColumnValues {
 public:
  // What one atom holds. A run's `first` and `last` are values of the column.
  struct Atom {
    Value first;
    Value last;                 // == first where the atom is one value
    std::int64_t distinct = 1;  // values in it
    std::int64_t rows = 0;
  };

  // `atoms` in order, none empty. Values are of the type's own alternative: int64 (integer, boolean as 0 and
  // 1; date as days and timestamp as microseconds since 1970), double (real), string (text), Blob. Errors:
  // InvalidArgument (order, types, counts below 1).
  [[nodiscard]] static Result<ColumnValues> Create(std::string name, ColumnType type, std::vector<Atom> atoms,
                                                   std::int64_t null_rows);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] ColumnType type() const { return type_; }
  [[nodiscard]] std::span<const Atom> atoms() const { return atoms_; }
  [[nodiscard]] std::int64_t null_rows() const { return null_rows_; }
  [[nodiscard]] std::int64_t value_rows() const { return value_rows_; }  // without NULLs
  [[nodiscard]] std::int64_t distinct() const { return distinct_; }
  // Every atom is one value.
  [[nodiscard]] bool exact() const { return exact_; }

  // A literal as a value of this column's order: text is read as the column's type, numbers compare as
  // numbers. Errors: InvalidArgument (names column, type and literal).
  [[nodiscard]] Result<Value> Read(const Value& literal) const;

  // The positions that `value`, as Read gave it, takes up: everything below is less, everything from `end` on
  // is greater. begin == end where no row has the value, as far as is known.
  struct Range {
    Position begin = 0;
    Position end = 0;
  };
  [[nodiscard]] Range Find(const Value& value) const;

  // The atom that holds the value; nullopt where none does.
  [[nodiscard]] std::optional<std::uint32_t> AtomOf(const Value& value) const;

  // Rows below the position: exact at whole numbers, linear inside an atom.
  [[nodiscard]] double RowsBelow(Position position) const;

 private:
  ColumnValues() = default;

  std::string name_;
  ColumnType type_ = ColumnType::kInteger;
  std::vector<Atom> atoms_;
  std::vector<std::int64_t> below_;  // rows in the atoms before atom i; one more entry than atoms
  std::int64_t null_rows_ = 0;
  std::int64_t value_rows_ = 0;
  std::int64_t distinct_ = 0;
  bool exact_ = true;
};

// Of all texts or blobs of a column's atoms together. A few bytes of a file could else say many that share
// them.
constexpr std::size_t kMostTextBytes = std::size_t{64} << 20;

// The bytes of a column's values in a model's file: numbers as differences, texts by what they share with the
// one before, counts as variable-length integers. The column's texts are kMostTextBytes at most.
[[nodiscard]] std::string PackValues(const ColumnValues& values);
// Reads one column from the front of `bytes`, and takes it off. Never reads outside of them. Errors:
// Corruption (without place: the caller adds the file and section).
[[nodiscard]] Result<ColumnValues> UnpackValues(std::string_view& bytes);

}  // namespace tacit::estimator
