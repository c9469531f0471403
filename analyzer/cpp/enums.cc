#include <set>

#include "analyzer/cpp/facts.h"

namespace tacit::analyze::cpp {

namespace {

bool IsPowerOfTwo(std::int64_t value) { return value > 0 && (value & (value - 1)) == 0; }

// Three single bits and nothing but bits and zero: made to be joined.
bool AreFlags(const Enum& declared) {
  std::set<std::int64_t> bits;
  for (const Enumerator& value : declared.values) {
    if (IsPowerOfTwo(value.value)) bits.insert(value.value);
  }
  if (bits.size() < 3 || !bits.contains(4)) return false;
  // 1, 2, 3, 4 count; 1, 2, 4 are bits.
  for (const Enumerator& value : declared.values) {
    if (value.value == 3) return false;
  }
  return true;
}

}  // namespace

std::optional<ValuesDetail> ValuesOf(const Type& type, const Index& index) {
  const Enum* declared = type.kind == Type::Kind::kEnum ? index.FindEnum(type.name) : nullptr;
  if (declared == nullptr || declared->values.empty() || AreFlags(*declared)) return std::nullopt;
  std::set<std::int64_t> values;
  for (const Enumerator& value : declared->values) values.insert(value.value);
  ValuesDetail detail;
  for (const std::int64_t value : values) detail.values.emplace_back(value);
  return detail;
}

}  // namespace tacit::analyze::cpp
