#include "src/engine/sqlite_functions.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "src/engine/sqlite_handle.h"

namespace tacit::engine {
namespace {

using Function = void (*)(sqlite3_context*, int, sqlite3_value**);

std::string_view Text(sqlite3_value* value) {
  const void* text = sqlite3_value_text(value);
  if (text == nullptr) return {};
  return {static_cast<const char*>(text), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void Return(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

bool IsNull(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_NULL; }

bool ReturnNullForNull(sqlite3_context* context, int count, sqlite3_value** values) {
  const bool any = std::any_of(values, values + count, IsNull);
  if (any) sqlite3_result_null(context);
  return any;
}

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

sqlite3_int64 Characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), StartsCharacter);
}

// Where character `index` (from 0) begins; the end for one past the last.
std::size_t Offset(std::string_view text, sqlite3_int64 index) {
  std::size_t offset = 0;
  for (; offset < text.size(); ++offset) {
    if (StartsCharacter(text[offset]) && index-- == 0) break;
  }
  return offset;
}

void Btrim(sqlite3_context* context, int count, sqlite3_value** values) {
  if (ReturnNullForNull(context, count, values)) return;
  std::string_view text = Text(values[0]);
  const std::string_view set = count > 1 ? Text(values[1]) : " ";
  const auto in_set = [&](std::string_view character) {
    return set.find(character) != std::string_view::npos;
  };
  while (!text.empty()) {
    const std::size_t first = Offset(text, 1);
    if (!in_set(text.substr(0, first))) break;
    text.remove_prefix(first);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && !StartsCharacter(text[last])) --last;
    if (!in_set(text.substr(last))) break;
    text.remove_suffix(text.size() - last);
  }
  Return(context, text);
}

// left(text, n): n characters, or all but the last -n. right: the same from the other end.
void Left(sqlite3_context* context, int count, sqlite3_value** values) {
  if (ReturnNullForNull(context, count, values)) return;
  const std::string_view text = Text(values[0]);
  const sqlite3_int64 n = sqlite3_value_int64(values[1]);
  const sqlite3_int64 kept =
      n >= 0 ? n : std::max<sqlite3_int64>(0, Characters(text) + std::max(n, -Characters(text)));
  Return(context, text.substr(0, Offset(text, kept)));
}

void Right(sqlite3_context* context, int count, sqlite3_value** values) {
  if (ReturnNullForNull(context, count, values)) return;
  const std::string_view text = Text(values[0]);
  const sqlite3_int64 n = sqlite3_value_int64(values[1]);
  const sqlite3_int64 length = Characters(text);
  const sqlite3_int64 skipped = n >= 0 ? std::max<sqlite3_int64>(0, length - std::min(n, length))
                                       : std::min(length, -std::max(n, -length));
  Return(context, text.substr(Offset(text, skipped)));
}

void Strpos(sqlite3_context* context, int count, sqlite3_value** values) {
  if (ReturnNullForNull(context, count, values)) return;
  const std::string_view text = Text(values[0]);
  const std::size_t found = text.find(Text(values[1]));
  sqlite3_result_int64(context, found == std::string_view::npos ? 0 : Characters(text.substr(0, found)) + 1);
}

void StartsWith(sqlite3_context* context, int count, sqlite3_value** values) {
  if (ReturnNullForNull(context, count, values)) return;
  sqlite3_result_int(context, Text(values[0]).starts_with(Text(values[1])) ? 1 : 0);
}

void Concat(sqlite3_context* context, int count, sqlite3_value** values) {
  std::string text;
  for (int i = 0; i < count; ++i) text += Text(values[i]);
  Return(context, text);
}

struct Entry {
  const char* name;
  int arguments;  // -1: any number
  Function function;
};

constexpr std::array<Entry, 7> kFunctions = {{
    {"btrim", 1, Btrim},
    {"btrim", 2, Btrim},
    {"left", 2, Left},
    {"right", 2, Right},
    {"strpos", 2, Strpos},
    {"starts_with", 2, StartsWith},
    {"concat", -1, Concat},
}};

}  // namespace

Status RegisterFunctions(sqlite3* db) {
  for (const Entry& entry : kFunctions) {
    const int code = sqlite3_create_function_v2(db, entry.name, entry.arguments,
                                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                                nullptr, entry.function, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return SqliteError(db, code, "sqlite: cannot register a function");
  }
  return Status::Ok();
}

}  // namespace tacit::engine
