// CSV from bytes, compressed or not: every row has as many cells as there are columns, and all of it, written
// with quotes, is read as the same again. Records do not depend on how the bytes are cut into blocks.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "src/engine/csv_rows.h"
#include "src/engine/csv_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMostField = 1 << 12;
constexpr std::size_t kMostWritten = 1 << 16;  // compressed bytes may say much

void Require(bool holds) {
  if (!holds) std::abort();
}

void Put(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  out += '"';
}

// Everything that a source says, and how it ended.
struct Told {
  std::string csv;  // as CSV
  bool ended = false;
};
Told Tell(std::string_view bytes) {
  tacit::CsvOptions options;
  options.max_field_bytes = kMostField;
  Told told;
  const auto source = tacit::engine::OpenCsvBytes(bytes, "fuzz", options);
  if (!source.ok()) {
    Require(source.status().message().starts_with("fuzz:"));
    return told;
  }
  const auto& columns = (*source)->columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) told.csv += ',';
    Put(columns[i].name, told.csv);
  }
  told.csv += '\n';
  std::vector<tacit::Cell> row;
  while (told.csv.size() < kMostWritten) {
    const auto more = (*source)->Next(row);
    if (!more.ok()) {
      Require(!(*source)->Next(row).ok());
      return told;
    }
    if (!*more) {
      told.ended = true;
      return told;
    }
    Require(row.size() == columns.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) told.csv += ',';
      if (row[i].kind == tacit::Cell::Kind::kText) Put(row[i].bytes, told.csv);
    }
    told.csv += '\n';
  }
  return told;
}

std::string Records(std::string_view bytes, std::size_t block) {
  tacit::engine::CsvScanner scanner(
      [&]() -> tacit::Result<std::string_view> {
        const std::string_view next = bytes.substr(0, block);
        bytes.remove_prefix(next.size());
        return next;
      },
      ',');
  scanner.SetLimits({kMostField, 4 * kMostField, 256});
  std::string told;
  while (true) {
    const auto more = scanner.Next();
    if (!more.ok()) return told + more.status().message();
    if (!*more) return told;
    told += std::to_string(scanner.line());
    for (const auto& field : scanner.fields()) {
      told += field.quoted ? "q" : "p";
      Put(field.bytes, told);
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Told told = Tell(bytes);
  if (told.ended) {
    const Told again = Tell(told.csv);
    Require(again.ended && again.csv == told.csv);
  }
  const std::string whole = Records(bytes, SIZE_MAX);
  Require(Records(bytes, 1) == whole && Records(bytes, 7) == whole);
  return 0;
}
