#include "src/estimator/table/coded_table.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/estimator/net/random.h"
#include "src/estimator/table/distinct_values.h"
#include "src/estimator/table/text_types.h"
#include "src/estimator/table/value_order.h"

namespace tacit::estimator {
namespace {

constexpr std::uint32_t kNull = 0xFFFFFFFFU;
constexpr std::int64_t kRowsBetweenTells = 65'536;

// One column while it is read: its distinct values, and each row's.
class ColumnReader {
 public:
  ColumnReader(SourceColumn column, std::size_t memory) : column_(std::move(column)), memory_(memory) {}

  // The row takes the place of the one numbered `place`, or stands at the end.
  void Keep(const Cell& cell, std::size_t place) {
    const std::uint32_t number = Count(cell);
    if (place == numbers_.size()) {
      numbers_.push_back(number);
    } else {
      numbers_[place] = number;
    }
  }
  // A row that is not kept, but counted where all are.
  void Pass(const Cell& cell) {
    if (counted_) static_cast<void>(Count(cell));
  }

  [[nodiscard]] Result<CodedColumn> Finish(std::int64_t rows, std::uint32_t max_atoms);

 private:
  struct Distinct {
    Value value;
    std::uint32_t number = 0;
  };

  std::uint32_t Count(const Cell& cell) {
    if (cell.kind == Cell::Kind::kNull) {
      if (counted_) ++nulls_;
      return kNull;
    }
    const std::uint32_t number = values_.NumberOf(cell);
    if (!counted_) return number;
    if (number == counts_.size()) counts_.push_back(0);
    ++counts_[number];
    if (values_.memory_bytes() > memory_) counted_ = false;
    return number;
  }

  [[nodiscard]] ColumnType FindType() const;
  [[nodiscard]] static Value ValueOf(const Cell& cell, ColumnType type);
  void CountKept();
  [[nodiscard]] std::vector<Distinct> Sorted(ColumnType type) const;

