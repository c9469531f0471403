// Connection over SQLite. Included by this room only.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "src/engine/sqlite_handle.h"
#include "tacit/connection.h"

namespace tacit::engine {

// Foreign keys are enforced, and LIKE is case-sensitive as in PostgreSQL, on every connection of ours.
class SqliteConnection final : public Connection {
 public:
  // `file` is a path or ":memory:".
  [[nodiscard]] static Result<std::unique_ptr<Connection>> Open(const std::string& url,
                                                                const std::string& file, Access access);

  [[nodiscard]] Dialect dialect() const override { return Dialect::kSqlite; }
  [[nodiscard]] const std::string& url() const override { return url_; }
  [[nodiscard]] Status Execute(std::string_view sql) override;
  [[nodiscard]] Result<ResultSet> Run(std::string_view sql, std::int64_t max_rows) override;
  [[nodiscard]] Status Insert(std::string_view table, const std::vector<std::string>& columns,
                              const std::vector<Row>& rows) override;
  [[nodiscard]] Result<Plan> Explain(std::string_view sql) override;
  [[nodiscard]] Result<Timing> Time(std::string_view sql, const TimingOptions& options) override;
  [[nodiscard]] Result<Schema> ReadSchema() override;
  void SetTimeout(std::int64_t ms) override;

  // For who steps through rows by himself; each step is in the time of one statement.
  [[nodiscard]] Result<StatementHandle> PrepareOne(std::string_view sql);
  // True where it gave a row.
  [[nodiscard]] Result<bool> Step(sqlite3_stmt* statement);

 private:
  SqliteConnection(std::string url, DatabaseHandle db) : url_(std::move(url)), db_(std::move(db)) {}

  [[nodiscard]] Status Configure();
  [[nodiscard]] Result<std::int64_t> Drain(sqlite3_stmt* statement);
  [[nodiscard]] Status InsertRows(std::string_view table, const std::vector<std::string>& columns,
                                  const std::vector<Row>& rows);

  // Begins the time of one statement.
  void StartClock();
  static int OnProgress(void* connection);

  std::string url_;
  DatabaseHandle db_;
  std::chrono::milliseconds timeout_{0};
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace tacit::engine
