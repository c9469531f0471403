// The door to PostgreSQL, there in every build. Included by this room only.
#pragma once

#include <memory>
#include <string>

#include "tacit/connection.h"

namespace tacit::engine {

// `url` is libpq's: postgresql://[user[:password]@][host][:port]/[database][?name=value&...]; what it leaves
// out comes from libpq's environment variables (PGHOST, PGUSER, PGPASSWORD, ...). Errors: as
// Connection::Open; NotSupported where the build has no libpq.
[[nodiscard]] Result<std::unique_ptr<Connection>> OpenPostgres(const std::string& url,
                                                               Connection::Access access);

}  // namespace tacit::engine
