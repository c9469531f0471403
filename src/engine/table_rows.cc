// Tables of databases as sources of rows.
#include <new>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/sqlite_connection.h"
#include "src/sql/name.h"
#include "src/sql/token.h"
#include "tacit/row_source.h"

namespace tacit {
namespace {

constexpr std::size_t kFetchedRows = 10'000;

// What both engines' sources have: the table's name and columns, and the connection where it is the source's
// own.
class TableRows : public RowSource {
 public:
  TableRows(std::string name, std::vector<SourceColumn> columns)
      : name_(std::move(name)), columns_(std::move(columns)) {}

  const std::string& name() const override { return name_; }
  const std::vector<SourceColumn>& columns() const override { return columns_; }
  std::int64_t expected_rows() const override { return expected_rows_; }
  void SetExpectedRows(std::int64_t rows) { expected_rows_ = rows; }

  Result<bool> Next(std::vector<Cell>& row) final {
    if (!failure_.ok()) return failure_;
    if (ended_) return false;
    try {
      Result<bool> next = NextRow(row);
      if (!next.ok()) failure_ = next.status();
      ended_ = next.ok() && !*next;
      return next;
    } catch (const std::bad_alloc&) {
      return failure_ = Status::ResourceExhausted(name_ + ": no memory for a row");
    }
  }

 private:
  // As Next, which does not ask again after an error or the end.
  [[nodiscard]] virtual Result<bool> NextRow(std::vector<Cell>& row) = 0;

  std::string name_;
  std::vector<SourceColumn> columns_;
  std::int64_t expected_rows_ = -1;
  bool ended_ = false;
  Status failure_;
};

// One statement, a step for each row.
class SqliteRows final : public TableRows {
 public:
  SqliteRows(std::string name, std::vector<SourceColumn> columns, engine::SqliteConnection& connection,
             engine::StatementHandle statement)
      : TableRows(std::move(name), std::move(columns)),
        connection_(connection),
        statement_(std::move(statement)) {}

 private:
  Result<bool> NextRow(std::vector<Cell>& row) override {
    const Result<bool> stepped = connection_.Step(statement_.get());
    if (!stepped.ok() || !*stepped) return stepped;
    row.resize(columns().size());
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = CellAt(static_cast<int>(i));
    return true;
  }

  [[nodiscard]] Cell CellAt(int column) const {
    Cell cell;
    switch (sqlite3_column_type(statement_.get(), column)) {
      case SQLITE_INTEGER:
        cell.kind = Cell::Kind::kInteger;
        cell.integer = sqlite3_column_int64(statement_.get(), column);
        break;
      case SQLITE_FLOAT:
        cell.kind = Cell::Kind::kReal;
        cell.real = sqlite3_column_double(statement_.get(), column);
        break;
      case SQLITE_TEXT:
      case SQLITE_BLOB: {
        const bool text = sqlite3_column_type(statement_.get(), column) == SQLITE_TEXT;
        cell.kind = text ? Cell::Kind::kText : Cell::Kind::kBlob;
        const void* bytes = text ? static_cast<const void*>(sqlite3_column_text(statement_.get(), column))
                                 : sqlite3_column_blob(statement_.get(), column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
        // Of no bytes there is no address either.
        if (bytes == nullptr && (text || size > 0)) throw std::bad_alloc();
        if (bytes != nullptr) cell.bytes = {static_cast<const char*>(bytes), size};
        break;
      }
      default: break;
    }
    return cell;
  }

  engine::SqliteConnection& connection_;
  engine::StatementHandle statement_;
};

// A cursor in a transaction that only reads, some thousand rows at a time.
class PostgresRows final : public TableRows {
 public:
  PostgresRows(std::string name, std::vector<SourceColumn> columns, Connection& connection)
      : TableRows(std::move(name), std::move(columns)), connection_(connection) {}
  ~PostgresRows() override { static_cast<void>(connection_.Execute("ROLLBACK")); }
  PostgresRows(const PostgresRows&) = delete;
  PostgresRows& operator=(const PostgresRows&) = delete;

  Status Begin(const std::string& query) {
    return connection_.Execute("BEGIN READ ONLY; DECLARE tacit_rows NO SCROLL CURSOR FOR " + query);
  }

 private:
  Result<bool> NextRow(std::vector<Cell>& row) override {
    if (at_ == fetched_.rows.size()) {
      // A batch that is not full is the last.
      if (at_ < kFetchedRows && !first_) return false;
      TACIT_ASSIGN_OR_RETURN(fetched_,
                             connection_.Run("FETCH " + std::to_string(kFetchedRows) + " FROM tacit_rows"));
      at_ = 0;
      first_ = false;
      if (fetched_.rows.empty()) return false;
    }
    const Row& values = fetched_.rows[at_++];
    row.assign(values.size(), Cell());
    for (std::size_t i = 0; i < values.size(); ++i) Fill(values[i], row[i]);
    return true;
  }

