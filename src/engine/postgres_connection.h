// Connection over libpq. Included by this room only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "src/engine/postgres_handle.h"
#include "tacit/connection.h"

namespace tacit::engine {

// Every connection of ours speaks UTF-8, ISO dates and hex bytes, sees every row or fails (row_security off),
// and prints nothing.
class PostgresConnection final : public Connection {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Connection>> Open(const std::string& url, Access access);

  [[nodiscard]] Dialect dialect() const override { return Dialect::kPostgresql; }
  [[nodiscard]] const std::string& url() const override { return url_; }
  [[nodiscard]] Status Execute(std::string_view sql) override;
  [[nodiscard]] Result<ResultSet> Run(std::string_view sql, std::int64_t max_rows) override;
  [[nodiscard]] Status Insert(std::string_view table, const std::vector<std::string>& columns,
                              const std::vector<Row>& rows) override;
  [[nodiscard]] Result<Plan> Explain(std::string_view sql) override;
  [[nodiscard]] Result<Timing> Time(std::string_view sql, const TimingOptions& options) override;
  [[nodiscard]] Result<Schema> ReadSchema() override;
  void SetTimeout(std::int64_t ms) override { timeout_ms_ = ms > 0 ? ms : 0; }

 private:
  // Sees one row of a result; false: no more are wanted.
  using RowSink = std::function<bool(const PGresult* result)>;

  PostgresConnection(std::string url, ServerHandle db) : url_(std::move(url)), db_(std::move(db)) {}

  [[nodiscard]] Status Configure(Access access);
  // Tells the server of a timeout that it does not know of yet.
  [[nodiscard]] Status SendTimeout();
  // A statement of our own, without rows.
  [[nodiscard]] Status Command(const std::string& sql);
  // Sends one statement and gives each of its rows to `sink`; the rows' number comes back.
  [[nodiscard]] Result<std::int64_t> Stream(const std::string& sql, const RowSink& sink);
  // Reads what a statement that was sent gives, to its end.
  [[nodiscard]] Result<std::int64_t> Receive(const RowSink& sink);
  // One result of a COPY that nobody feeds or reads.
  void AbandonCopy(ExecStatusType status);
  void Cancel();
  [[nodiscard]] Status Error(const PGresult* result) const;
  [[nodiscard]] Result<Timing> TimePrepared(const std::string& sql, const TimingOptions& options);

  [[nodiscard]] Status InsertRows(const std::string& table, const std::vector<std::string>& columns,
                                  const std::vector<Row>& rows);
  [[nodiscard]] Status CopyRows(const std::string& copy, std::size_t width, const std::vector<Row>& rows);

  std::string url_;  // without its password
  ServerHandle db_;
  std::int64_t timeout_ms_ = 0;
  std::int64_t sent_timeout_ms_ = -1;  // what the server has; -1: not known
};

}  // namespace tacit::engine
