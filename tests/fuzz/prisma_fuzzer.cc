// Whatever the text, the reader of schema.prisma answers: every diagnostic is one line, and what it gives are
// tables whose DDL can be printed.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/typescript/patterns/prisma_model.h"
#include "analyzer/typescript/schema/prisma.h"
#include "src/sql/ddl.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  tacit::analyze::typescript::PrismaSchema schema;
  std::vector<tacit::Diagnostic> diagnostics;
  tacit::analyze::typescript::ReadPrisma(text, "schema.prisma", schema, diagnostics);
  for (const tacit::Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.message.empty() || diagnostic.message.find('\n') != std::string::npos) std::abort();
  }
  const auto models = tacit::analyze::typescript::PrismaModels(schema);
  const tacit::Schema tables = tacit::analyze::typescript::SchemaOf(models);
  static_cast<void>(tacit::analyze::typescript::ConstraintsOf(models, tables));
  static_cast<void>(tacit::sql::PrintDdl(tables, tacit::Dialect::kPostgresql));
  return 0;
}
