#include "tests/catalogue/evaluator.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace tacit::testing {
namespace {

const Value& At(const SmallRow& row, const std::string& column) { return column == "x" ? row.x : row.y; }

bool IsBlank(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && std::all_of(text->begin(), text->end(), [](char c) { return c == ' '; });
}

std::string Folded(const std::string& text) {
  std::string folded;
  for (const char c : text) folded += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return folded;
}

double Number(const Value& value) {
  const auto* i = std::get_if<std::int64_t>(&value);
  return i != nullptr ? static_cast<double>(*i) : std::get<double>(value);
}

// The conditions and checks that the tests use.
bool IsTrue(const std::string& sql, const SmallRow& row) {
  if (sql == "y > 0") return !IsNull(row.y) && Number(row.y) > 0;
  if (sql == "y IS NULL") return IsNull(row.y);
  return row.x == Value("a");  // "x = 'a'"
}
bool IsFalse(const std::string& sql, const SmallRow& row) {
  if (sql == "y > 0" && IsNull(row.y)) return false;
  if (sql == "x = 'a'" && IsNull(row.x)) return false;
  return !IsTrue(sql, row);
}

bool Equal(const Value& a, const Value& b) {
  const bool numbers = !std::holds_alternative<std::string>(a) && !std::holds_alternative<std::string>(b);
  return numbers ? Number(a) == Number(b) : a == b;
}

bool Listed(const ValuesDetail& list, const Value& value) {
  return std::any_of(list.values.begin(), list.values.end(),
                     [&](const Value& v) { return !IsNull(v) && Equal(value, v); });
}

bool ValueSatisfies(const Value& value, const Constraint& constraint) {
  switch (constraint.kind) {
    case ConstraintKind::kLength: {
      const auto& length = std::get<LengthDetail>(constraint.detail);
      const auto size = static_cast<std::int64_t>(std::get<std::string>(value).size());
      return size >= length.min.value_or(0) && size <= length.max.value_or(size);
    }
    case ConstraintKind::kRange: {
      const auto& range = std::get<RangeDetail>(constraint.detail);
      const double v = Number(value);
      if (range.integer && v != std::floor(v)) return false;
      if (range.min && (v < Number(*range.min) || (range.min_exclusive && v == Number(*range.min))))
        return false;
      return !range.max || v < Number(*range.max) || (!range.max_exclusive && v == Number(*range.max));
    }
    case ConstraintKind::kOneOf: return Listed(std::get<ValuesDetail>(constraint.detail), value);
    case ConstraintKind::kNoneOf: return !Listed(std::get<ValuesDetail>(constraint.detail), value);
    default: return std::get<std::string>(value).starts_with('a');  // the one format the tests use
  }
}

bool RowSatisfies(const SmallRow& row, const Constraint& c, const std::set<std::int64_t>& ids) {
  if (c.kind == ConstraintKind::kCheck) return !IsFalse(std::get<CheckDetail>(c.detail).sql, row);
  const Value& value = At(row, c.columns.front());
  if (c.kind == ConstraintKind::kNotNull) return !IsNull(value);
  if (IsNull(value)) {
    const auto* list = std::get_if<ValuesDetail>(&c.detail);
    const bool null_listed =
        c.kind == ConstraintKind::kOneOf && std::any_of(list->values.begin(), list->values.end(), IsNull);
    return null_listed || c.nulls != NullPolicy::kRejected;
  }
  if (c.nulls == NullPolicy::kBlankAllowed && IsBlank(value)) return true;
  if (c.kind == ConstraintKind::kForeignKey) {
    const auto* id = std::get_if<std::int64_t>(&value);
    return id != nullptr && ids.contains(*id);
  }
  return ValueSatisfies(value, c);
}

bool Conflict(const SmallRow& a, const SmallRow& b, const Constraint& c) {
  const auto& unique = std::get<UniqueDetail>(c.detail);
  for (const std::string& column : c.columns) {
    const Value& v = At(a, column);
    const Value& w = At(b, column);
    if ((IsNull(v) || IsNull(w)) && !unique.nulls_equal) return false;
    const auto* s = std::get_if<std::string>(&v);
    const auto* t = std::get_if<std::string>(&w);
    const bool fold = !unique.case_sensitive && column == c.columns.front() && s != nullptr && t != nullptr;
    if (fold ? Folded(*s) != Folded(*t) : v != w) return false;
  }
  return true;
}

bool UniqueHolds(const std::vector<SmallRow>& rows, const Constraint& c) {
  std::vector<SmallRow> subject;
  for (const SmallRow& row : rows) {
    const bool has_null = std::any_of(c.columns.begin(), c.columns.end(),
                                      [&](const std::string& n) { return IsNull(At(row, n)); });
    if (has_null && c.nulls == NullPolicy::kRejected) return false;
    const Value& first = At(row, c.columns.front());
    if (c.nulls == NullPolicy::kBlankAllowed && (IsNull(first) || IsBlank(first))) continue;
    for (const SmallRow& other : subject) {
      if (Conflict(row, other, c)) return false;
    }
    subject.push_back(row);
  }
  return true;
}

}  // namespace

bool Satisfies(const SmallDatabase& database, const Constraint& constraint) {
  std::vector<SmallRow> rows;
  for (const SmallRow& row : database.rows) {
    if (!constraint.condition || IsTrue(constraint.condition->text, row)) rows.push_back(row);
  }
  if (constraint.kind == ConstraintKind::kUnique) return UniqueHolds(rows, constraint);
  return std::all_of(rows.begin(), rows.end(),
                     [&](const SmallRow& row) { return RowSatisfies(row, constraint, database.ids); });
}

}  // namespace tacit::testing
