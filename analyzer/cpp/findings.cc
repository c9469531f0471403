#include "analyzer/cpp/findings.h"

#include "analyzer/cpp/ddl_text.h"
#include "analyzer/cpp/facts.h"
#include "analyzer/cpp/guards.h"
#include "analyzer/cpp/lookups.h"
#include "analyzer/cpp/odb.h"
#include "analyzer/cpp/sqlite_orm.h"
#include "analyzer/cpp/statements.h"
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
  ReadSqliteOrm(facts);
  ReadOdb(facts);
  ReadTableBuilders(facts);
  const std::vector<Statement> statements = FindStatements(facts);
  ReadDdlTexts(facts, statements, tree);
  AddStatementGuards(facts, statements);
  AddMemberGuards(facts, dbo);
  AddCheckThenAct(facts, statements, dbo);
  AddDereferences(facts, dbo);
  if (options.schema) facts.schema() = *options.schema;
  Findings findings = std::move(facts.findings());
  findings.files = program.files_read;
  return findings;
}

}  // namespace tacit::analyze::cpp
