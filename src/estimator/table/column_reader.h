// One column while its table is read: the distinct values, and which of them each kept row has.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/estimator/table/coded_table.h"
#include "src/estimator/table/distinct_values.h"
#include "src/estimator/table/text_types.h"
#include "tacit/row_source.h"
#include "tacit/status.h"

namespace tacit::estimator {

struct AtomLimits {
  std::uint32_t max_atoms = 0;        // kFewestAtoms or more
  std::int64_t max_column_bytes = 0;  // 0: no limit
};

// Thread safety: belongs to one thread.
class ColumnReader {
 public:
  explicit ColumnReader(SourceColumn column);

  // The row takes the place of the kept one numbered `place`, or stands behind them all.
  void Keep(const Cell& cell, std::size_t place);
  // A row that is not kept.
  void Pass(const Cell& cell);

  // Whether values are counted over all rows, and none is forgotten.
  [[nodiscard]] bool counts_all() const { return counts_all_; }
  [[nodiscard]] std::size_t value_bytes() const {
    return values_.memory_bytes() + counts_.capacity() * sizeof(std::int64_t);
  }
  // How many kept rows others have taken the place of since values were last forgotten.
  [[nodiscard]] std::size_t replaced() const { return replaced_; }

  // Values are counted in kept rows from now on; those that none of them has are forgotten.
  void ForgetUnkept();
  // Of the kept rows these, in rising order, stay.
  void KeepOnly(std::span<const std::uint32_t> places);

  // `rows`: of the source. Leaves nothing here.
  [[nodiscard]] Result<CodedColumn> Finish(std::int64_t rows, const AtomLimits& limits);

 private:
  // What all cells are, forgotten ones among them.
  struct Kinds {
    bool integers = false;
    bool reals = false;
    bool texts = false;
    bool blobs = false;
    TypeFinder finder;
  };

  [[nodiscard]] std::uint32_t NumberOf(const Cell& cell);
  void Look(const Cell& cell);
  void LookAtValues();
  [[nodiscard]] ColumnType type() const;
  void CountKept();

  SourceColumn column_;
  Kinds kinds_;
  DistinctValues values_;
  std::vector<std::uint32_t> numbers_;  // of each kept row's value
  std::vector<std::int64_t> counts_;    // rows of each value, where all are counted
  std::int64_t nulls_ = 0;
  std::size_t replaced_ = 0;
  bool counts_all_ = true;
};

}  // namespace tacit::estimator
