#include "src/engine/postgres_handle.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

namespace tacit::engine {
namespace {

// Object ids of built-in types: part of the wire protocol, the same on every server.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kOid = 26;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;

Value IntegerValue(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::string(text);
  return value;
}

Value FloatValue(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::string(text);
  return value;
}

int HexDigit(char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; }

// "\x00ff": the only form under bytea_output = hex.
Value BytesValue(std::string_view text) {
  Blob blob;
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    blob.bytes += static_cast<char>(HexDigit(text[i]) * 16 + HexDigit(text[i + 1]));
  }
  return blob;
}

std::string FloatText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  std::array<char, 64> text = {};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

void AppendCopyText(std::string_view text, std::string* line) {
  for (const char c : text) {
    switch (c) {
      case '\\': *line += "\\\\"; break;
      case '\n': *line += "\\n"; break;
      case '\r': *line += "\\r"; break;
      case '\t': *line += "\\t"; break;
      default: *line += c;
    }
  }
}

void AppendCopyBytes(std::string_view bytes, std::string* line) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  *line += "\\\\x";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *line += kDigits[byte >> 4U];
    *line += kDigits[byte & 15U];
  }
}

StatusCode CodeOfState(std::string_view state) {
  if (state == "57014") return StatusCode::kResourceExhausted;  // cancelled: the timeout
  if (state == "53100") return StatusCode::kIo;                 // disk full
  if (state == "XX001" || state == "XX002") return StatusCode::kCorruption;
  if (state == "3D000") return StatusCode::kNotFound;  // no such database
  const std::string_view cls = state.substr(0, 2);
  if (cls == "53") return StatusCode::kResourceExhausted;
  // Lost connections, locks not had, deadlocks, a server that goes down, its disks.
  for (const std::string_view io : {"08", "40", "55", "57", "58"}) {
    if (cls == io) return StatusCode::kIo;
  }
  return StatusCode::kInvalidArgument;
}

}  // namespace

std::string OneLine(const char* message) {
  std::string line = message == nullptr ? "" : message;
  while (!line.empty() && line.back() == '\n') line.pop_back();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

Status PostgresError(PGconn* db, const PGresult* result, std::string_view doing) {
  const char* message = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (message == nullptr) message = result == nullptr ? PQerrorMessage(db) : PQresultErrorMessage(result);
  const bool lost = PQstatus(db) == CONNECTION_BAD;
  const StatusCode code = state != nullptr ? CodeOfState(state) : StatusCode::kIo;
  return {lost ? StatusCode::kIo : code, std::string(doing) + ": " + OneLine(message)};
}

Value FieldValue(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::monostate();
  const std::string_view text(PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case kBool: return text == "t";
    case kBytea: return BytesValue(text);
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid: return IntegerValue(text);
    case kFloat4:
    case kFloat8: return FloatValue(text);
    default: return std::string(text);
  }
}

Status AppendCopyField(const Value& value, std::string* line) {
  const auto* text = std::get_if<std::string>(&value);
  if (text != nullptr && text->find('\0') != std::string::npos) {
    return Status::InvalidArgument("postgresql: a text has no zero byte; store it as bytea");
  }
  std::visit(
      [line](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          *line += "\\N";
        } else if constexpr (std::is_same_v<T, bool>) {
          *line += v ? '1' : '0';  // read alike by boolean and by numbers
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          *line += std::to_string(v);
        } else if constexpr (std::is_same_v<T, double>) {
          *line += FloatText(v);
        } else if constexpr (std::is_same_v<T, std::string>) {
          AppendCopyText(v, line);
        } else {
          AppendCopyBytes(v.bytes, line);
        }
      },
      value);
  return Status::Ok();
}

}  // namespace tacit::engine
