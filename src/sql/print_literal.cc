// Constants and types, such that binding the text gives the same constant of the same type.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "src/sql/print_internal.h"
#include "src/sql/token.h"

namespace tacit::sql::print {
namespace {

std::string QuoteString(std::string_view text, Dialect dialect) {
  std::string quoted = QuoteWith(text, '\'');
  if (dialect != Dialect::kMysql) return quoted;
  std::string escaped;
  for (const char c : quoted) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return escaped;
}

std::string CastOf(const std::string& text, const Type& type, Dialect dialect) {
  return "CAST(" + text + " AS " + TypeName(type, dialect) + ")";
}

std::string ShortestDouble(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

bool HasPointOrExponent(std::string_view digits) {
  return digits.find_first_of(".eE") != std::string_view::npos;
}

// Whether the digits alone are read as an integer.
bool ReadsAsInteger(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size();
}

std::string HexBytes(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string DoubleText(double value, const Type& type, Dialect dialect) {
  if (dialect == Dialect::kSqlite) {
    if (std::isinf(value)) return value > 0 ? "9e999" : "-9e999";
    if (std::isnan(value)) return "NULL";
    const std::string digits = ShortestDouble(value);
    return HasPointOrExponent(digits) ? digits : digits + ".0";
  }
  const std::string digits =
      std::isinf(value) ? (value > 0 ? "Infinity" : "-Infinity") : ShortestDouble(value);
  return CastOf(QuoteWith(std::isnan(value) ? "NaN" : digits, '\''), type, dialect);
}

std::string NumericText(const std::string& digits, const Type& type, Dialect dialect) {
  if (dialect == Dialect::kSqlite) return digits;
  return ReadsAsInteger(digits) || digits.starts_with('+') ? CastOf(QuoteWith(digits, '\''), type, dialect)
                                                           : digits;
}

bool IsDateOrTime(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTime || kind == TypeKind::kTimestamp;
}

Level LevelOf(const std::string& number) { return number.starts_with('-') ? Level::kUnary : Level::kPrimary; }

}  // namespace

std::string TypeName(const Type& type, Dialect dialect) {
  if (dialect == Dialect::kPostgresql)
    return type.kind == TypeKind::kUnknown && type.name.empty() ? "text" : type.name;
  const bool sqlite = dialect == Dialect::kSqlite;
  switch (type.kind) {
    case TypeKind::kBoolean:
    case TypeKind::kInteger: return sqlite ? "INTEGER" : "SIGNED";
    case TypeKind::kNumeric: return sqlite ? "REAL" : "DECIMAL(65, 30)";
    case TypeKind::kFloat: return sqlite ? "REAL" : "DOUBLE";
    case TypeKind::kBytes: return sqlite ? "BLOB" : "BINARY";
    case TypeKind::kDate: return sqlite ? "TEXT" : "DATE";
    case TypeKind::kTime: return sqlite ? "TEXT" : "TIME";
    case TypeKind::kTimestamp: return sqlite ? "TEXT" : "DATETIME";
    default: return sqlite ? "TEXT" : "CHAR";
  }
}

std::pair<std::string, Level> Printer::Literal(const Expr& e, const Type* expected) const {
  const Type& type = e.type;
  if (IsNull(e.literal)) {
    const bool typed = type.kind != TypeKind::kUnknown && expected == nullptr && !sqlite();
    return {typed ? CastOf("NULL", type, dialect_) : "NULL", Level::kPrimary};
  }
  if (const auto* truth = std::get_if<bool>(&e.literal)) return {*truth ? "TRUE" : "FALSE", Level::kPrimary};
  if (const auto* integer = std::get_if<std::int64_t>(&e.literal)) {
    const std::string digits = std::to_string(*integer);
    return {digits, LevelOf(digits)};
  }
  if (const auto* number = std::get_if<double>(&e.literal)) {
    const std::string digits = DoubleText(*number, type, dialect_);
    return {digits, LevelOf(digits)};
  }
  if (const auto* blob = std::get_if<Blob>(&e.literal)) {
    const std::string hex = HexBytes(blob->bytes);
    if (dialect_ != Dialect::kPostgresql) return {"X'" + hex + "'", Level::kPrimary};
    return {CastOf("'\\x" + hex + "'", type, dialect_), Level::kPrimary};
  }
  const std::string& text = std::get<std::string>(e.literal);
  if (type.kind == TypeKind::kNumeric) {
    const bool make_real = as_postgresql_ && !HasPointOrExponent(text);
    const std::string digits = make_real ? text + ".0" : NumericText(text, type, dialect_);
    return {digits, LevelOf(digits)};
  }
  const std::string quoted = QuoteString(text, dialect_);
  const bool is_text =
      type.kind == TypeKind::kText || type.kind == TypeKind::kChar || type.kind == TypeKind::kUnknown;
  const bool taken = expected != nullptr && expected->kind == type.kind;
  if (sqlite() || is_text || taken) return {quoted, Level::kPrimary};
  const bool plain_name = type.name.empty() || type.name.find_first_of("( z") == std::string::npos;
  if (IsDateOrTime(type.kind) && plain_name) {
    const char* word = type.kind == TypeKind::kDate   ? "DATE "
                       : type.kind == TypeKind::kTime ? "TIME "
                                                      : "TIMESTAMP ";
    return {word + quoted, Level::kPrimary};
  }
  return {CastOf(quoted, type, dialect_), Level::kPrimary};
}

}  // namespace tacit::sql::print