  static void Fill(const Value& value, Cell& cell) {
    if (const auto* boolean = std::get_if<bool>(&value)) {
      cell.kind = Cell::Kind::kText;
      cell.bytes = *boolean ? "true" : "false";
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      cell.kind = Cell::Kind::kInteger;
      cell.integer = *integer;
    } else if (const auto* real = std::get_if<double>(&value)) {
      cell.kind = Cell::Kind::kReal;
      cell.real = *real;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      cell.kind = Cell::Kind::kText;
      cell.bytes = *text;
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      cell.kind = Cell::Kind::kBlob;
      cell.bytes = blob->bytes;
    }
  }

  Connection& connection_;
  ResultSet fetched_;
  std::size_t at_ = 0;
  bool first_ = true;
};

// A source that has its connection to itself.
class OwnedRows final : public RowSource {
 public:
  OwnedRows(std::unique_ptr<Connection> connection, std::unique_ptr<RowSource> rows)
      : connection_(std::move(connection)), rows_(std::move(rows)) {}

  const std::string& name() const override { return rows_->name(); }
  const std::vector<SourceColumn>& columns() const override { return rows_->columns(); }
  std::int64_t expected_rows() const override { return rows_->expected_rows(); }
  Result<bool> Next(std::vector<Cell>& row) override { return rows_->Next(row); }

 private:
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<RowSource> rows_;  // goes first
};

// Where the engine refuses to read a table: because there is none, or for a reason of its own.
Status Refused(Connection& connection, std::string_view table, const std::string& name, const Status& why) {
  if (why.code() != StatusCode::kInvalidArgument) return why;
  if (connection.dialect() == Dialect::kPostgresql) {
    const std::string quoted = sql::QuoteWith(sql::SqlName(table, Dialect::kPostgresql), '\'');
    const Result<ResultSet> there = connection.Run("SELECT to_regclass(" + quoted + ")");
    if (!there.ok() || there->rows.empty() || !IsNull(there->rows[0][0]))
      return Status(why.code(), name + ": " + why.message());
  }
  return Status::NotFound(name + ": " + why.message());
}

// Without reading the table where the server knows about how many rows there are; of a view nobody does. -1
// where nothing says it.
std::int64_t AboutRows(Connection& connection, std::string_view table) {
  const std::string from = sql::SqlName(table, connection.dialect());
  const Result<ResultSet> count = connection.Run(
      connection.dialect() == Dialect::kPostgresql
          ? "SELECT reltuples::bigint FROM pg_class WHERE oid = " + sql::QuoteWith(from, '\'') +
                "::regclass AND reltuples > 0"
          : "SELECT count(*) FROM " + from);
  if (!count.ok() || count->rows.empty()) return -1;
  const auto* rows = std::get_if<std::int64_t>(&count->rows[0][0]);
  return rows == nullptr ? -1 : *rows;
}

}  // namespace

Result<std::unique_ptr<RowSource>> OpenTable(Connection& connection, std::string_view table) try {
  const std::string name = connection.url() + "#" + std::string(table);
  const std::string query = "SELECT * FROM " + sql::SqlName(table, connection.dialect());
  // Also of a view; and where there is none, the engine's own words say so.
  Result<ResultSet> none = connection.Run(query + " LIMIT 0");
  if (!none.ok()) return Refused(connection, table, name, none.status());
  std::vector<SourceColumn> columns;
  for (std::string& column : none->columns) columns.push_back({std::move(column), {}});
  TACIT_ASSIGN_OR_RETURN(const Schema schema, connection.ReadSchema());
  std::int64_t rows_about = -1;
  if (const Table* known = schema.Find(table)) {
    for (SourceColumn& column : columns) {
      const int at = known->ColumnOrdinal(column.name);
      if (at >= 0) column.type = known->columns[static_cast<std::size_t>(at)].type;
    }
    rows_about = AboutRows(connection, table);
  }
  if (auto* sqlite = dynamic_cast<engine::SqliteConnection*>(&connection)) {
    TACIT_ASSIGN_OR_RETURN(engine::StatementHandle statement, sqlite->PrepareOne(query));
    auto rows = std::make_unique<SqliteRows>(name, std::move(columns), *sqlite, std::move(statement));
    rows->SetExpectedRows(rows_about);
    return std::unique_ptr<RowSource>(std::move(rows));
  }
  auto rows = std::make_unique<PostgresRows>(name, std::move(columns), connection);
  rows->SetExpectedRows(rows_about);
  TACIT_RETURN_IF_ERROR(rows->Begin(query));
  return std::unique_ptr<RowSource>(std::move(rows));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory to open a table");
}

Result<std::unique_ptr<RowSource>> OpenRowSource(const std::string& where) try {
  if (!where.starts_with("sqlite:") && where.find("://") == std::string::npos) return OpenCsv(where);
  const std::size_t mark = where.rfind('#');
  if (mark == std::string::npos || mark + 1 == where.size()) {
    // A URL may hold a password.
    return Status::InvalidArgument(where.substr(0, where.find(':')) +
                                   " URL: expected URL#table, found no table");
  }
  TACIT_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                         Connection::Open(where.substr(0, mark), Connection::Access::kReadOnly));
  Result<std::unique_ptr<RowSource>> rows = OpenTable(*connection, where.substr(mark + 1));
  if (!rows.ok()) return rows;
  return std::unique_ptr<RowSource>(std::make_unique<OwnedRows>(std::move(connection), std::move(*rows)));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(where + ": no memory to open it");
}

}  // namespace tacit
