// Counting kept rows under a condition: block by block, each leaf as one loop over a column's codes.
#include <algorithm>
#include <bit>

#include "src/estimator/rows/count_loop.h"
#include "src/estimator/rows/kept_rows.h"

namespace tacit::estimator {
namespace {

constexpr std::size_t kBlock = 4096;

// Flags of a block's rows: 0xFF where a condition holds, else 0.
class Counting {
 public:
  Counting(const std::vector<CodeArray>& columns, std::span<const ColumnValues> values,
           KeptRows::Scratch& scratch)
      : columns_(columns), values_(values), kernel_(BestCountKernel()), scratch_(scratch) {}

  // Tables for the leaves that are no single interval, in the order in which Flags meets them.
  void Prepare(const Condition& condition) {
    leaves_ = 0;
    PrepareLeaves(condition);
    scratch_.flags.resize((DepthOf(condition) + 1) * kBlock);
  }

  // False where no row of the block fulfils it; then the flags are anything.
  bool Flags(const Condition& condition, std::size_t begin, std::size_t count, std::uint8_t* flags) {
    switch (condition.kind) {
      case Condition::Kind::kLeaf: return Leaf(condition, begin, count, flags);
      case Condition::Kind::kAll: return All(condition, begin, count, flags);
      case Condition::Kind::kAny: return Any(condition, begin, count, flags);
    }
    return false;
  }
  void Restart() { leaf_ = 0; }

 private:
  static std::size_t DepthOf(const Condition& condition) {
    std::size_t deepest = 0;
    for (const Condition& part : condition.parts) deepest = std::max(deepest, DepthOf(part) + 1);
    return deepest;
  }

  static bool IsInterval(const CodeSet& set) { return set.intervals().size() <= 1 && !set.null(); }

  void PrepareLeaves(const Condition& condition) {
    for (const Condition& part : condition.parts) PrepareLeaves(part);
    if (condition.kind != Condition::Kind::kLeaf) return;
    if (scratch_.members.size() == leaves_) scratch_.members.emplace_back();
    std::vector<std::uint8_t>& members = scratch_.members[leaves_++];
    members.clear();
    if (IsInterval(condition.set)) return;
    const std::size_t atoms = values_[condition.column].atoms().size();
    members.assign(atoms + 1, 0);
    for (const CodeSet::Interval& interval : condition.set.intervals()) {
      std::fill(members.begin() + static_cast<std::ptrdiff_t>(interval.begin),
                members.begin() + static_cast<std::ptrdiff_t>(interval.end), std::uint8_t{0xFF});
    }
    members[atoms] = condition.set.null() ? 0xFF : 0;
  }

  bool Leaf(const Condition& condition, std::size_t begin, std::size_t count, std::uint8_t* flags) {
    const CodeArray& codes = columns_[condition.column];
    const std::uint8_t* from = codes.bytes.data() + begin * codes.width;
    const std::vector<std::uint8_t>& members = scratch_.members[leaf_++];
    if (members.empty()) {
      if (condition.set.intervals().empty()) return false;
      const CodeSet::Interval& interval = condition.set.intervals().front();
      const auto least = static_cast<std::uint32_t>(interval.begin);
      return kernel_.between(from, codes.width, least, static_cast<std::uint32_t>(interval.end) - 1 - least,
                             count, flags);
    }
    return kernel_.look_up(from, codes.width, members.data(), count, flags);
  }

  bool All(const Condition& condition, std::size_t begin, std::size_t count, std::uint8_t* flags) {
    const std::size_t first = leaf_;
    bool any = count > 0;
    if (condition.parts.empty()) std::fill_n(flags, count, std::uint8_t{0xFF});
    for (std::size_t i = 0; i < condition.parts.size() && any; ++i) {
      std::uint8_t* own = i == 0 ? flags : flags + kBlock;
      any = Flags(condition.parts[i], begin, count, own);
      if (any && i > 0) any = kernel_.join(own, flags, count, true);
    }
    if (!any) leaf_ = first + LeavesOf(condition);
    return any;
  }

  bool Any(const Condition& condition, std::size_t begin, std::size_t count, std::uint8_t* flags) {
    bool any = false;
    for (const Condition& part : condition.parts) {
      std::uint8_t* own = any ? flags + kBlock : flags;
      if (!Flags(part, begin, count, own)) continue;
      if (any) static_cast<void>(kernel_.join(own, flags, count, false));
      any = true;
    }
    return any;
  }

  static std::size_t LeavesOf(const Condition& condition) {
    if (condition.kind == Condition::Kind::kLeaf) return 1;
    std::size_t leaves = 0;
    for (const Condition& part : condition.parts) leaves += LeavesOf(part);
    return leaves;
  }

  const std::vector<CodeArray>& columns_;
  std::span<const ColumnValues> values_;
  const CountKernel& kernel_;
  KeptRows::Scratch& scratch_;
  std::size_t leaves_ = 0;
  std::size_t leaf_ = 0;
};

bool AllWhole(const Condition& condition) {
  if (condition.kind == Condition::Kind::kLeaf) return condition.set.Whole();
  return std::all_of(condition.parts.begin(), condition.parts.end(), AllWhole);
}

}  // namespace

template <typename Met>
void KeptRows::ForEachWeighted(const Condition& condition, std::span<const ColumnValues> columns,
                               const Met& met) const {
  std::vector<std::uint32_t> row(columns_.size());
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    for (std::size_t column = 0; column < row.size(); ++column) row[column] = columns_[column].At(i);
    if (const double weight = Weight(condition, row, columns); weight > 0) met(i, weight);
  }
}

template <typename Met>
void KeptRows::ForEachMatch(const Condition& condition, std::span<const ColumnValues> columns,
                            Scratch& scratch, const Met& met) const {
  if (!AllWhole(condition)) return ForEachWeighted(condition, columns, met);
  Counting counting(columns_, columns, scratch);
  counting.Prepare(condition);
  for (std::size_t begin = 0; begin < counts_.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, counts_.size() - begin);
    counting.Restart();
    if (!counting.Flags(condition, begin, count, scratch.flags.data())) continue;
    for (std::size_t at = 0; at < count; at += 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, scratch.flags.data() + at, std::min<std::size_t>(8, count - at));
      for (eight &= 0x0101010101010101U; eight != 0; eight &= eight - 1) {
        met(begin + at + static_cast<std::size_t>(std::countr_zero(eight)) / 8, 1.0);
      }
    }
  }
}

double KeptRows::Count(const Condition& condition, std::span<const ColumnValues> columns,
                       Scratch& scratch) const {
  double sum = 0;
  ForEachMatch(condition, columns, scratch,
               [&](std::size_t row, double weight) { sum += weight * static_cast<double>(counts_[row]); });
  return sum;
}

std::vector<std::int64_t> KeptRows::Groups(const Condition& condition, std::span<const ColumnValues> columns,
                                           std::span<const std::uint32_t> by, Scratch& scratch) const {
  // Rows that match, sorted by the columns.
  std::vector<std::uint32_t> rows;
  ForEachMatch(condition, columns, scratch,
               [&](std::size_t row, double) { rows.push_back(static_cast<std::uint32_t>(row)); });
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    for (const std::uint32_t column : by) {
      const std::uint32_t x = columns_[column].At(a);
      const std::uint32_t y = columns_[column].At(b);
      if (x != y) return x < y ? -1 : 1;
    }
    return 0;
  };
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
  std::vector<std::int64_t> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || compare(rows[i - 1], rows[i]) != 0) groups.push_back(0);
    groups.back() += counts_[rows[i]];
  }
  return groups;
}

}  // namespace tacit::estimator