  SourceColumn column_;
  std::size_t memory_;
  DistinctValues values_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::int64_t> counts_;  // of each value, over all rows
  std::int64_t nulls_ = 0;
  bool counted_ = true;
};

bool DeclaredText(std::string_view type) {
  std::string lower(type);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower.find("char") != std::string::npos || lower.find("text") != std::string::npos ||
         lower.find("clob") != std::string::npos;
}

ColumnType ColumnReader::FindType() const {
  bool integers = false;
  bool reals = false;
  bool texts = false;
  bool blobs = false;
  TypeFinder finder;
  for (std::uint32_t i = 0; i < values_.size(); ++i) {
    const Cell cell = values_.at(i);
    integers = integers || cell.kind == Cell::Kind::kInteger;
    reals = reals || cell.kind == Cell::Kind::kReal;
    blobs = blobs || cell.kind == Cell::Kind::kBlob;
    if (cell.kind != Cell::Kind::kText) continue;
    texts = true;
    finder.Look(cell.bytes);
  }
  if (blobs) return ColumnType::kBlob;
  if (!texts) return reals ? ColumnType::kReal : integers ? ColumnType::kInteger : ColumnType::kText;
  if (integers || reals || DeclaredText(column_.type)) return ColumnType::kText;
  return finder.type();
}

Value ColumnReader::ValueOf(const Cell& cell, ColumnType type) {
  if (cell.kind == Cell::Kind::kInteger && type == ColumnType::kInteger) return cell.integer;
  if (cell.kind == Cell::Kind::kInteger && type == ColumnType::kReal)
    return static_cast<double>(cell.integer);
  if (cell.kind == Cell::Kind::kReal && type == ColumnType::kReal) return cell.real + 0.0;  // -0 is 0
  const std::string text = cell.kind == Cell::Kind::kInteger ? std::to_string(cell.integer)
                           : cell.kind == Cell::Kind::kReal  ? std::to_string(cell.real)
                                                             : std::string(cell.bytes);
  switch (type) {
    case ColumnType::kInteger: return ReadInteger(text).value_or(0);
    case ColumnType::kReal: return ReadReal(text).value_or(0) + 0.0;
    case ColumnType::kBoolean: return std::int64_t{ReadBoolean(text).value_or(false) ? 1 : 0};
    case ColumnType::kDate: return ReadDate(text).value_or(0);
    case ColumnType::kTimestamp: return ReadTimestamp(text).value_or(0);
    case ColumnType::kBlob: return Blob{text};
    case ColumnType::kText: return text;
  }
  return text;
}

// The counts of the kept rows take the place of those that were given up.
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

std::vector<ColumnReader::Distinct> ColumnReader::Sorted(ColumnType type) const {
  std::vector<Distinct> sorted;
  for (std::uint32_t i = 0; i < values_.size(); ++i) {
    if (counts_[i] > 0) sorted.push_back({ValueOf(values_.at(i), type), i});
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Distinct& a, const Distinct& b) { return Compare(a.value, b.value) < 0; });
  return sorted;
}

// What a sample shows of `rows` rows: parts that add up to them, none below 1.
void Scale(std::vector<ColumnValues::Atom>& atoms, std::int64_t& nulls, std::int64_t rows,
           std::int64_t sampled) {
  const double factor = static_cast<double>(rows) / static_cast<double>(sampled);
  std::int64_t rest = rows;
  ColumnValues::Atom* greatest = nullptr;
  for (ColumnValues::Atom& atom : atoms) {
    atom.rows = std::max(atom.distinct,
                         static_cast<std::int64_t>(std::llround(static_cast<double>(atom.rows) * factor)));
    rest -= atom.rows;
    if (greatest == nullptr || atom.rows > greatest->rows) greatest = &atom;
  }
  if (greatest == nullptr || nulls > 0) {
    nulls = std::max<std::int64_t>(
        0, std::min(rest, static_cast<std::int64_t>(std::llround(static_cast<double>(nulls) * factor))));
    if (greatest == nullptr) nulls = rows;
    rest -= nulls;
  }
  if (greatest != nullptr) greatest->rows = std::max(greatest->distinct, greatest->rows + rest);
}

// Runs of about equal rows; a value with more rows than a run's share stays by itself.
std::vector<ColumnValues::Atom> Runs(std::vector<ColumnValues::Atom> atoms, std::uint32_t most,
                                     std::vector<std::uint32_t>& run_of) {
  std::int64_t rows = 0;
  for (const ColumnValues::Atom& atom : atoms) rows += atom.rows;
  // Values by themselves are fewer than most / 4, as each has more than the share of that; each cuts one run
  // in two.
  const std::int64_t alone = rows / (most / 4) + 1;
  const std::int64_t share = rows / (most / 2 - 1) + 1;
  std::vector<ColumnValues::Atom> runs;
  bool open = false;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    ColumnValues::Atom& atom = atoms[i];
    const bool single = atom.rows > alone;
    if (!open || single || runs.back().rows >= share) {
      runs.push_back(std::move(atom));
    } else {
      runs.back().last = std::move(atom.last);
      runs.back().distinct += atom.distinct;
      runs.back().rows += atom.rows;
    }
    open = !single;
    run_of[i] = static_cast<std::uint32_t>(runs.size() - 1);
  }
  return runs;
}

Result<CodedColumn> ColumnReader::Finish(std::int64_t rows, std::uint32_t max_atoms) {
  const bool sampled = !counted_;
  if (sampled) CountKept();
  const ColumnType type = FindType();
  std::vector<Distinct> sorted = Sorted(type);
  // Texts that are one value in their type ("1.0", "1.00") are one atom.
  std::vector<ColumnValues::Atom> atoms;
  std::vector<std::uint32_t> atom_of(values_.size(), 0);
  for (Distinct& distinct : sorted) {
    const std::int64_t count = counts_[distinct.number];
    if (atoms.empty() || Compare(atoms.back().first, distinct.value) < 0) {
      Value last = distinct.value;
      atoms.push_back({std::move(distinct.value), std::move(last), 1, 0});
    }
    atoms.back().rows += count;
    atom_of[distinct.number] = static_cast<std::uint32_t>(atoms.size() - 1);
  }
  if (atoms.size() > max_atoms) {
    std::vector<std::uint32_t> run_of(atoms.size());
    atoms = Runs(std::move(atoms), max_atoms, run_of);
    for (std::uint32_t& atom : atom_of) atom = run_of[atom];
  }
  if (sampled) Scale(atoms, nulls_, rows, static_cast<std::int64_t>(numbers_.size()));
  const auto null_code = static_cast<std::uint32_t>(atoms.size());
  Result<ColumnValues> values = ColumnValues::Create(column_.name, type, std::move(atoms), nulls_);
  if (!values.ok()) return values.status();
  for (std::uint32_t& number : numbers_) number = number == kNull ? null_code : atom_of[number];
  return CodedColumn{std::move(*values), std::move(numbers_)};
}

