#include "src/estimator/predicate/code_set.h"

#include <algorithm>

namespace tacit::estimator {

CodeSet CodeSet::Of(Position begin, Position end) {
  CodeSet set;
  if (begin < end) set.intervals_.push_back({begin, end});
  return set;
}

CodeSet CodeSet::All(std::size_t atoms, bool with_null) {
  CodeSet set = Of(0, static_cast<Position>(atoms));
  set.null_ = with_null;
  return set;
}

CodeSet CodeSet::Null() {
  CodeSet set;
  set.null_ = true;
  return set;
}

CodeSet CodeSet::Union(std::vector<Interval> intervals) {
  std::sort(intervals.begin(), intervals.end(),
            [](const Interval& a, const Interval& b) { return a.begin < b.begin; });
  CodeSet set;
  for (const Interval& interval : intervals) {
    if (!(interval.begin < interval.end)) continue;
    if (!set.intervals_.empty() && interval.begin <= set.intervals_.back().end) {
      set.intervals_.back().end = std::max(set.intervals_.back().end, interval.end);
    } else {
      set.intervals_.push_back(interval);
    }
  }
  return set;
}

CodeSet CodeSet::Union(const CodeSet& other) const {
  std::vector<Interval> intervals = intervals_;
  intervals.insert(intervals.end(), other.intervals_.begin(), other.intervals_.end());
  CodeSet set = Union(std::move(intervals));
  set.null_ = null_ || other.null_;
  return set;
}

CodeSet CodeSet::Intersection(const CodeSet& other) const {
  CodeSet set;
  set.null_ = null_ && other.null_;
  auto a = intervals_.begin();
  auto b = other.intervals_.begin();
  while (a != intervals_.end() && b != other.intervals_.end()) {
    const Position begin = std::max(a->begin, b->begin);
    const Position end = std::min(a->end, b->end);
    if (begin < end) set.intervals_.push_back({begin, end});
    if (a->end < b->end) {
      ++a;
    } else {
      ++b;
    }
  }
  return set;
}

CodeSet CodeSet::Without(const CodeSet& other) const {
  CodeSet set;
  set.null_ = null_ && !other.null_;
  auto b = other.intervals_.begin();
  for (Interval rest : intervals_) {
    while (b != other.intervals_.end() && b->end <= rest.begin) ++b;
    for (auto cut = b; cut != other.intervals_.end() && cut->begin < rest.end; ++cut) {
      if (rest.begin < cut->begin) set.intervals_.push_back({rest.begin, cut->begin});
      rest.begin = std::max(rest.begin, std::min(cut->end, rest.end));
    }
    if (rest.begin < rest.end) set.intervals_.push_back(rest);
  }
  return set;
}

void CodeSet::Weights(std::size_t atoms, std::span<float> weights) const {
  std::fill(weights.begin(), weights.end(), 0.0F);
  for (const Interval& interval : intervals_) {
    for (auto atom = static_cast<std::size_t>(interval.begin); atom < atoms; ++atom) {
      const auto begin = static_cast<Position>(atom);
      if (begin >= interval.end) break;
      weights[atom] +=
          static_cast<float>(std::min(interval.end, begin + 1) - std::max(interval.begin, begin));
    }
  }
  weights[atoms] = null_ ? 1 : 0;
}

bool CodeSet::Whole() const {
  return std::all_of(intervals_.begin(), intervals_.end(), [](const Interval& interval) {
    return interval.begin == static_cast<Position>(static_cast<std::int64_t>(interval.begin)) &&
           interval.end == static_cast<Position>(static_cast<std::int64_t>(interval.end));
  });
}

double CodeSet::Rows(const ColumnValues& values) const {
  double rows = null_ ? static_cast<double>(values.null_rows()) : 0;
  for (const Interval& interval : intervals_)
    rows += values.RowsBelow(interval.end) - values.RowsBelow(interval.begin);
  return rows;
}

}  // namespace tacit::estimator
