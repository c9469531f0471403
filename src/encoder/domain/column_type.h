// What a column's type says of its values.
#pragma once

#include <cstdint>
#include <string_view>

namespace tacit::encoder {

struct ColumnType {
  enum class Kind { kInteger, kBoolean, kText, kDate, kTimestamp, kUuid, kOther };

  Kind kind = Kind::kOther;
  std::int64_t min = 0;  // of integers
  std::int64_t max = 0;
  int digits = 6;  // of a timestamp's seconds
};

// The type of a name, as PostgreSQL has it: "int4", "character varying(60)", "timestamp(3) without time
// zone". What compares by rules of its own (citext, char(n)) is another type.
[[nodiscard]] ColumnType ColumnTypeFromName(std::string_view name);

}  // namespace tacit::encoder
