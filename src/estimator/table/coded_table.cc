#include "src/estimator/table/coded_table.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "src/base/status_macros.h"
#include "src/estimator/net/random.h"
#include "src/estimator/table/column_reader.h"
#include "src/estimator/table/value_runs.h"

namespace tacit::estimator {
namespace {

constexpr std::int64_t kRowsBetweenTells = 65'536;
constexpr std::size_t kFewestRows = 1'000;
constexpr std::int64_t kLeastMemory = 1 << 20;

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

// Rows as they come: a uniform sample of them is kept, as large as memory allows.
class TableReader {
 public:
  TableReader(const RowSource& source, std::vector<std::size_t> chosen, const CodeOptions& options)
      : chosen_(std::move(chosen)), seed_(options.seed), source_name_(source.name()) {
    // Half of the memory is for rows, half for values.
    const std::int64_t memory = std::max(options.memory_bytes, kLeastMemory);
    most_value_bytes_ = static_cast<std::size_t>(memory) / 2;
    most_rows_ = std::max(kFewestRows, most_value_bytes_ / (chosen_.size() * sizeof(std::uint32_t)));
    // A row's number has 32 bits.
    most_rows_ = std::min<std::size_t>(most_rows_, 0xFFFFFFFFU);
    for (const std::size_t column : chosen_) readers_.emplace_back(source.columns()[column]);
  }

  // Vitter's algorithm R (1985): each row is among the kept ones with the same probability.
  Status Add(const std::vector<Cell>& row) {
    const auto at = static_cast<std::uint64_t>(rows_++);
    const std::uint64_t place = kept_ < most_rows_ ? kept_ : Below(Mixed(seed_, at), at + 1);
    const bool keep = place < most_rows_;
    std::size_t value_bytes = 0;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (keep) {
        readers_[i].Keep(row[chosen_[i]], place);
      } else {
        readers_[i].Pass(row[chosen_[i]]);
      }
      value_bytes += readers_[i].value_bytes();
    }
    if (keep && place == kept_) ++kept_;
    return value_bytes > most_value_bytes_ ? MakeRoom() : Status::Ok();
  }

  [[nodiscard]] std::int64_t rows() const { return rows_; }

  Result<CodedTable> Finish(const AtomLimits& limits) {
    CodedTable table;
    table.rows = rows_;
    table.coded_rows = static_cast<std::int64_t>(kept_);
    for (ColumnReader& reader : readers_) {
      Result<CodedColumn> column = reader.Finish(rows_, limits);
      if (!column.ok())
        return Status(column.status().code(), source_name_ + ": " + column.status().message());
      table.columns.push_back(std::move(*column));
    }
    return table;
  }

 private:
  // Forgets values, the counts of the largest columns first, then rows.
  Status MakeRoom() {
    while (true) {
      std::size_t bytes = 0;
      ColumnReader* largest = &readers_.front();
      for (ColumnReader& reader : readers_) {
        bytes += reader.value_bytes();
        if (reader.value_bytes() > largest->value_bytes()) largest = &reader;
      }
      if (bytes <= most_value_bytes_) return Status::Ok();
      const bool sampled = static_cast<std::uint64_t>(rows_) > kept_;
      if (sampled && (largest->counts_all() || largest->replaced() > kept_ / 2)) {
        largest->ForgetUnkept();
      } else if (kept_ / 2 >= kFewestRows) {
        Halve();
      } else {
        return Status::ResourceExhausted(source_name_ + ": rows too long for " +
                                         std::to_string(2 * most_value_bytes_) +
                                         " bytes of memory: allow more, or name fewer columns");
      }
    }
  }

  // A uniform sample of a uniform sample is one.
  void Halve() {
    std::vector<std::uint32_t> places(kept_);
    std::iota(places.begin(), places.end(), 0U);
    const std::size_t half = kept_ / 2;
    const std::uint64_t key = Mixed(~seed_, kept_);
    for (std::size_t i = 0; i < half; ++i) {
      std::swap(places[i], places[i + Below(Mixed(key, i), kept_ - i)]);
    }
    places.resize(half);
    std::sort(places.begin(), places.end());
    for (ColumnReader& reader : readers_) reader.KeepOnly(places);
    kept_ = half;
    most_rows_ = half;
  }

  std::vector<std::size_t> chosen_;
  std::uint64_t seed_;
  std::string source_name_;
  std::size_t most_value_bytes_ = 0;
  std::size_t most_rows_ = 0;
  std::vector<ColumnReader> readers_;
  std::int64_t rows_ = 0;
  std::size_t kept_ = 0;
};

}  // namespace

Result<CodedTable> CodeTable(RowSource& source, const CodeOptions& options) {
  Result<std::vector<std::size_t>> chosen = ChooseColumns(source, options.columns);
  if (!chosen.ok()) return chosen.status();
  if (options.max_atoms < kFewestAtoms) {
    return Status::InvalidArgument("columns are kept in " + std::to_string(kFewestAtoms) + " atoms or more");
  }
  TableReader reader(source, std::move(*chosen), options);
  std::vector<Cell> row;
  while (true) {
    const Result<bool> more = source.Next(row);
    if (!more.ok()) return more.status();
    if (!*more) break;
    TACIT_RETURN_IF_ERROR(reader.Add(row));
    if (reader.rows() % kRowsBetweenTells != 0 || !options.progress) continue;
    const auto expected = static_cast<double>(source.expected_rows());
    const double share = expected > 0 ? std::min(1.0, static_cast<double>(reader.rows()) / expected) : 0;
    if (!options.progress(share)) return Status::ResourceExhausted(source.name() + ": reading was given up");
  }
  if (reader.rows() == 0)
    return Status::InvalidArgument(source.name() + ": no rows: a model needs at least one");
  return reader.Finish({options.max_atoms, options.max_column_bytes});
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
