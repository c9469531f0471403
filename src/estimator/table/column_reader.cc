#include "src/estimator/table/column_reader.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "src/estimator/table/sorted_values.h"
#include "src/estimator/table/value_runs.h"

namespace tacit::estimator {
namespace {

constexpr std::uint32_t kNull = 0xFFFFFFFFU;
// A value that a sample shows so seldom says more of its neighbours, seen or not, than of itself.
constexpr std::int64_t kFewSampled = 4;

bool Declared(const SourceColumn& column, std::initializer_list<std::string_view> words) {
  std::string lower(column.type);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// Values with their rows, as atoms are made of them.
class AtomMaker {
 public:
  AtomMaker(const SortedValues& sorted, std::span<const std::int64_t> counts) : sorted_(sorted) {
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (!sorted.repeats(i)) {
        begins_.push_back(static_cast<std::uint32_t>(i));
        rows_.push_back(0);
      }
      rows_.back() += counts[sorted.cell(i)];
    }
  }

  // One row of a sample stands for `factor` rows: 1 where all rows are counted.
  void ScaleBy(double factor) { factor_ = factor; }

  // Rows of the atoms, and of the NULLs behind them, add up to all that there are.
  [[nodiscard]] std::vector<ColumnValues::Atom> Make(std::uint32_t most, std::int64_t& nulls) {
    atom_begins_ = AtomBegins(rows_, most, factor_ > 1 ? kFewSampled : 0);
    std::vector<ColumnValues::Atom> atoms;
    atoms.reserve(atom_begins_.size());
    std::int64_t sampled = 0;
    for (std::size_t i = 0; i < atom_begins_.size(); ++i) {
      const std::size_t begin = atom_begins_[i];
      const std::size_t end = EndOf(i);
      const std::int64_t first = sampled;
      std::int64_t once = 0;
      for (std::size_t value = begin; value < end; ++value) {
        sampled += rows_[value];
        once += rows_[value] == 1 ? 1 : 0;
      }
      ColumnValues::Atom atom{sorted_.value(begins_[begin]), sorted_.value(begins_[end - 1]), 1,
                              Scaled(sampled) - Scaled(first)};
      if (end - begin > 1) atom.distinct = MostDistinct(atom, Distinct(end - begin, sampled - first, once));
      atoms.push_back(std::move(atom));
    }
    nulls = Scaled(sampled + nulls) - Scaled(sampled);
    return atoms;
  }

  // The atom of each cell, as Make made them last.
  [[nodiscard]] std::vector<std::uint32_t> AtomOfCells() const {
    std::vector<std::uint32_t> atoms(sorted_.size());
    for (std::size_t i = 0; i < atom_begins_.size(); ++i) {
      const std::size_t end = EndOf(i) < begins_.size() ? begins_[EndOf(i)] : sorted_.size();
      for (std::size_t at = begins_[atom_begins_[i]]; at < end; ++at) {
        atoms[sorted_.cell(at)] = static_cast<std::uint32_t>(i);
      }
    }
    return atoms;
  }

 private:
  [[nodiscard]] std::size_t EndOf(std::size_t atom) const {
    return atom + 1 < atom_begins_.size() ? atom_begins_[atom + 1] : begins_.size();
  }
  [[nodiscard]] std::int64_t Scaled(std::int64_t rows) const {
    return factor_ > 1 ? std::llround(static_cast<double>(rows) * factor_) : rows;
  }
  // Of `seen` values in so many rows of the sample, `once` of them in one row only: the more of those, the
  // more were not seen (Haas and Stokes 1998, the estimator Duj1).
  [[nodiscard]] std::int64_t Distinct(std::size_t seen, std::int64_t rows, std::int64_t once) const {
    const auto all = static_cast<double>(rows);
    const auto single = static_cast<double>(once);
    return std::llround(static_cast<double>(seen) * all / (all - single + single / factor_));
  }
  // No more values than rows, nor than there are integers.
  [[nodiscard]] static std::int64_t MostDistinct(const ColumnValues::Atom& atom, std::int64_t distinct) {
    distinct = std::min(distinct, atom.rows);
    const auto* first = std::get_if<std::int64_t>(&atom.first);
    if (first == nullptr) return distinct;
    const std::uint64_t between =
        static_cast<std::uint64_t>(std::get<std::int64_t>(atom.last)) - static_cast<std::uint64_t>(*first);
    return between < static_cast<std::uint64_t>(distinct) ? static_cast<std::int64_t>(between) + 1 : distinct;
  }

  const SortedValues& sorted_;
  std::vector<std::uint32_t> begins_;  // of each value, among the sorted cells
  std::vector<std::int64_t> rows_;     // of each value
  std::vector<std::uint32_t> atom_begins_;
  double factor_ = 1;
};

std::size_t TextBytes(const ColumnValues& values) {
  std::size_t bytes = 0;
  for (const ColumnValues::Atom& atom : values.atoms()) {
    for (const Value* value : {&atom.first, &atom.last}) {
      if (const auto* text = std::get_if<std::string>(value)) bytes += text->size();
      if (const auto* blob = std::get_if<Blob>(value)) bytes += blob->bytes.size();
    }
  }
  return bytes;
}

// By how much the column is larger than it may be; 1 or less where it is not.
double TooLarge(const ColumnValues& values, const AtomLimits& limits) {
  const double texts = static_cast<double>(TextBytes(values)) / static_cast<double>(kMostTextBytes);
  if (limits.max_column_bytes <= 0) return texts;
  const auto packed = static_cast<double>(PackValues(values).size());
  return std::max(texts, packed / static_cast<double>(limits.max_column_bytes));
}

}  // namespace

ColumnReader::ColumnReader(SourceColumn column) : column_(std::move(column)) {
  if (Declared(column_, {"numeric", "decimal"})) kinds_.finder = TypeFinder(TypeFinder::Declared::kNumbers);
}

std::uint32_t ColumnReader::NumberOf(const Cell& cell) {
  if (cell.kind == Cell::Kind::kNull) {
    ++nulls_;
    return kNull;
  }
  const std::uint32_t number = values_.NumberOf(cell);
  if (!counts_all_) return number;
  if (number == counts_.size()) counts_.push_back(0);
  ++counts_[number];
  return number;
}

void ColumnReader::Keep(const Cell& cell, std::size_t place) {
  const std::uint32_t number = NumberOf(cell);
  if (place == numbers_.size()) {
    numbers_.push_back(number);
    return;
  }
  numbers_[place] = number;
  ++replaced_;
}

void ColumnReader::Pass(const Cell& cell) {
  if (counts_all_) {
    static_cast<void>(NumberOf(cell));
  } else {
    Look(cell);
  }
}

void ColumnReader::Look(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kNull: return;
    case Cell::Kind::kInteger: kinds_.integers = true; return;
    case Cell::Kind::kReal: kinds_.reals = true; return;
    case Cell::Kind::kBlob: kinds_.blobs = true; return;
    case Cell::Kind::kText: break;
  }
  kinds_.texts = true;
  kinds_.finder.Look(cell.bytes);
}

