// A column's distinct cells as values of its type, in order.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "src/estimator/table/distinct_values.h"
#include "tacit/model.h"
#include "tacit/value.h"

namespace tacit::estimator {

// Cells that are one value in their type ("1.0" and "1.00") stand together. Views the cells, which outlive
// it.
class SortedValues {
 public:
  // All cells can be read as the type.
  SortedValues(const DistinctValues& cells, ColumnType type);

  // Numbers of cells, by their values.
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::uint32_t cell(std::size_t at) const { return entries_[at].cell; }
  [[nodiscard]] Value value(std::size_t at) const;
  // Whether the one before has the same value.
  [[nodiscard]] bool repeats(std::size_t at) const {
    return at > 0 && entries_[at - 1].key == entries_[at].key && text(at - 1) == text(at);
  }

 private:
  // Keys order as values do, texts and blobs as far as eight bytes go.
  struct Entry {
    std::uint64_t key = 0;
    std::uint32_t cell = 0;
  };

  [[nodiscard]] std::string_view text(std::size_t at) const {
    return texts_.empty() ? std::string_view() : texts_[entries_[at].cell];
  }
  void ReadTexts(const DistinctValues& cells);

  ColumnType type_;
  std::vector<Entry> entries_;
  std::vector<std::string_view> texts_;  // of each cell; empty where values are numbers
  std::deque<std::string> written_;      // of numbers among texts
};

}  // namespace tacit::estimator
