#include "src/estimator/rows/kept_rows.h"

#include <algorithm>
#include <numeric>

#include "src/base/reader.h"
#include "src/base/section_file.h"
#include "src/estimator/rows/plan_rows.h"
#include "src/estimator/rows/row_model.h"

namespace tacit::estimator {
namespace {

constexpr std::size_t kMostColumns = 4096;
// A row costs two bits that are predicted at best as 4 in 65,536: so many rows can no byte hold.
constexpr std::uint64_t kRowsPerByte = 65'536;
constexpr std::uint64_t kMostCells = std::uint64_t{1} << 31U;

// As many contexts as the cells may come to need, so that small sections are read at once.
unsigned TableBits(std::size_t rows, std::size_t columns) {
  const auto bits = static_cast<unsigned>(std::bit_width(rows * columns * 4));
  return std::clamp(bits, 14U, 22U);
}

std::uint8_t WidthOf(std::uint32_t most) { return most <= 0xFF ? 1 : most <= 0xFFFF ? 2 : 4; }

}  // namespace

void KeptRows::Start(std::span<const ColumnValues> columns) {
  for (const ColumnValues& values : columns) {
    columns_.push_back({WidthOf(static_cast<std::uint32_t>(values.atoms().size())), {}});
  }
}

void KeptRows::Add(std::span<const std::uint32_t> row, std::uint32_t count) {
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    CodeArray& codes = columns_[column];
    const std::size_t end = codes.bytes.size();
    codes.bytes.resize(end + codes.width);
    std::memcpy(codes.bytes.data() + end, &row[column], codes.width);
  }
  counts_.push_back(count);
  rows_ += count;
}

Result<KeptRows> KeptRows::Of(const CodedTable& table, std::span<const std::uint32_t> rows) {
  KeptRows kept;
  std::vector<ColumnValues> columns;
  for (const CodedColumn& column : table.columns) {
    kept.columns_.push_back({WidthOf(static_cast<std::uint32_t>(column.values.atoms().size())), {}});
  }
  if (table.columns.size() > kMostColumns) {
    return Status::InvalidArgument("rows of " + std::to_string(table.columns.size()) +
                                   " columns are kept of " + std::to_string(kMostColumns) + " at most");
  }
  std::vector<std::uint32_t> order(rows.begin(), rows.end());
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    for (const CodedColumn& column : table.columns) {
      if (column.codes[a] != column.codes[b]) return column.codes[a] < column.codes[b] ? -1 : 1;
    }
    return 0;
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
  std::vector<std::uint32_t> row(table.columns.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && compare(order[i], order[end]) == 0) ++end;
    for (std::size_t column = 0; column < row.size(); ++column)
      row[column] = table.columns[column].codes[order[i]];
    kept.Add(row, static_cast<std::uint32_t>(end - i));
    i = end;
  }
  return kept;
}

std::string KeptRows::Pack() const {
  std::string out;
  base::PutInteger(out, static_cast<std::uint32_t>(counts_.size()));
  if (counts_.empty()) return out;
  const RowPlan plan = PlanRows(columns_, counts_.size());
  for (const RowPlan::Column& column : plan.columns) {
    base::PutInteger(out, static_cast<std::uint16_t>(column.column));
    base::PutInteger(out, static_cast<std::uint16_t>(column.first_parent));
    base::PutInteger(out, static_cast<std::uint16_t>(column.second_parent));
    base::PutInteger(out, static_cast<std::uint8_t>(column.bits));
  }
  std::vector<std::uint32_t> order(counts_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    for (const RowPlan::Column& column : plan.columns) {
      const CodeArray& codes = columns_[column.column];
      if (codes.At(a) != codes.At(b)) return codes.At(a) < codes.At(b);
    }
    return false;
  });
  BitEncoder encoder;
  RowModel<BitEncoder> model(plan, encoder, TableBits(counts_.size(), columns_.size()));
  std::vector<std::uint32_t> row(columns_.size());
  for (const std::uint32_t at : order) {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = columns_[plan.columns[i].column].At(at);
    std::uint32_t count = counts_[at];
    model.Row(row, count);
  }
  return out + encoder.Finish();
}

Result<KeptRows> KeptRows::Unpack(std::string_view bytes, std::span<const ColumnValues> columns) {
  const auto wrong = [](const std::string& expected, const std::string& found) {
    return Status::Corruption("expected " + expected + ", found " + found);
  };
  base::Reader reader(bytes);
  const std::uint32_t rows = reader.Integer<std::uint32_t>().value_or(0);
  KeptRows kept;
  kept.Start(columns);
  if (rows == 0) {
    if (reader.remaining() != 0 || bytes.size() < 4)
      return wrong("no rows in 4 bytes", std::to_string(bytes.size()) + " bytes");
    return kept;
  }
  RowPlan plan;
  std::vector<bool> taken(columns.size());
  for (std::uint32_t i = 0; i < columns.size(); ++i) {
    const std::uint32_t column = reader.Integer<std::uint16_t>().value_or(0);
    const std::uint32_t first = reader.Integer<std::uint16_t>().value_or(0);
    const std::uint32_t second = reader.Integer<std::uint16_t>().value_or(0);
    const unsigned bits = reader.Integer<std::uint8_t>().value_or(32);
    if (column >= columns.size() || taken[column] || first > i || second > i || bits > 31) {
      return wrong("an order of all columns", "another at place " + std::to_string(i));
    }
    taken[column] = true;
    plan.columns.push_back({column, first, second, bits});
  }
  const std::string_view coded = bytes.substr(reader.offset());
  if (rows > kRowsPerByte * coded.size() || std::uint64_t{rows} * columns.size() > kMostCells) {
    return wrong("as many rows as " + std::to_string(coded.size()) + " bytes can hold", std::to_string(rows));
  }
  BitDecoder decoder(coded);
  RowModel<BitDecoder> model(plan, decoder, TableBits(rows, columns.size()));
  std::vector<std::uint32_t> sorted(columns.size());
  std::vector<std::uint32_t> row(columns.size());
  for (std::uint32_t at = 0; at < rows; ++at) {
    std::uint32_t count = 0;
    model.Row(sorted, count);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      const std::uint32_t column = plan.columns[i].column;
      if (sorted[i] > columns[column].atoms().size() ||
          (sorted[i] == columns[column].atoms().size() && columns[column].null_rows() == 0)) {
        return wrong("codes of column " + std::to_string(column),
                     std::to_string(sorted[i]) + " in row " + std::to_string(at));
      }
      row[column] = sorted[i];
    }
    kept.Add(row, count);
  }
  return kept;
}

std::int64_t KeptRows::memory_bytes() const {
  std::size_t bytes = counts_.size() * sizeof(std::uint32_t);
  for (const CodeArray& codes : columns_) bytes += codes.bytes.size();
  return static_cast<std::int64_t>(bytes);
}

}  // namespace tacit::estimator
