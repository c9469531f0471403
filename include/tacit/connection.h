// A connection to a database: run, explain, time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dialect.h"
#include "tacit/export.h"
#include "tacit/schema.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit {

struct ResultSet {
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

struct TimingOptions {
  int runs = 5;                       // measured runs, after one that is not counted; at least 1
  std::int64_t max_total_ms = 2'000;  // no further run begins after this; a first run as long as this counts
  std::int64_t max_run_ms = 0;        // a run that takes longer is given up: ResourceExhausted; 0: no limit
};

// Wall time of a statement with all its rows fetched and discarded.
struct Timing {
  double min_ms = 0;
  double median_ms = 0;
  double max_ms = 0;
  int runs = 0;
  std::int64_t rows = 0;  // rows returned by each run
};

// The engine's own plan: its text, and its cost estimate where it has one (SQLite has none).
struct Plan {
  std::string text;
  double cost = -1;  // -1: the engine gives none
};

// Thread safety: a connection belongs to one thread. It closes on destruction and rolls back what was not
// committed.
class TACIT_EXPORT Connection {
 public:
  enum class Access { kReadOnly, kReadWrite, kCreate };

  // URL: "sqlite:FILE", "sqlite::memory:"; "postgresql://..." where the build has PostgreSQL, in libpq's form
  // (postgresql://user@host:port/database?name=value), with libpq's environment variables (PGHOST,
  // PGPASSWORD, ...) for what it leaves out. kCreate makes a PostgreSQL database that its server lacks.
  // Errors: InvalidArgument (no known scheme, a form that libpq refuses); NotFound (no such file or database,
  // unless kCreate); Corruption (not a database); NotSupported (a part that this build lacks); Io.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> Open(const std::string& url, Access access);

  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] virtual Dialect dialect() const = 0;
  // Without its password, as it may be shown.
  [[nodiscard]] virtual const std::string& url() const = 0;

  // Runs statements whose rows, if any, are discarded. On failure, statements before the failing one stay
  // done. Errors: InvalidArgument with the engine's message; ResourceExhausted (SetTimeout); Io.
  [[nodiscard]] virtual Status Execute(std::string_view sql) = 0;
  // Runs one statement and keeps its rows, at most `max_rows` (more is ResourceExhausted).
  [[nodiscard]] virtual Result<ResultSet> Run(std::string_view sql, std::int64_t max_rows = 10'000'000) = 0;
  // Inserts rows in one transaction; each row has one value per column named.
  [[nodiscard]] virtual Status Insert(std::string_view table, const std::vector<std::string>& columns,
                                      const std::vector<Row>& rows) = 0;
  [[nodiscard]] virtual Result<Plan> Explain(std::string_view sql) = 0;
  // Errors: as Run.
  [[nodiscard]] virtual Result<Timing> Time(std::string_view sql, const TimingOptions& options) = 0;
  // The live schema: tables, columns, keys, foreign keys, checks (those of enums and domains among them),
  // indexes; without the engine's own tables. It says no more than the engine enforces on every row that is
  // committed. PostgreSQL: the tables that a bare name reaches (search_path).
  [[nodiscard]] virtual Result<Schema> ReadSchema() = 0;
  // A statement that runs longer is interrupted with ResourceExhausted; 0: no limit.
  virtual void SetTimeout(std::int64_t ms) = 0;

 protected:
  Connection() = default;
};

}  // namespace tacit
