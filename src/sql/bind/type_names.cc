#include "src/sql/bind/type_names.h"

#include <string>

namespace tacit::sql::bind {
namespace {

// The grammar's masks for the fields of an interval.
constexpr std::int64_t kFullRange = 0x7FFF;

std::int64_t Modifier(const Json& type_name, std::size_t index) {
  const Json& modifiers = List(type_name, "typmods");
  if (index >= modifiers.size()) return 0;
  const Node constant = Open(modifiers[index]);
  return constant.kind == "A_Const" ? Number(Member(*constant.body, "ival"), "ival") : 0;
}

bool IsInterval(const Json& type_name) { return LastName(List(type_name, "names")) == "interval"; }

}  // namespace

bool HasIntervalFields(const Json& type_name) {
  return IsInterval(type_name) && !List(type_name, "typmods").empty() && Modifier(type_name, 0) != kFullRange;
}

std::string_view IntervalField(const Json& type_name) {
  if (!HasIntervalFields(type_name)) return {};
  switch (Modifier(type_name, 0)) {
    case 1 << 1: return "month";
    case 1 << 2: return "year";
    case 1 << 3: return "day";
    case 1 << 10: return "hour";
    case 1 << 11: return "minute";
    case 1 << 12: return "second";
    default: return {};
  }
}

Type TypeOf(const Json& type_name, Dialect dialect) {
  std::string text(LastName(List(type_name, "names")));
  const Json& modifiers = List(type_name, "typmods");
  if (!modifiers.empty() && !IsInterval(type_name)) {
    text += "(";
    for (std::size_t i = 0; i < modifiers.size(); ++i) {
      text += (i == 0 ? "" : ",") + std::to_string(Modifier(type_name, i));
    }
    text += ")";
  }
  if (!List(type_name, "arrayBounds").empty()) text += "[]";
  // The grammar writes CHAR as CHAR(1), which it means in PostgreSQL only.
  if (text == "bpchar(1)" && dialect != Dialect::kPostgresql) return {TypeKind::kUnknown, {}, "char"};
  return TypeFromName(text);
}

}  // namespace tacit::sql::bind
