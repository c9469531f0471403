#include "src/engine/postgres_connection.h"

#include <charconv>
#include <cstdlib>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/postgres.h"
#include "src/engine/timing.h"
#include "src/sql/name.h"
#include "src/sql/split.h"
#include "src/sql/token.h"

namespace tacit::engine {
namespace {

constexpr std::size_t kCopyBuffer = 1U << 18U;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

struct FreeCancel {
  void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
};

// The URL as it may be shown: without "password" and what stands between the user's colon and the '@'.
std::string WithoutPassword(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = std::min(url.find_first_of("/?", begin), url.size());
  const std::size_t at = url.rfind('@', end);
  const std::size_t colon = url.find(':', begin);
  std::string shown = url;
  if (at != std::string::npos && at >= begin && colon < at) shown.erase(colon, at - colon);
  for (std::size_t from = shown.find("password="); from != std::string::npos;) {
    const std::size_t value = from + std::string_view("password=").size();
    shown.replace(value, std::min(shown.find('&', value), shown.size()) - value, "***");
    from = shown.find("password=", value);
  }
  return shown;
}

// `database`: null to take the URL's.
ServerHandle Connect(const std::string& url, const char* database) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  const auto add = [&](const char* name, const char* value) {
    names.push_back(name);
    values.push_back(value);
  };
  // What stands before the URL is overridden by it; what stands behind overrides it.
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) add("connect_timeout", "10");
  add("fallback_application_name", "tacit");
  add("dbname", url.c_str());
  if (database != nullptr) add("dbname", database);
  add("client_encoding", "UTF8");
  add(nullptr, nullptr);
  return ServerHandle(PQconnectdbParams(names.data(), values.data(), 1));
}

bool IsOpen(const ServerHandle& db) { return db != nullptr && PQstatus(db.get()) == CONNECTION_OK; }

// The database's name as the URL or the environment has it; empty where neither says.
std::string DatabaseOf(const std::string& url) {
  char* ignored = nullptr;
  const Options given(PQconninfoParse(url.c_str(), &ignored));
  PQfreemem(ignored);
  for (const PQconninfoOption* o = given.get(); o != nullptr && o->keyword != nullptr; ++o) {
    if (std::string_view(o->keyword) == "dbname" && o->val != nullptr) return o->val;
  }
  const char* from_environment = std::getenv("PGDATABASE");
  return from_environment == nullptr ? "" : from_environment;
}

// Is the database missing while its server is there? Asked of the server, since a refused connection has no
// SQLSTATE, only a message in some language. `create`: makes it then.
Result<bool> IsMissing(const std::string& url, bool create) {
  const std::string name = DatabaseOf(url);
  const ServerHandle server = Connect(url, "postgres");
  if (name.empty() || name == "postgres" || !IsOpen(server)) return false;
  const char* value = name.c_str();
  const ResultHandle found(PQexecParams(server.get(), "SELECT 1 FROM pg_database WHERE datname = $1", 1,
                                        nullptr, &value, nullptr, nullptr, 0));
  if (PQresultStatus(found.get()) != PGRES_TUPLES_OK || PQntuples(found.get()) != 0) return false;
  if (!create) return true;
  const ResultHandle made(
      PQexec(server.get(), ("CREATE DATABASE " + sql::SqlName(name, Dialect::kPostgresql)).c_str()));
  if (PQresultStatus(made.get()) == PGRES_COMMAND_OK) return true;
  return PostgresError(server.get(), made.get(), WithoutPassword(url) + ": cannot create the database");
}

}  // namespace

Result<std::unique_ptr<Connection>> OpenPostgres(const std::string& url, Connection::Access access) {
  return PostgresConnection::Open(url, access);
}

Result<std::unique_ptr<Connection>> PostgresConnection::Open(const std::string& url, Access access) {
  const std::string shown = WithoutPassword(url);
  char* complaint = nullptr;
  const Options options(PQconninfoParse(url.c_str(), &complaint));
  const std::string wrong = OneLine(complaint);
  PQfreemem(complaint);
  if (options == nullptr) {
    return Status::InvalidArgument("database URL " + shown + ": expected libpq's form, found: " + wrong);
  }
  ServerHandle db = Connect(url, nullptr);
  if (!IsOpen(db)) {
    TACIT_ASSIGN_OR_RETURN(const bool missing, IsMissing(url, access == Access::kCreate));
    if (missing && access != Access::kCreate) {
      return Status::NotFound(shown + ": expected a database, the server has none of that name");
    }
    if (missing) db = Connect(url, nullptr);
  }
  if (!IsOpen(db)) {
    return Status::Io(shown + ": cannot connect: " + (db ? OneLine(PQerrorMessage(db.get())) : "no memory"));
  }
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(shown, std::move(db)));
  TACIT_RETURN_IF_ERROR(connection->Configure(access));
  return std::unique_ptr<Connection>(std::move(connection));
}

