#include "analyzer/cpp/findings.h"

#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/table_builder.h"
#include "analyzer/cpp/wt_dbo.h"

namespace tacit::analyze::cpp {

Result<Findings> FindingsOf(const Program& program, const SourceTree& tree, const AnalyzeOptions& options) {
  const Index index(program);
  Facts facts(index);
  for (const Message& message : program.messages) {
    facts.findings().diagnostics.push_back({message.file, message.line, message.text});
  }
  const DboMapping dbo = ReadWtDbo(facts);
  ReadTableBuilders(facts);
  (void)tree;
  if (options.schema) facts.schema() = *options.schema;
  Findings findings = std::move(facts.findings());
  findings.files = program.files_read;
  return findings;
}

}  // namespace tacit::analyze::cpp
