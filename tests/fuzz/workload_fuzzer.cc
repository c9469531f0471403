// Whatever the bytes, ReadWorkload answers for every format: queries with text, or one line of error.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tacit/workload.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tacit::WorkloadFormat;
  const std::string text(data, data + size);
  for (const WorkloadFormat format :
       {WorkloadFormat::kAuto, WorkloadFormat::kSql, WorkloadFormat::kRailsLog,
        WorkloadFormat::kPostgresqlLog, WorkloadFormat::kSqliteLog, WorkloadFormat::kPgStatStatements}) {
    const auto workload = tacit::ReadWorkload(text, "fuzz", format);
    if (!workload.ok()) {
      if (workload.status().message().find('\n') != std::string::npos) std::abort();
      continue;
    }
    for (const tacit::WorkloadQuery& query : workload->queries) {
      if (query.sql.empty() || query.calls < 1 || !(query.ms >= 0)) std::abort();
    }
  }
  return 0;
}
