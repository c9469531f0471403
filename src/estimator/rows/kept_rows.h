// Rows of the table that a model keeps: distinct rows with their counts, packed small in the file, unpacked
// in memory, and counted under a condition at the speed of memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/estimator/predicate/condition.h"
#include "src/estimator/table/coded_table.h"
#include "tacit/status.h"

namespace tacit::estimator {

// Thread safety: immutable.
class KeptRows {
 public:
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
    std::vector<std::uint64_t> words;
    std::vector<float> weights;
  };
  [[nodiscard]] double Count(const Condition& condition, std::span<const ColumnValues> columns,
                             Scratch& scratch) const;

  // Distinct combinations of the columns' codes among rows that match, with how many rows have each: calls
  // back for each combination.
  [[nodiscard]] std::vector<std::int64_t> Groups(const Condition& condition,
                                                 std::span<const ColumnValues> columns,
                                                 std::span<const std::uint32_t> by, Scratch& scratch) const;

 private:
  KeptRows() = default;

  // A column's codes in as many bytes each as its largest needs: 1, 2 or 4.
  struct Codes {
    std::uint8_t width = 1;
    std::vector<std::uint8_t> bytes;
  };

  std::vector<Codes> columns_;
  std::vector<std::uint32_t> counts_;
  std::int64_t rows_ = 0;
};

}  // namespace tacit::estimator
