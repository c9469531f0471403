#include "analyzer/facts/ddl_schema.h"

#include "src/base/file.h"
#include "src/base/status_macros.h"
#include "src/sql/ddl.h"

namespace tacit::analyze {

namespace {

constexpr std::int64_t kMaxBytes = 64 << 20;

}  // namespace

Result<Schema> ReadDdlSchema(const std::string& path, const std::string& shown) {
  TACIT_ASSIGN_OR_RETURN(const std::string text, base::ReadFile(path, kMaxBytes));
  Result<sql::ParsedDdl> parsed = sql::ParseDdl(text);
  if (!parsed.ok()) return Status(parsed.status().code(), shown + ": " + parsed.status().message());
  return std::move(parsed->schema);
}

}  // namespace tacit::analyze
