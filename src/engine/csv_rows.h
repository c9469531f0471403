// CSV as a source of rows, from bytes that are in memory: what OpenCsv does with a file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tacit/row_source.h"

namespace tacit::engine {

// `bytes` outlive the source.
[[nodiscard]] Result<std::unique_ptr<RowSource>> OpenCsvBytes(std::string_view bytes, std::string name,
                                                              const CsvOptions& options);

}  // namespace tacit::engine
