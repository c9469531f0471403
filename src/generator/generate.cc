#include "tacit/generator.h"

#include <algorithm>

#include "src/base/progress.h"
#include "src/base/status_macros.h"
#include "src/generator/plan.h"
#include "src/generator/rows.h"
#include "src/sql/ddl.h"
#include "src/sql/split.h"
#include "src/sql/token.h"

namespace tacit {
namespace {

using generator::Made;
using generator::RowMaker;
using generator::TablePlan;

constexpr std::size_t kBatch = 20'000;
constexpr int kMaxFailures = 20;  // rows in a row that found no room: the table is full

// SQLite checks references row by row, and syncs each transaction: neither is of use on a database in the
// making, whose rows refer forward where tables form a cycle.
class BulkLoad {
 public:
  explicit BulkLoad(Connection& db) : db_(db) {}
  ~BulkLoad() {
    if (began_) (void)db_.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  }
  BulkLoad(const BulkLoad&) = delete;
  BulkLoad& operator=(const BulkLoad&) = delete;

  Status Begin() {
    if (db_.dialect() != Dialect::kSqlite) return Status::Ok();
    began_ = true;
    return db_.Execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;");
  }

 private:
  Connection& db_;
  bool began_ = false;
};

bool MakesTable(const std::string& statement) {
  const std::vector<sql::Token> tokens = sql::Tokenize(statement);
  return tokens.size() > 1 && sql::IsKeyword(statement, tokens[0], "create") &&
         sql::IsKeyword(statement, tokens[1], "table");
}

Status FillTable(const Table& table, RowMaker& maker, std::size_t rows, std::size_t& made,
                 base::Progress& progress, Connection& db) {
  std::vector<std::string> columns;
  for (const Column& column : table.columns) columns.push_back(column.name);
  std::vector<Row> batch;
  int failures = 0;
  while (made < rows && failures < kMaxFailures) {
    std::optional<Row> row = maker.Next();
    failures = row ? 0 : failures + 1;
    if (!row) continue;
    ++made;
    batch.push_back(*std::move(row));
    if (batch.size() < kBatch) continue;
    TACIT_RETURN_IF_ERROR(db.Insert(table.name, columns, batch));
    progress.Advance(static_cast<std::int64_t>(batch.size()));
    batch.clear();
  }
  if (made == 0) {
    return Status::InvalidArgument(table.name +
                                   ": expected constraints that some row satisfies, found none in " +
                                   std::to_string(kMaxFailures) + " tries");
  }
  progress.Advance(static_cast<std::int64_t>(batch.size()));
  return batch.empty() ? Status::Ok() : db.Insert(table.name, columns, batch);
}

}  // namespace

Result<std::vector<GeneratedTable>> GenerateDatabase(const Catalogue& catalogue,
                                                     const GenerateOptions& options, Connection& db) {
  TACIT_ASSIGN_OR_RETURN(const Schema there, db.ReadSchema());
  if (!there.tables.empty()) {
    return Status::InvalidArgument(db.url() + ": expected an empty database, found table " +
                                   there.tables.front().name);
  }
  const Schema& schema = catalogue.schema;
  const generator::Vocabulary vocabulary = generator::VocabularyOf(options.queries, schema, db.dialect());
  TACIT_ASSIGN_OR_RETURN(const std::vector<TablePlan> plans,
                         generator::MakePlan(catalogue, options.rows, vocabulary));
  const std::vector<sql::Statement> ddl = sql::SplitStatements(sql::PrintDdl(schema, db.dialect()));
  for (const sql::Statement& statement : ddl) {
    if (MakesTable(statement.text)) TACIT_RETURN_IF_ERROR(db.Execute(statement.text));
  }

  BulkLoad load(db);
  TACIT_RETURN_IF_ERROR(load.Begin());
  std::int64_t total = 0;
  for (const TablePlan& plan : plans) total += static_cast<std::int64_t>(plan.rows);
  base::Progress progress(options.progress, total);
  Made made(plans);
  std::vector<GeneratedTable> generated(schema.tables.size());
  for (const TablePlan& plan : plans) {
    const Table& table = schema.tables[static_cast<std::size_t>(plan.table)];
    RowMaker maker(schema, plan, made, options.seed);
    std::size_t rows = 0;
    TACIT_RETURN_IF_ERROR(FillTable(table, maker, plan.rows, rows, progress, db));
    generated[static_cast<std::size_t>(plan.table)] = {
        .name = table.name, .rows = static_cast<std::int64_t>(rows), .notes = plan.notes};
  }
  // Indexes are built faster over rows that are there.
  for (const sql::Statement& statement : ddl) {
    if (!MakesTable(statement.text)) TACIT_RETURN_IF_ERROR(db.Execute(statement.text));
  }
  progress.Finish();
  return generated;
}

}  // namespace tacit
