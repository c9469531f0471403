#include "src/estimator/table/bins.h"

#include <algorithm>
#include <utility>

namespace tacit::estimator {

ColumnBins::ColumnBins(const ColumnValues& values, std::uint32_t most) {
  const std::size_t bins = most - (values.null_rows() > 0 ? 1 : 0);
  if (values.atoms().size() <= bins) {
    for (std::uint32_t i = 0; i < values.atoms().size(); ++i) begins_.push_back(i);
  } else {
    Divide(values, bins);
  }
  Finish(values);
}

void ColumnBins::Divide(const ColumnValues& values, std::size_t bins) {
  const std::span<const ColumnValues::Atom> atoms = values.atoms();
  // Each single atom cuts a run in two: a third of the bins may be single.
  const std::size_t most_singles = bins / 3;
  std::vector<std::uint32_t> by_rows(atoms.size());
  for (std::uint32_t i = 0; i < atoms.size(); ++i) by_rows[i] = i;
  std::partial_sort(by_rows.begin(), by_rows.begin() + static_cast<std::ptrdiff_t>(most_singles),
                    by_rows.end(), [&](std::uint32_t a, std::uint32_t b) {
                      return atoms[a].rows != atoms[b].rows ? atoms[a].rows > atoms[b].rows : a < b;
                    });
  by_rows.resize(most_singles);
  const double share = static_cast<double>(values.value_rows()) / static_cast<double>(bins);
  double shared_rows = static_cast<double>(values.value_rows());
  std::size_t singles = 0;
  std::vector<bool> single(atoms.size());
  for (const std::uint32_t atom : by_rows) {
    if (static_cast<double>(atoms[atom].rows) <= share) break;
    single[atom] = true;
    shared_rows -= static_cast<double>(atoms[atom].rows);
    ++singles;
  }
  // A run begins after each single atom whatever came before: one bin more per single atom at most, and one
  // at the end.
  const double per_run = shared_rows / static_cast<double>(bins - 2 * singles - 1);
  double rows = 0;
  for (std::uint32_t i = 0; i < atoms.size(); ++i) {
    const bool apart = i == 0 || single[i] || single[i - 1];
    if (apart || rows >= per_run) {
      // What a run has too much is taken from the next, so that no more runs come out than there is room for.
      rows = apart ? 0 : rows - per_run;
      begins_.push_back(i);
    }
    if (!single[i]) rows += static_cast<double>(atoms[i].rows);
  }
}

ColumnBins::ColumnBins(const ColumnValues& values, std::vector<std::uint32_t> begins)
    : begins_(std::move(begins)) {
  Finish(values);
}

void ColumnBins::Finish(const ColumnValues& values) {
  const std::size_t atoms = values.atoms().size();
  bin_of_.resize(atoms + 1);
  for (std::size_t bin = 0; bin < begins_.size(); ++bin) {
    const std::size_t end = bin + 1 < begins_.size() ? begins_[bin + 1] : atoms;
    for (std::size_t atom = begins_[bin]; atom < end; ++atom) bin_of_[atom] = static_cast<std::uint32_t>(bin);
  }
  const auto value_bins = static_cast<std::uint32_t>(begins_.size());
  bin_of_[atoms] = value_bins;
  count_ = value_bins + (values.null_rows() > 0 ? 1 : 0);
}

void ColumnBins::Weights(const CodeSet& set, const ColumnValues& values, std::span<float> weights) const {
  std::fill(weights.begin(), weights.end(), 0.0F);
  const auto atoms = static_cast<Position>(values.atoms().size());
  const auto end_of = [&](std::size_t bin) {
    return bin + 1 < begins_.size() ? static_cast<Position>(begins_[bin + 1]) : atoms;
  };
  std::size_t bin = 0;
  for (const CodeSet::Interval& interval : set.intervals()) {
    while (bin < begins_.size() && end_of(bin) <= interval.begin) ++bin;
    for (std::size_t i = bin; i < begins_.size() && static_cast<Position>(begins_[i]) < interval.end; ++i) {
      const auto begin = static_cast<Position>(begins_[i]);
      const double inside = values.RowsBelow(std::min(interval.end, end_of(i))) -
                            values.RowsBelow(std::max(interval.begin, begin));
      const double rows = values.RowsBelow(end_of(i)) - values.RowsBelow(begin);
      weights[i] = std::min(1.0F, weights[i] + static_cast<float>(inside / rows));
    }
  }
  if (set.null() && count_ > begins_.size()) weights[count_ - 1] = 1;
}

}  // namespace tacit::estimator
