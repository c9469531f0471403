// SQL types, reduced to what rewriting and proving need to tell apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tacit::sql {

enum class TypeKind {
  kUnknown,  // of an untyped NULL or parameter, and of types that we only pass through
  kBoolean,
  kInteger,  // exact whole numbers of any width
  kNumeric,  // exact decimals
  kFloat,    // binary floating point: sums may not be reordered
  kText,     // varchar, text
  kChar,     // fixed-length char(n): compares without trailing blanks
  kDate,
  kTime,
  kTimestamp,
  kInterval,
  kBytes,
  kUuid,
  kJson,
};

struct Type {
  TypeKind kind = TypeKind::kUnknown;
  std::optional<int> length;  // of varchar(n), char(n)
  std::string name;           // as SQL writes it, for casts and messages: "integer", "varchar(30)"

  friend bool operator==(const Type& a, const Type& b) { return a.kind == b.kind && a.length == b.length; }
};

// The type that a name of DDL or of a cast denotes ("character varying(30)", "int4", "tinyint(1)",
// "datetime"); names of PostgreSQL, SQLite, MySQL and of Rails' schema.rb. A name that is none of them gives
// kUnknown and keeps its text.
[[nodiscard]] Type TypeFromName(std::string_view name);

// The type that holds values of both, as UNION, CASE and COALESCE unify: the wider number, text of any two
// strings, the other one of kUnknown. Two types that nothing unifies give kUnknown.
[[nodiscard]] Type CommonType(const Type& a, const Type& b);

[[nodiscard]] inline Type MakeType(TypeKind kind) {
  switch (kind) {
    case TypeKind::kUnknown: return {kind, {}, "unknown"};
    case TypeKind::kBoolean: return {kind, {}, "boolean"};
    case TypeKind::kInteger: return {kind, {}, "integer"};
    case TypeKind::kNumeric: return {kind, {}, "numeric"};
    case TypeKind::kFloat: return {kind, {}, "double precision"};
    case TypeKind::kText: return {kind, {}, "text"};
    case TypeKind::kChar: return {kind, {}, "char"};
    case TypeKind::kDate: return {kind, {}, "date"};
    case TypeKind::kTime: return {kind, {}, "time"};
    case TypeKind::kTimestamp: return {kind, {}, "timestamp"};
    case TypeKind::kInterval: return {kind, {}, "interval"};
    case TypeKind::kBytes: return {kind, {}, "bytea"};
    case TypeKind::kUuid: return {kind, {}, "uuid"};
    case TypeKind::kJson: return {kind, {}, "json"};
  }
  return {};
}

[[nodiscard]] constexpr bool IsNumber(TypeKind kind) {
  return kind == TypeKind::kInteger || kind == TypeKind::kNumeric || kind == TypeKind::kFloat;
}
[[nodiscard]] constexpr bool IsString(TypeKind kind) {
  return kind == TypeKind::kText || kind == TypeKind::kChar;
}
// A point in time: it has a date.
[[nodiscard]] constexpr bool IsMoment(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTimestamp;
}

}  // namespace tacit::sql
