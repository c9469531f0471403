// Whatever the text, ParseDdl answers in one line; and a schema that it gives is printed in every dialect as
// DDL that it reads again, with the same tables.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "src/sql/ddl.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void Require(bool law) {
  if (!law) std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tacit::Dialect;
  const std::string text(data, data + size);
  const tacit::Result<tacit::sql::ParsedDdl> parsed = tacit::sql::ParseDdl(text);
  if (!parsed.ok()) {
    Require(parsed.status().message().find('\n') == std::string::npos);
    Require(parsed.status().code() == tacit::StatusCode::kInvalidArgument);
    return 0;
  }
  for (const Dialect dialect : {Dialect::kPostgresql, Dialect::kSqlite, Dialect::kMysql}) {
    const std::string printed = tacit::sql::PrintDdl(parsed->schema, dialect);
    const tacit::Result<tacit::sql::ParsedDdl> again = tacit::sql::ParseDdl(printed);
    Require(again.ok());
    Require(again->schema.tables.size() == parsed->schema.tables.size());
  }
  return 0;
}
