// CSV from bytes, compressed or not: every row has as many cells as there are columns, and a table of them is
// coded.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "src/engine/csv_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  tacit::CsvOptions options;
  options.max_field_bytes = 1 << 16;
  auto source = tacit::engine::OpenCsvBytes(input, "fuzzed", options);
  if (!source.ok()) return 0;
  std::vector<tacit::Cell> row;
  for (int rows = 0; rows < 100'000; ++rows) {
    const auto more = (*source)->Next(row);
    if (!more.ok() || !*more) break;
    if (row.size() != (*source)->columns().size()) std::abort();
  }
  return 0;
}
