#include "src/encoder/domain/column_type.h"

#include <array>
#include <limits>
#include <string>

namespace tacit::encoder {
namespace {

using TypeKind = ColumnType::Kind;

struct TypeName {
  std::string_view name;
  TypeKind kind;
  int bytes = 0;  // of integers
};

constexpr std::array kTypeNames = {
    TypeName{"smallint", TypeKind::kInteger, 2},
    TypeName{"int2", TypeKind::kInteger, 2},
    TypeName{"smallserial", TypeKind::kInteger, 2},
    TypeName{"integer", TypeKind::kInteger, 4},
    TypeName{"int", TypeKind::kInteger, 4},
    TypeName{"int4", TypeKind::kInteger, 4},
    TypeName{"serial", TypeKind::kInteger, 4},
    TypeName{"bigint", TypeKind::kInteger, 8},
    TypeName{"int8", TypeKind::kInteger, 8},
    TypeName{"bigserial", TypeKind::kInteger, 8},
    TypeName{"boolean", TypeKind::kBoolean},
    TypeName{"bool", TypeKind::kBoolean},
    TypeName{"text", TypeKind::kText},
    TypeName{"varchar", TypeKind::kText},
    TypeName{"character varying", TypeKind::kText},
    TypeName{"date", TypeKind::kDate},
    TypeName{"timestamp", TypeKind::kTimestamp},
    TypeName{"timestamp without time zone", TypeKind::kTimestamp},
    TypeName{"datetime", TypeKind::kTimestamp},
    TypeName{"uuid", TypeKind::kUuid},
};

// Lower case, one blank between words, without what stands in parentheses, which `modifier` gets.
std::string PlainName(std::string_view name, std::string* modifier) {
  std::string plain;
  bool inside = false;
  for (const char c : name) {
    if (c == '(' || c == ')') {
      inside = c == '(';
    } else if (inside) {
      *modifier += c;
    } else if (c != ' ' || (!plain.empty() && plain.back() != ' ')) {
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  while (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

}  // namespace

ColumnType ColumnTypeFromName(std::string_view name) {
  std::string modifier;
  const std::string plain = PlainName(name, &modifier);
  ColumnType type;
  for (const TypeName& row : kTypeNames) {
    if (row.name != plain) continue;
    type.kind = row.kind;
    if (row.kind == TypeKind::kInteger) {
      type.max = std::numeric_limits<std::int64_t>::max() >> (64 - 8 * row.bytes);
      type.min = -type.max - 1;
    }
  }
  if (type.kind == TypeKind::kTimestamp && modifier.size() == 1 && modifier[0] >= '0' && modifier[0] < '6') {
    type.digits = modifier[0] - '0';
  }
  return type;
}

}  // namespace tacit::encoder
