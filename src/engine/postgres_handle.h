// libpq's handles with owners, its errors as Status, its texts as values. Included by this room only.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit::engine {

struct FinishConnection {
  void operator()(PGconn* db) const { PQfinish(db); }
};
using ServerHandle = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

// The server's or libpq's message on one line.
[[nodiscard]] std::string OneLine(const char* message);

// The Status of a result that is an error, by its SQLSTATE. A null result is libpq's own failure.
[[nodiscard]] Status PostgresError(PGconn* db, const PGresult* result, std::string_view doing);

// The field as a value: booleans, integers, floats and bytea have their own types, all else is its text.
[[nodiscard]] Value FieldValue(const PGresult* result, int row, int column);

// Appends the value as a field of COPY's text format. Errors: InvalidArgument (a text with a zero byte).
[[nodiscard]] Status AppendCopyField(const Value& value, std::string* line);

}  // namespace tacit::engine
