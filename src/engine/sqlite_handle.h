// SQLite's handles with owners, and its errors as Status. Included by this room only.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit::engine {

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// The Status of a result code that is neither SQLITE_OK, _ROW nor _DONE, with the engine's message on one
// line.
[[nodiscard]] Status SqliteError(sqlite3* db, int code, std::string_view doing);

// The first statement of `sql`, and in *rest what follows it. A null handle where there is none (blanks,
// comments).
[[nodiscard]] Result<StatementHandle> Prepare(sqlite3* db, std::string_view sql, std::string_view* rest);

// Binds parameter `index` (from 1). The value must outlive the next step.
[[nodiscard]] Status BindValue(sqlite3* db, sqlite3_stmt* statement, int index, const Value& value);
[[nodiscard]] Value ColumnValue(sqlite3_stmt* statement, int column);

}  // namespace tacit::engine