Result<std::vector<std::size_t>> ChooseColumns(const RowSource& source,
                                               const std::vector<std::string>& names) {
  std::vector<std::size_t> chosen;
  const std::vector<SourceColumn>& columns = source.columns();
  if (names.empty()) {
    chosen.resize(columns.size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    return chosen;
  }
  for (const std::string& name : names) {
    const auto at = std::find_if(columns.begin(), columns.end(),
                                 [&](const SourceColumn& column) { return column.name == name; });
    const auto place = static_cast<std::size_t>(at - columns.begin());
    if (at == columns.end()) {
      std::string there;
      for (const SourceColumn& column : columns) there += (there.empty() ? "" : ", ") + column.name;
      return Status::InvalidArgument(source.name() + ": no column '" + name + "'; there are " + there);
    }
    if (std::find(chosen.begin(), chosen.end(), place) != chosen.end()) {
      return Status::InvalidArgument(source.name() + ": the column '" + name + "' is named twice");
    }
    chosen.push_back(place);
  }
  return chosen;
}

}  // namespace

Result<CodedTable> CodeTable(RowSource& source, const CodeOptions& options) {
  const Result<std::vector<std::size_t>> chosen = ChooseColumns(source, options.columns);
  if (!chosen.ok()) return chosen.status();
  if (options.max_atoms < 16) return Status::InvalidArgument("columns are kept in 16 atoms or more");
  const std::size_t columns = chosen->size();
  // Half of the memory is for rows, half for values.
  const auto memory = static_cast<std::size_t>(std::max<std::int64_t>(options.memory_bytes, 1 << 20));
  const std::size_t most_rows = std::max<std::size_t>(1'000, memory / 2 / (columns * sizeof(std::uint32_t)));
  std::vector<ColumnReader> readers;
  for (const std::size_t column : *chosen)
    readers.emplace_back(source.columns()[column], memory / 2 / columns);

  CodedTable table;
  std::vector<Cell> row;
  while (true) {
    const Result<bool> more = source.Next(row);
    if (!more.ok()) return more.status();
    if (!*more) break;
    // Vitter's algorithm R (1985): each row is among the kept ones with the same probability.
    const auto at = static_cast<std::uint64_t>(table.rows++);
    const std::uint64_t place = at < most_rows ? at : Below(Mixed(options.seed, at), at + 1);
    for (std::size_t i = 0; i < columns; ++i) {
      if (place < most_rows) {
        readers[i].Keep(row[(*chosen)[i]], place);
      } else {
        readers[i].Pass(row[(*chosen)[i]]);
      }
    }
    if (table.rows % kRowsBetweenTells != 0 || !options.progress) continue;
    const double expected = source.expected_rows() > 0 ? static_cast<double>(source.expected_rows()) : 0;
    const double share = expected > 0 ? std::min(1.0, static_cast<double>(table.rows) / expected) : 0;
    if (!options.progress(share)) return Status::ResourceExhausted(source.name() + ": reading was given up");
  }
  if (table.rows == 0)
    return Status::InvalidArgument(source.name() + ": no rows: a model needs at least one");
  table.coded_rows = std::min(table.rows, static_cast<std::int64_t>(most_rows));
  for (ColumnReader& reader : readers) {
    Result<CodedColumn> column = reader.Finish(table.rows, options.max_atoms);
    if (!column.ok()) return column.status();
    table.columns.push_back(std::move(*column));
  }
  return table;
}

double EntropyBits(const CodedTable& table) {
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(table.coded_rows), 0);
  for (const CodedColumn& column : table.columns) {
    for (std::size_t row = 0; row < hashes.size(); ++row) hashes[row] = Mixed(hashes[row], column.codes[row]);
  }
  std::sort(hashes.begin(), hashes.end());
  double entropy = 0;
  for (std::size_t i = 0; i < hashes.size();) {
    std::size_t end = i;
    while (end < hashes.size() && hashes[end] == hashes[i]) ++end;
    const double share = static_cast<double>(end - i) / static_cast<double>(hashes.size());
    entropy -= share * std::log2(share);
    i = end;
  }
  return entropy;
}

}  // namespace tacit::estimator
