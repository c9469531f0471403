// A PostgreSQL server of the test program's own: made in a temporary folder, reached by a Unix socket there,
// gone with the program.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tacit/connection.h"

namespace tacit::testing {

class PostgresServer {
 public:
  // The program's one server, started when it is first asked for. A server that cannot be started is a
  // failure of the calling test, and gives null; the message says what to install.
  [[nodiscard]] static PostgresServer* Get();

  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // A new, empty database's URL.
  [[nodiscard]] std::string NewDatabase();
  [[nodiscard]] std::string Url(const std::string& database) const;

 private:
  PostgresServer() = default;
  // Empty, or why it failed.
  [[nodiscard]] std::string Start();

  std::filesystem::path folder_;
  int process_ = -1;
  int databases_ = 0;
};

// A connection to a new database in which `ddl` has run; null after a failure of the calling test.
[[nodiscard]] std::unique_ptr<Connection> OpenPostgres(const std::string& ddl);

// The same in one database of the program's, emptied first, which is quicker than making a new one.
[[nodiscard]] std::unique_ptr<Connection> ReopenPostgres(const std::string& ddl);

}  // namespace tacit::testing
