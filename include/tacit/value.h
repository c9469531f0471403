// One SQL value, as it stands in a literal, a constraint's detail or a result row.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tacit {

struct Blob {
  std::string bytes;
  friend auto operator<=>(const Blob&, const Blob&) = default;
};

// std::monostate is SQL NULL. Exact decimals, dates and times are their text; who needs the type has it
// beside the value.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Blob>;
using Row = std::vector<Value>;

[[nodiscard]] inline bool IsNull(const Value& value) { return std::holds_alternative<std::monostate>(value); }

}  // namespace tacit
