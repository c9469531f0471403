#include "tacit/connection.h"

#include "src/engine/postgres.h"
#include "src/engine/sqlite_connection.h"

namespace tacit {

Result<std::unique_ptr<Connection>> Connection::Open(const std::string& url, Access access) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) {
    return engine::SqliteConnection::Open(url, url.substr(kSqlite.size()), access);
  }
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return engine::OpenPostgres(url, access);
  }
  return Status::InvalidArgument(
      "database URL: expected sqlite:FILE, sqlite::memory: or postgresql://..., found " + url);
}

}  // namespace tacit
