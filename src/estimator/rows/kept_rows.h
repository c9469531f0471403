// Rows of the table that a model keeps: distinct rows with their counts, packed small in the file, unpacked
// in memory, and counted under a condition at the speed of memory.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/estimator/predicate/condition.h"
#include "src/estimator/table/coded_table.h"
#include "tacit/status.h"

namespace tacit::estimator {

// A column's codes in memory.
struct CodeArray {
  std::uint8_t width = 1;
  std::vector<std::uint8_t> bytes;

  [[nodiscard]] std::uint32_t At(std::size_t row) const {
    std::uint32_t code = 0;
    std::memcpy(&code, bytes.data() + row * width, width);
    return code;
  }
};

// Thread safety: immutable.
class KeptRows {
 public:
  KeptRows() = default;  // none
  // Rows of the table, by their numbers; equal rows become one with a count.
  [[nodiscard]] static Result<KeptRows> Of(const CodedTable& table, std::span<const std::uint32_t> rows);

  // The bytes of a file's section. Rows are sorted by an order of columns that makes them small, and each
  // column's codes are coded by adaptive models of what stands before them (range coder, integers only: the
  // same bytes on every processor).
  [[nodiscard]] std::string Pack() const;
  // Never reads outside of `bytes`. Errors: Corruption (without place); ResourceExhausted.
  [[nodiscard]] static Result<KeptRows> Unpack(std::string_view bytes, std::span<const ColumnValues> columns);

  [[nodiscard]] std::int64_t rows() const { return rows_; }  // with their counts
  [[nodiscard]] std::size_t distinct() const { return counts_.size(); }
  [[nodiscard]] std::int64_t memory_bytes() const;

  // How many of the rows fulfil the condition: a whole number where no set cuts an atom. `scratch` is kept
  // between calls, so that none allocates.
  struct Scratch {
    std::vector<std::uint8_t> flags;  // of a block's rows, for each level of the condition
    std::vector<std::vector<std::uint8_t>>
        members;  // of each leaf of several intervals: which codes are in it
  };
  [[nodiscard]] double Count(const Condition& condition, std::span<const ColumnValues> columns,
                             Scratch& scratch) const;

  // The distinct combinations of the columns' codes among rows that match: how many rows have each. A row
  // that a cut atom gives a share counts whole.
  [[nodiscard]] std::vector<std::int64_t> Groups(const Condition& condition,
                                                 std::span<const ColumnValues> columns,
                                                 std::span<const std::uint32_t> by, Scratch& scratch) const;

 private:
  // Calls met(row, weight) for each distinct row of a weight above 0, in order.
  template <typename Met>
  void ForEachMatch(const Condition& condition, std::span<const ColumnValues> columns, Scratch& scratch,
                    const Met& met) const;
  template <typename Met>
  void ForEachWeighted(const Condition& condition, std::span<const ColumnValues> columns,
                       const Met& met) const;

  // Rows are added one after another; each column's codes are as wide as the column's greatest needs: 1, 2 or
  // 4 bytes.
  void Start(std::span<const ColumnValues> columns);
  void Add(std::span<const std::uint32_t> row, std::uint32_t count);

  std::vector<CodeArray> columns_;
  std::vector<std::uint32_t> counts_;
  std::int64_t rows_ = 0;
};

}  // namespace tacit::estimator
