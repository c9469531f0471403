#include "src/catalogue/same.h"

#include <tuple>

namespace tacit::catalogue {
namespace {

// One overload per detail: a member that is added there must be added here.
bool Same(std::monostate, std::monostate) { return true; }
bool Same(const LengthDetail& a, const LengthDetail& b) {
  return std::tie(a.min, a.max) == std::tie(b.min, b.max);
}
bool Same(const RangeDetail& a, const RangeDetail& b) {
  return std::tie(a.min, a.max, a.min_exclusive, a.max_exclusive, a.integer) ==
         std::tie(b.min, b.max, b.min_exclusive, b.max_exclusive, b.integer);
}
bool Same(const ValuesDetail& a, const ValuesDetail& b) { return a.values == b.values; }
bool Same(const FormatDetail& a, const FormatDetail& b) {
  return std::tie(a.regex, a.dialect) == std::tie(b.regex, b.dialect);
}
bool Same(const UniqueDetail& a, const UniqueDetail& b) {
  return std::tie(a.case_sensitive, a.nulls_equal) == std::tie(b.case_sensitive, b.nulls_equal);
}
bool Same(const ForeignKeyDetail& a, const ForeignKeyDetail& b) {
  return std::tie(a.ref_table, a.ref_columns, a.type_column) ==
         std::tie(b.ref_table, b.ref_columns, b.type_column);
}
bool Same(const CheckDetail& a, const CheckDetail& b) { return a.sql == b.sql; }

}  // namespace

bool SameDetail(const ConstraintDetail& a, const ConstraintDetail& b) {
  const auto same_as_b = [&b](const auto& of_a) {
    const auto* of_b = std::get_if<std::decay_t<decltype(of_a)>>(&b);
    return of_b != nullptr && Same(of_a, *of_b);
  };
  return std::visit(same_as_b, a);
}

bool SameStatement(const Constraint& a, const Constraint& b) {
  if (a.condition.has_value() != b.condition.has_value()) return false;
  if (a.condition &&
      std::tie(a.condition->text, a.condition->opaque) != std::tie(b.condition->text, b.condition->opaque)) {
    return false;
  }
  return std::tie(a.kind, a.table, a.columns, a.nulls) == std::tie(b.kind, b.table, b.columns, b.nulls) &&
         SameDetail(a.detail, b.detail);
}

}  // namespace tacit::catalogue