Status PostgresConnection::Configure(Access access) {
  PQsetNoticeProcessor(db_.get(), [](void*, const char*) {}, nullptr);
  for (const char* setting :
       {"standard_conforming_strings = on", "DateStyle = ISO", "IntervalStyle = postgres",
        "bytea_output = hex", "extra_float_digits = 1", "row_security = off"}) {
    TACIT_RETURN_IF_ERROR(Command("SET " + std::string(setting)));
  }
  if (access != Access::kReadOnly) return Status::Ok();
  return Command("SET default_transaction_read_only = on");
}

Status PostgresConnection::Execute(std::string_view sql) {
  // One by one: the server takes several in one message for one transaction.
  for (const sql::Statement& statement : sql::SplitStatements(sql)) {
    const Result<std::int64_t> done = Stream(statement.text, [](const PGresult*) { return true; });
    if (!done.ok()) return done.status();
  }
  return Status::Ok();
}

Result<ResultSet> PostgresConnection::Run(std::string_view sql, std::int64_t max_rows) {
  const std::vector<sql::Statement> statements = sql::SplitStatements(sql);
  if (statements.size() != 1) {
    return Status::InvalidArgument(std::string("postgresql: expected one statement, found ") +
                                   (statements.empty() ? "none" : "more; run them one by one"));
  }
  ResultSet set;
  bool too_many = false;
  const Result<std::int64_t> done = Stream(statements.front().text, [&](const PGresult* result) {
    const int width = PQnfields(result);
    if (set.columns.empty()) {
      for (int i = 0; i < width; ++i) set.columns.emplace_back(PQfname(result, i));
    }
    if (PQntuples(result) == 0) return true;
    too_many = static_cast<std::int64_t>(set.rows.size()) >= max_rows;
    if (too_many) return false;
    Row row;
    row.reserve(static_cast<std::size_t>(width));
    for (int i = 0; i < width; ++i) row.push_back(FieldValue(result, 0, i));
    set.rows.push_back(std::move(row));
    return true;
  });
  if (too_many) {
    return Status::ResourceExhausted("postgresql: expected at most " + std::to_string(max_rows) +
                                     " rows, found more; raise the bound or add a LIMIT");
  }
  if (!done.ok()) return done.status();
  return set;
}

Status PostgresConnection::Insert(std::string_view table, const std::vector<std::string>& columns,
                                  const std::vector<Row>& rows) {
  const bool nested = PQtransactionStatus(db_.get()) != PQTRANS_IDLE;
  TACIT_RETURN_IF_ERROR(Command(nested ? "SAVEPOINT tacit_insert" : "BEGIN"));
  Status inserted = InsertRows(sql::SqlName(table, Dialect::kPostgresql), columns, rows);
  if (inserted.ok()) inserted = Command(nested ? "RELEASE tacit_insert" : "COMMIT");
  if (inserted.ok()) return inserted;
  (void)Command(nested ? "ROLLBACK TO tacit_insert" : "ROLLBACK");
  if (nested) (void)Command("RELEASE tacit_insert");
  return inserted;
}

Status PostgresConnection::InsertRows(const std::string& table, const std::vector<std::string>& columns,
                                      const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (row.size() == columns.size()) continue;
    return Status::InvalidArgument("postgresql: expected " + std::to_string(columns.size()) +
                                   " values for a row of " + table + ", found " + std::to_string(row.size()));
  }
  if (!columns.empty()) {
    return CopyRows("COPY " + table + " (" + sql::SqlNames(columns, Dialect::kPostgresql) + ") FROM STDIN",
                    columns.size(), rows);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TACIT_RETURN_IF_ERROR(Command("INSERT INTO " + table + " DEFAULT VALUES"));
  }
  return Status::Ok();
}

Status PostgresConnection::CopyRows(const std::string& copy, std::size_t width,
                                    const std::vector<Row>& rows) {
  TACIT_RETURN_IF_ERROR(SendTimeout());
  const ResultHandle begun(PQexec(db_.get(), copy.c_str()));
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) return Error(begun.get());
  Status bad;
  std::string buffer;
  const auto flush = [&] {
    // What the server thinks of it comes with the end of the COPY.
    (void)PQputCopyData(db_.get(), buffer.data(), static_cast<int>(buffer.size()));
    buffer.clear();
  };
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < width && bad.ok(); ++i) {
      if (i > 0) buffer += '\t';
      bad = AppendCopyField(row[i], &buffer);
    }
    if (!bad.ok()) break;
    buffer += '\n';
    if (buffer.size() > kCopyBuffer) flush();
  }
  if (bad.ok()) flush();
  (void)PQputCopyEnd(db_.get(), bad.ok() ? nullptr : "a value that cannot be sent");
  const Result<std::int64_t> done = Receive([](const PGresult*) { return true; });
  return bad.ok() ? done.status() : bad;
}

