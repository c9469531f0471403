// A column as the network sees it: bins, each an atom or a run of atoms.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/estimator/predicate/code_set.h"
#include "src/estimator/table/values.h"

namespace tacit::estimator {

// Bin b holds the atoms from begins()[b] to begins()[b + 1]. NULL, where the column has it, is the last bin.
// Thread safety: immutable.
class ColumnBins {
 public:
  // At most `most` bins, NULL's among them (2 or more): atoms themselves where they are few enough; else an
  // atom that has more than a bin's equal share of the rows is a bin of its own, and the others share what is
  // left, in order, about equal in rows.
  ColumnBins(const ColumnValues& values, std::uint32_t most);
  // As a file has them. The caller has checked that begins rise from 0 to below the number of atoms.
  ColumnBins(const ColumnValues& values, std::vector<std::uint32_t> begins);

  [[nodiscard]] std::uint32_t count() const { return count_; }  // with NULL's
  [[nodiscard]] std::span<const std::uint32_t> begins() const { return begins_; }
  // Of an atom, or of NULL, whose code is the number of atoms.
  [[nodiscard]] std::uint32_t BinOf(std::uint32_t atom) const { return bin_of_[atom]; }

  // What share of each bin's rows is in the set, NULL last: count() numbers.
  void Weights(const CodeSet& set, const ColumnValues& values, std::span<float> weights) const;

 private:
  void Divide(const ColumnValues& values, std::size_t bins);
  void Finish(const ColumnValues& values);

  std::vector<std::uint32_t> begins_;  // of the bins of values, in atoms
  std::vector<std::uint32_t> bin_of_;
  std::uint32_t count_ = 0;
};

}  // namespace tacit::estimator
