#include "src/engine/sqlite_handle.h"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace tacit::engine {

Status SqliteError(sqlite3* db, int code, std::string_view doing) {
  std::string message =
      std::string(doing) + ": " + (db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
  std::replace(message.begin(), message.end(), '\n', ' ');
  switch (code & 0xFF) {
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG: return Status::ResourceExhausted(std::move(message));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Status::Corruption(std::move(message));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL: return Status::Io(std::move(message));
    default: return Status::InvalidArgument(std::move(message));
  }
}

Result<StatementHandle> Prepare(sqlite3* db, std::string_view sql, std::string_view* rest) {
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return Status::InvalidArgument("sqlite: expected a statement below 2 GiB, found " +
                                   std::to_string(sql.size()) + " bytes");
  }
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &statement, &tail);
  StatementHandle handle(statement);
  if (code != SQLITE_OK) return SqliteError(db, code, "sqlite: cannot prepare");
  *rest = tail == nullptr ? std::string_view() : sql.substr(static_cast<std::size_t>(tail - sql.data()));
  return handle;
}

Status BindValue(sqlite3* db, sqlite3_stmt* statement, int index, const Value& value) {
  const int code = std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return sqlite3_bind_null(statement, index);
        } else if constexpr (std::is_same_v<T, bool>) {
          return sqlite3_bind_int(statement, index, v ? 1 : 0);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return sqlite3_bind_int64(statement, index, v);
        } else if constexpr (std::is_same_v<T, double>) {
          return sqlite3_bind_double(statement, index, v);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return sqlite3_bind_text64(statement, index, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
        } else {
          return sqlite3_bind_blob64(statement, index, v.bytes.data(), v.bytes.size(), SQLITE_STATIC);
        }
      },
      value);
  return code == SQLITE_OK ? Status::Ok() : SqliteError(db, code, "sqlite: cannot bind a value");
}

Value ColumnValue(sqlite3_stmt* statement, int column) {
  const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const void* text = sqlite3_column_text(statement, column);
      return text == nullptr ? std::string() : std::string(static_cast<const char*>(text), size());
    }
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_column_blob(statement, column);
      return bytes == nullptr ? Blob() : Blob{std::string(static_cast<const char*>(bytes), size())};
    }
    default: return std::monostate();
  }
}

}  // namespace tacit::engine
