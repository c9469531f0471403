#include "src/engine/sqlite_connection.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/timing.h"
#include "src/sql/name.h"

namespace tacit::engine {
namespace {

constexpr int kBusyTimeoutMs = 5'000;
constexpr int kStepsBetweenClockReads = 1'000;  // of SQLite's virtual machine: well below a millisecond

int OpenFlags(Connection::Access access) {
  switch (access) {
    case Connection::Access::kReadOnly: return SQLITE_OPEN_READONLY;
    case Connection::Access::kReadWrite: return SQLITE_OPEN_READWRITE;
    case Connection::Access::kCreate: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

Result<std::unique_ptr<Connection>> SqliteConnection::Open(const std::string& url, const std::string& file,
                                                           Access access) {
  const bool in_memory = file == ":memory:";
  std::error_code ignored;
  if (!in_memory && access != Access::kCreate && !std::filesystem::exists(file, ignored)) {
    return Status::NotFound(url + ": expected a database file, found none; name an existing file");
  }
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (!in_memory && !folder.empty() && !std::filesystem::exists(folder, ignored)) {
    return Status::NotFound(url + ": expected the folder " + folder.string() +
                            ", found none; create it first");
  }
  if (!in_memory && std::filesystem::is_directory(file, ignored)) {
    return Status::InvalidArgument(url + ": expected a database file, found a folder");
  }
  sqlite3* opened = nullptr;
  // A database in memory is always writable: it would be empty for ever.
  const int flags = in_memory ? OpenFlags(Access::kCreate) : OpenFlags(access);
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  DatabaseHandle db(opened);
  if (code != SQLITE_OK) return SqliteError(db.get(), code, url + ": cannot open");
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(url, std::move(db)));
  TACIT_RETURN_IF_ERROR(connection->Configure());
  return std::unique_ptr<Connection>(std::move(connection));
}

Status SqliteConnection::Configure() {
  sqlite3_extended_result_codes(db_.get(), 1);
  sqlite3_busy_timeout(db_.get(), kBusyTimeoutMs);
  TACIT_RETURN_IF_ERROR(Execute("PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON"));
  // SQLite opens any file; only reading tells whether it is a database.
  Status readable = Execute("SELECT count(*) FROM sqlite_schema");
  if (readable.ok()) return readable;
  return {readable.code(), url_ + ": expected an SQLite database: " + readable.message()};
}

Status SqliteConnection::Execute(std::string_view sql) {
  while (!sql.empty()) {
    std::string_view rest;
    TACIT_ASSIGN_OR_RETURN(StatementHandle statement, Prepare(db_.get(), sql, &rest));
    if (statement != nullptr) {
      StartClock();
      const Result<std::int64_t> drained = Drain(statement.get());
      if (!drained.ok()) return drained.status();
    }
    sql = rest;
  }
  return Status::Ok();
}

Result<ResultSet> SqliteConnection::Run(std::string_view sql, std::int64_t max_rows) {
  TACIT_ASSIGN_OR_RETURN(const StatementHandle statement, PrepareOne(sql));
  ResultSet result;
  const int width = sqlite3_column_count(statement.get());
  for (int i = 0; i < width; ++i) {
    const char* name = sqlite3_column_name(statement.get(), i);
    result.columns.emplace_back(name == nullptr ? "" : name);
  }
  StartClock();
  while (true) {
    TACIT_ASSIGN_OR_RETURN(const bool has_row, Step(statement.get()));
    if (!has_row) return result;
    if (static_cast<std::int64_t>(result.rows.size()) >= max_rows) {
      return Status::ResourceExhausted("sqlite: expected at most " + std::to_string(max_rows) +
                                       " rows, found more; raise the bound or add a LIMIT");
    }
    Row row;
    row.reserve(static_cast<std::size_t>(width));
    for (int i = 0; i < width; ++i) row.push_back(ColumnValue(statement.get(), i));
    result.rows.push_back(std::move(row));
  }
}

Status SqliteConnection::Insert(std::string_view table, const std::vector<std::string>& columns,
                                const std::vector<Row>& rows) {
  // A savepoint is a transaction of its own, and nests in one that the caller began.
  TACIT_RETURN_IF_ERROR(Execute("SAVEPOINT tacit_insert"));
  Status inserted = InsertRows(table, columns, rows);
  if (inserted.ok()) inserted = Execute("RELEASE tacit_insert");
  if (!inserted.ok()) (void)Execute("ROLLBACK TO tacit_insert; RELEASE tacit_insert");
  return inserted;
}

Status SqliteConnection::InsertRows(std::string_view table, const std::vector<std::string>& columns,
                                    const std::vector<Row>& rows) {
  std::string names;
  std::string marks;
  for (const std::string& column : columns) {
    names += (names.empty() ? "" : ", ") + sql::SqlName(column, Dialect::kSqlite);
    marks += marks.empty() ? "?" : ", ?";
  }
  const std::string name = sql::SqlName(table, Dialect::kSqlite);
  TACIT_ASSIGN_OR_RETURN(
      const StatementHandle statement,
      PrepareOne("INSERT INTO " + name +
                 (columns.empty() ? " DEFAULT VALUES" : " (" + names + ") VALUES (" + marks + ")")));
  for (const Row& row : rows) {
    if (row.size() != columns.size()) {
      return Status::InvalidArgument("sqlite: expected " + std::to_string(columns.size()) +
                                     " values for a row of " + name + ", found " +
                                     std::to_string(row.size()));
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      TACIT_RETURN_IF_ERROR(BindValue(db_.get(), statement.get(), static_cast<int>(i) + 1, row[i]));
    }
    StartClock();
    const Result<std::int64_t> drained = Drain(statement.get());
    if (!drained.ok()) return drained.status();
    sqlite3_reset(statement.get());
  }
  return Status::Ok();
}

Result<Plan> SqliteConnection::Explain(std::string_view sql) {
  TACIT_ASSIGN_OR_RETURN(const ResultSet steps, Run("EXPLAIN QUERY PLAN " + std::string(sql), 100'000));
  // Rows are (id, parent, unused, text); a parent comes before its children.
  std::map<std::int64_t, std::size_t> depth_of;
  Plan plan;
  for (const Row& row : steps.rows) {
    const auto* id = std::get_if<std::int64_t>(&row[0]);
    const auto* parent = std::get_if<std::int64_t>(&row[1]);
    const auto* text = std::get_if<std::string>(&row[3]);
    if (id == nullptr || parent == nullptr || text == nullptr) {
      return Status::Internal(
          "sqlite: EXPLAIN QUERY PLAN gave a row of another form than (id, parent, -, text)");
    }
    const auto above = depth_of.find(*parent);
    const std::size_t depth = above == depth_of.end() ? 0 : above->second + 1;
    depth_of[*id] = depth;
    plan.text += std::string(2 * depth, ' ') + *text + "\n";
  }
  return plan;
}

Result<Timing> SqliteConnection::Time(std::string_view sql, const TimingOptions& options) {
  TACIT_ASSIGN_OR_RETURN(const StatementHandle statement, PrepareOne(sql));
  const std::int64_t before = timeout_.count();
  SetTimeout(TighterLimit(before, options.max_run_ms));
  Result<Timing> timing = TimeRuns(options, [&] {
    StartClock();
    Result<std::int64_t> rows = Drain(statement.get());
    sqlite3_reset(statement.get());
    return rows;
  });
  SetTimeout(before);
  return timing;
}

void SqliteConnection::SetTimeout(std::int64_t ms) {
  timeout_ = std::chrono::milliseconds(std::max<std::int64_t>(ms, 0));
  const bool limited = timeout_.count() > 0;
  sqlite3_progress_handler(db_.get(), limited ? kStepsBetweenClockReads : 0, limited ? &OnProgress : nullptr,
                           this);
}

int SqliteConnection::OnProgress(void* connection) {
  const auto* self = static_cast<const SqliteConnection*>(connection);
  return std::chrono::steady_clock::now() >= self->deadline_ ? 1 : 0;
}

void SqliteConnection::StartClock() { deadline_ = std::chrono::steady_clock::now() + timeout_; }

Result<StatementHandle> SqliteConnection::PrepareOne(std::string_view sql) {
  std::string_view rest;
  TACIT_ASSIGN_OR_RETURN(StatementHandle statement, Prepare(db_.get(), sql, &rest));
  if (statement == nullptr) return Status::InvalidArgument("sqlite: expected one statement, found none");
  std::string_view nothing;
  TACIT_ASSIGN_OR_RETURN(const StatementHandle second, Prepare(db_.get(), rest, &nothing));
  if (second != nullptr) {
    return Status::InvalidArgument("sqlite: expected one statement, found more; run them one by one");
  }
  return statement;
}

Result<bool> SqliteConnection::Step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  if ((code & 0xFF) == SQLITE_INTERRUPT) {
    return Status::ResourceExhausted("sqlite: the statement ran longer than " +
                                     std::to_string(timeout_.count()) +
                                     " ms; raise the timeout or narrow the statement");
  }
  return SqliteError(db_.get(), code, "sqlite");
}

Result<std::int64_t> SqliteConnection::Drain(sqlite3_stmt* statement) {
  const int width = sqlite3_column_count(statement);
  for (std::int64_t rows = 0;; ++rows) {
    TACIT_ASSIGN_OR_RETURN(const bool has_row, Step(statement));
    if (!has_row) return rows;
    // Touching a long value makes SQLite read its overflow pages, as a client would.
    for (int i = 0; i < width; ++i) {
      const int type = sqlite3_column_type(statement, i);
      if (type == SQLITE_TEXT || type == SQLITE_BLOB) (void)sqlite3_column_bytes(statement, i);
    }
  }
}

}  // namespace tacit::engine