void ColumnReader::LookAtValues() {
  for (std::uint32_t i = 0; i < values_.size(); ++i) Look(values_.at(i));
}

ColumnType ColumnReader::type() const {
  if (kinds_.blobs) return ColumnType::kBlob;
  if (kinds_.texts) {
    const bool mixed = kinds_.integers || kinds_.reals;
    return mixed || Declared(column_, {"char", "text", "clob"}) ? ColumnType::kText : kinds_.finder.type();
  }
  return kinds_.reals ? ColumnType::kReal : kinds_.integers ? ColumnType::kInteger : ColumnType::kText;
}

void ColumnReader::ForgetUnkept() {
  LookAtValues();
  counts_all_ = false;
  counts_ = {};
  replaced_ = 0;
  DistinctValues kept;
  std::vector<std::uint32_t> now(values_.size(), kNull);
  for (std::uint32_t& number : numbers_) {
    if (number == kNull) continue;
    if (now[number] == kNull) now[number] = kept.NumberOf(values_.at(number));
    number = now[number];
  }
  values_ = std::move(kept);
}

void ColumnReader::KeepOnly(std::span<const std::uint32_t> places) {
  for (std::size_t i = 0; i < places.size(); ++i) numbers_[i] = numbers_[places[i]];
  numbers_.resize(places.size());
  if (!counts_all_) ForgetUnkept();
}

void ColumnReader::CountKept() {
  counts_.assign(values_.size(), 0);
  nulls_ = 0;
  for (const std::uint32_t number : numbers_) {
    if (number == kNull) {
      ++nulls_;
    } else {
      ++counts_[number];
    }
  }
}

Result<CodedColumn> ColumnReader::Finish(std::int64_t rows, const AtomLimits& limits) {
  if (!counts_all_) {
    ForgetUnkept();
    CountKept();
  } else {
    LookAtValues();
  }
  const DistinctValues cells = std::exchange(values_, DistinctValues());
  std::vector<std::uint32_t> codes = std::exchange(numbers_, {});
  const SortedValues sorted(cells, type());
  AtomMaker maker(sorted, counts_);
  if (!counts_all_) maker.ScaleBy(static_cast<double>(rows) / static_cast<double>(codes.size()));
  for (std::uint32_t most = limits.max_atoms;;) {
    std::int64_t nulls = nulls_;
    std::vector<ColumnValues::Atom> atoms = maker.Make(most, nulls);
    const std::size_t count = atoms.size();
    Result<ColumnValues> values = ColumnValues::Create(column_.name, type(), std::move(atoms), nulls);
    if (!values.ok()) return values.status();
    const double times = TooLarge(*values, limits);
    if (times > 1 && most > kFewestAtoms) {
      const double wanted = 0.95 * static_cast<double>(std::min<std::size_t>(count, most)) / times;
      most = std::clamp(static_cast<std::uint32_t>(wanted), kFewestAtoms, most - 1);
      continue;
    }
    if (TextBytes(*values) > kMostTextBytes) {
      return Status::InvalidArgument("column " + column_.name +
                                     ": its values are too long for a model: name the other columns");
    }
    const std::vector<std::uint32_t> atom_of = maker.AtomOfCells();
    for (std::uint32_t& code : codes)
      code = code == kNull ? static_cast<std::uint32_t>(count) : atom_of[code];
    return CodedColumn{std::move(*values), std::move(codes)};
  }
}

}  // namespace tacit::estimator
