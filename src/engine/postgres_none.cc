// A build without libpq.
#include "src/engine/postgres.h"

namespace tacit::engine {

Result<std::unique_ptr<Connection>> OpenPostgres(const std::string&, Connection::Access) {
  return Status::NotSupported(
      "database URL: PostgreSQL is a part that this build lacks (option TACIT_WITH_POSTGRES); use "
      "sqlite:FILE");
}

}  // namespace tacit::engine