Result<Plan> PostgresConnection::Explain(std::string_view sql) {
  TACIT_ASSIGN_OR_RETURN(const ResultSet lines, Run("EXPLAIN " + std::string(sql), 100'000));
  Plan plan;
  for (const Row& line : lines.rows) {
    const auto* text = std::get_if<std::string>(&line.front());
    if (text == nullptr) return Status::Internal("postgresql: EXPLAIN gave a row that is no text");
    plan.text += *text + "\n";
  }
  // "Seq Scan on t  (cost=0.00..35.50 rows=2550 width=4)": the first line is the whole statement's.
  constexpr std::string_view kCost = "(cost=";
  const std::size_t cost = plan.text.find(kCost);
  const std::size_t dots = plan.text.find("..", cost == std::string::npos ? plan.text.size() : cost);
  if (dots != std::string::npos) {
    (void)std::from_chars(plan.text.data() + dots + 2, plan.text.data() + plan.text.size(), plan.cost);
  }
  return plan;
}

Result<Timing> PostgresConnection::Time(std::string_view sql, const TimingOptions& options) {
  const std::vector<sql::Statement> statements = sql::SplitStatements(sql);
  if (statements.size() != 1) {
    return Status::InvalidArgument("postgresql: expected one statement to time, found " +
                                   std::to_string(statements.size()));
  }
  const std::int64_t before = timeout_ms_;
  timeout_ms_ = TighterLimit(before, options.max_run_ms);
  Result<Timing> timing = TimePrepared(statements.front().text, options);
  timeout_ms_ = before;
  return timing;
}

Result<Timing> PostgresConnection::TimePrepared(const std::string& sql, const TimingOptions& options) {
  TACIT_RETURN_IF_ERROR(SendTimeout());
  const ResultHandle prepared(PQprepare(db_.get(), "", sql.c_str(), 0, nullptr));
  if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return Error(prepared.get());
  return TimeRuns(options, [this]() -> Result<std::int64_t> {
    const int sent = PQsendQueryPrepared(db_.get(), "", 0, nullptr, nullptr, nullptr, 0);
    if (sent == 0) return Error(nullptr);
    return Receive([](const PGresult*) { return true; });
  });
}

// --- One statement -----------------------------------------------------------------------------------------

Status PostgresConnection::SendTimeout() {
  // A transaction that failed takes nothing but its end; one that is rolled back takes the setting along.
  const PGTransactionStatusType state = PQtransactionStatus(db_.get());
  if (state == PQTRANS_INERROR || (state == PQTRANS_IDLE && sent_timeout_ms_ == timeout_ms_)) {
    return Status::Ok();
  }
  sent_timeout_ms_ = -1;
  TACIT_RETURN_IF_ERROR(Command("SET statement_timeout = " + std::to_string(timeout_ms_)));
  if (state == PQTRANS_IDLE) sent_timeout_ms_ = timeout_ms_;
  return Status::Ok();
}

Status PostgresConnection::Command(const std::string& sql) {
  const ResultHandle result(PQexec(db_.get(), sql.c_str()));
  return PQresultStatus(result.get()) == PGRES_COMMAND_OK ? Status::Ok() : Error(result.get());
}

Result<std::int64_t> PostgresConnection::Stream(const std::string& sql, const RowSink& sink) {
  TACIT_RETURN_IF_ERROR(SendTimeout());
  const int sent = PQsendQueryParams(db_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
  if (sent == 0) return Error(nullptr);
  return Receive(sink);
}

Result<std::int64_t> PostgresConnection::Receive(const RowSink& sink) {
  (void)PQsetSingleRowMode(db_.get());
  std::int64_t rows = 0;
  bool wanted = true;
  Status status;
  while (const ResultHandle result = ResultHandle(PQgetResult(db_.get()))) {
    const ExecStatusType kind = PQresultStatus(result.get());
    switch (kind) {
      case PGRES_SINGLE_TUPLE:
      case PGRES_TUPLES_OK:
        rows += PQntuples(result.get());
        if (wanted && !sink(result.get())) {
          wanted = false;
          Cancel();
        }
        break;
      case PGRES_COMMAND_OK:
      case PGRES_EMPTY_QUERY: break;
      case PGRES_COPY_IN:
      case PGRES_COPY_OUT:
      case PGRES_COPY_BOTH: AbandonCopy(kind); break;
      default:
        if (status.ok() && wanted) status = Error(result.get());
        if (PQstatus(db_.get()) == CONNECTION_BAD) return status.ok() ? Error(nullptr) : status;
    }
  }
  if (!status.ok()) return status;
  return rows;
}

void PostgresConnection::AbandonCopy(ExecStatusType status) {
  if (status != PGRES_COPY_OUT) (void)PQputCopyEnd(db_.get(), "no data comes with this statement");
  if (status == PGRES_COPY_IN) return;
  char* line = nullptr;
  while (PQgetCopyData(db_.get(), &line, 0) > 0) PQfreemem(line);
}

void PostgresConnection::Cancel() {
  const std::unique_ptr<PGcancel, FreeCancel> cancel(PQgetCancel(db_.get()));
  char ignored[256];
  if (cancel != nullptr) (void)PQcancel(cancel.get(), ignored, sizeof ignored);
}

Status PostgresConnection::Error(const PGresult* result) const {
  Status status = PostgresError(db_.get(), result, "postgresql");
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr || std::string_view(state) != "57014" || timeout_ms_ == 0) return status;
  return Status::ResourceExhausted("postgresql: the statement ran longer than " +
                                   std::to_string(timeout_ms_) +
                                   " ms; raise the timeout or narrow the statement");
}

}  // namespace tacit::engine
