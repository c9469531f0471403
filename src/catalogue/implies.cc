// When one constraint makes another superfluous. Every case is an argument about all tables, so it is short
// and refuses what it does not know: values of different types, opaque conditions, collations.
#include <algorithm>
#include <compare>
#include <limits>

#include "src/catalogue/same.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

// --- Values ----------------------------------------------------------------------------------------------

std::partial_ordering CompareNumbers(std::int64_t a, double b) {
  // Beyond 2^53 a double no longer names one integer.
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (a > kExact || a < -kExact) return std::partial_ordering::unordered;
  return static_cast<double>(a) <=> b;
}

// "2024-01-31" and "2024-01-31 10:20:30" order as times only among texts of their own shape.
bool SameTimeShape(const std::string& a, const std::string& b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (a.size() != b.size() || a.size() < 8) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (is_digit(a[i]) != is_digit(b[i])) return false;
    if (!is_digit(a[i]) && (a[i] != b[i] || std::string_view("-: T.").find(a[i]) == std::string_view::npos)) {
      return false;
    }
  }
  return true;
}

// Unordered where the values are no two numbers or two times.
std::partial_ordering Compare(const Value& a, const Value& b) {
  if (const auto* x = std::get_if<std::int64_t>(&a)) {
    if (const auto* y = std::get_if<std::int64_t>(&b)) return *x <=> *y;
    if (const auto* y = std::get_if<double>(&b)) return CompareNumbers(*x, *y);
  } else if (const auto* d = std::get_if<double>(&a)) {
    if (const auto* y = std::get_if<double>(&b)) return *d <=> *y;
    if (const auto* y = std::get_if<std::int64_t>(&b)) return 0 <=> CompareNumbers(*y, *d);
  } else if (const auto* s = std::get_if<std::string>(&a)) {
    const auto* t = std::get_if<std::string>(&b);
    if (t != nullptr && SameTimeShape(*s, *t)) return *s <=> *t;
  }
  return std::partial_ordering::unordered;
}

bool SurelyEqual(const Value& a, const Value& b) { return !IsNull(a) && (a == b || Compare(a, b) == 0); }

// Trailing blanks count in text and do not in char(n), and we are not told which of them a column is.
std::string_view Trimmed(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

bool SurelyDiffer(const Value& a, const Value& b) {
  const auto* s = std::get_if<std::string>(&a);
  const auto* t = std::get_if<std::string>(&b);
  if (s != nullptr && t != nullptr) return Trimmed(*s) != Trimmed(*t);
  const std::partial_ordering order = Compare(a, b);
  return order == std::partial_ordering::less || order == std::partial_ordering::greater;
}

std::int64_t CharLength(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](char c) { return (static_cast<unsigned char>(c) >> 6U) != 2U; });
}

bool Blank(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && text->find_first_not_of(" \t\n\v\f\r") == std::string::npos;
}

// --- Sets of values --------------------------------------------------------------------------------------

bool InLength(const LengthDetail& length, std::int64_t n) {
  return (!length.min || n >= *length.min) && (!length.max || n <= *length.max);
}

bool LengthWithin(const LengthDetail& a, const LengthDetail& b) {
  const bool min_holds = !b.min || *b.min <= 0 || (a.min && *a.min >= *b.min);
  return min_holds && (!b.max || (a.max && *a.max <= *b.max));
}

// With whole numbers only, an excluded bound is the next number included.
RangeDetail Tightened(RangeDetail range) {
  constexpr auto kLimits = std::numeric_limits<std::int64_t>();
  if (!range.integer) return range;
  if (auto* min = range.min ? std::get_if<std::int64_t>(&*range.min) : nullptr;
      min != nullptr && range.min_exclusive && *min < kLimits.max()) {
    ++*min;
    range.min_exclusive = false;
  }
  if (auto* max = range.max ? std::get_if<std::int64_t>(&*range.max) : nullptr;
      max != nullptr && range.max_exclusive && *max > kLimits.min()) {
    --*max;
    range.max_exclusive = false;
  }
  return range;
}

// Every number above (below) a's bound is above (below) b's.
bool BoundWithin(const std::optional<Value>& a, bool a_exclusive, const std::optional<Value>& b,
                 bool b_exclusive, bool lower) {
  if (!b) return true;
  if (!a) return false;
  const std::partial_ordering order = lower ? Compare(*a, *b) : Compare(*b, *a);
  if (order == 0) return a_exclusive || !b_exclusive;
  return order == std::partial_ordering::greater;
}

bool RangeWithin(const RangeDetail& a, const RangeDetail& b) {
  const RangeDetail tight = Tightened(a);
  return (a.integer || !b.integer) &&
         BoundWithin(tight.min, tight.min_exclusive, b.min, b.min_exclusive, true) &&
         BoundWithin(tight.max, tight.max_exclusive, b.max, b.max_exclusive, false);
}

bool InRange(const RangeDetail& range, const Value& value) {
  if (range.integer && !std::holds_alternative<std::int64_t>(value)) return false;
  return BoundWithin(value, false, range.min, range.min_exclusive, true) &&
         BoundWithin(value, false, range.max, range.max_exclusive, false);
}

// The value is surely outside: beyond a bound that it compares with.
bool OutsideRange(const RangeDetail& range, const Value& value) {
  const auto beyond = [&](const std::optional<Value>& bound, bool exclusive, std::partial_ordering side) {
    if (!bound) return false;
    const std::partial_ordering order = Compare(value, *bound);
    return order == side || (exclusive && order == 0);
  };
  return beyond(range.min, range.min_exclusive, std::partial_ordering::less) ||
         beyond(range.max, range.max_exclusive, std::partial_ordering::greater);
}

template <typename Predicate>
bool Every(const std::vector<Value>& values, Predicate predicate) {
  return std::all_of(values.begin(), values.end(), predicate);
}

bool Contains(const std::vector<Value>& values, const Value& value) {
  return std::any_of(values.begin(), values.end(), [&](const Value& v) { return SurelyEqual(v, value); });
}

// --- Constraints on one column's value -------------------------------------------------------------------

// One of the listed values satisfies b.
bool ValueSatisfies(const Value& value, const Constraint& b) {
  switch (b.kind) {
    case ConstraintKind::kLength: {
      const auto* text = std::get_if<std::string>(&value);
      const auto& length = std::get<LengthDetail>(b.detail);
      return text != nullptr && InLength(length, CharLength(*text)) &&
             InLength(length, CharLength(Trimmed(*text)));
    }
    case ConstraintKind::kRange: return InRange(std::get<RangeDetail>(b.detail), value);
    case ConstraintKind::kOneOf: return Contains(std::get<ValuesDetail>(b.detail).values, value);
    case ConstraintKind::kNoneOf:
      return Every(std::get<ValuesDetail>(b.detail).values,
                   [&](const Value& v) { return IsNull(v) || SurelyDiffer(v, value); });
    default: return false;
  }
}

// No value that satisfies a is equal to this one.
bool ValueExcludedBy(const Constraint& a, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  switch (a.kind) {
    case ConstraintKind::kLength: {
      const auto& length = std::get<LengthDetail>(a.detail);
      return text != nullptr && !InLength(length, CharLength(*text)) &&
             !InLength(length, CharLength(Trimmed(*text)));
    }
    case ConstraintKind::kRange: return OutsideRange(std::get<RangeDetail>(a.detail), value);
    case ConstraintKind::kNoneOf: return Contains(std::get<ValuesDetail>(a.detail).values, value);
    default: return false;
  }
}

// Every value, neither NULL nor let through as blank, that satisfies a satisfies b.
bool ValuesImply(const Constraint& a, const Constraint& b) {
  if (a.kind == ConstraintKind::kOneOf) {
    return Every(std::get<ValuesDetail>(a.detail).values, [&](const Value& value) {
      return IsNull(value) || (b.nulls == NullPolicy::kBlankAllowed && Blank(value)) ||
             ValueSatisfies(value, b);
    });
  }
  if (b.kind == ConstraintKind::kNoneOf) {
    return Every(std::get<ValuesDetail>(b.detail).values,
                 [&](const Value& value) { return IsNull(value) || ValueExcludedBy(a, value); });
  }
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case ConstraintKind::kLength:
      return LengthWithin(std::get<LengthDetail>(a.detail), std::get<LengthDetail>(b.detail));
    case ConstraintKind::kRange:
      return RangeWithin(std::get<RangeDetail>(a.detail), std::get<RangeDetail>(b.detail));
    case ConstraintKind::kFormat: return catalogue::SameDetail(a.detail, b.detail);
    default: return false;
  }
}

bool IsOnValues(ConstraintKind kind) {
  return kind == ConstraintKind::kLength || kind == ConstraintKind::kRange ||
         kind == ConstraintKind::kOneOf || kind == ConstraintKind::kNoneOf || kind == ConstraintKind::kFormat;
}

// A list with NULL in it lets NULL through whatever the policy says.
bool RejectsNull(const Constraint& c) {
  if (c.kind == ConstraintKind::kNotNull) return true;
  if (c.nulls != NullPolicy::kRejected || c.kind == ConstraintKind::kCheck) return false;
  return c.kind != ConstraintKind::kOneOf ||
         Every(std::get<ValuesDetail>(c.detail).values, [](const Value& value) { return !IsNull(value); });
}

// What a lets through as NULL or as blank, b lets through too.
bool ExemptionsHold(const Constraint& a, const Constraint& b) {
  if (b.nulls == NullPolicy::kRejected && !RejectsNull(a)) return false;
  return a.nulls != NullPolicy::kBlankAllowed || b.nulls == NullPolicy::kBlankAllowed;
}

// A detail without content stands for one that the source computes: what it says is not known.
bool SaysSomething(const ConstraintDetail& detail) {
  if (const auto* values = std::get_if<ValuesDetail>(&detail)) return !values->values.empty();
  if (const auto* format = std::get_if<FormatDetail>(&detail)) return !format->regex.empty();
  if (const auto* length = std::get_if<LengthDetail>(&detail)) return length->min || length->max;
  if (const auto* range = std::get_if<RangeDetail>(&detail))
    return range->min || range->max || range->integer;
  return true;
}

bool ValueConstraintImplies(const Constraint& a, const Constraint& b) {
  const bool same = a.kind == b.kind && catalogue::SameDetail(a.detail, b.detail);
  return (same || (SaysSomething(a.detail) && SaysSomething(b.detail))) && a.columns.size() == 1 &&
         a.columns == b.columns && ExemptionsHold(a, b) && ValuesImply(a, b);
}

// --- Keys and references ---------------------------------------------------------------------------------

bool Has(const std::vector<std::string>& columns, const std::string& column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

bool Covers(const std::vector<std::string>& wide, const std::vector<std::string>& narrow) {
  return std::all_of(narrow.begin(), narrow.end(), [&](const std::string& c) { return Has(wide, c); });
}

// Two rows that agree on the wider b agree on a: so a's promise that there are none covers b's.
bool UniqueImplies(const Constraint& a, const Constraint& b) {
  const auto& of_a = std::get<UniqueDetail>(a.detail);
  const auto& of_b = std::get<UniqueDetail>(b.detail);
  if (a.columns.empty() || !Covers(b.columns, a.columns)) return false;
  if (!of_b.case_sensitive) {
    // Agreement up to case is agreement for a only where a ignores the case of the same column.
    const bool same_folding = !of_a.case_sensitive && a.columns.front() == b.columns.front();
    if (!same_folding && Has(a.columns, b.columns.front())) return false;
  }
  if (of_b.nulls_equal && !of_a.nulls_equal && a.nulls != NullPolicy::kRejected) return false;
  if (b.nulls == NullPolicy::kRejected &&
      (a.nulls != NullPolicy::kRejected || !Covers(a.columns, b.columns))) {
    return false;
  }
  return a.nulls != NullPolicy::kBlankAllowed ||
         (b.nulls == NullPolicy::kBlankAllowed && a.columns.front() == b.columns.front());
}

// The same columns lead to the same columns, in whatever order they are written.
bool ReferenceImplies(const Constraint& a, const Constraint& b) {
  const auto& of_a = std::get<ForeignKeyDetail>(a.detail);
  const auto& of_b = std::get<ForeignKeyDetail>(b.detail);
  if (of_a.ref_table != of_b.ref_table || of_a.type_column != of_b.type_column || !ExemptionsHold(a, b)) {
    return false;
  }
  if (a.columns == b.columns && of_a.ref_columns == of_b.ref_columns) return true;
  if (a.columns.size() != b.columns.size() || of_a.ref_columns.size() != a.columns.size() ||
      of_b.ref_columns.size() != b.columns.size()) {
    return false;
  }
  std::vector<std::pair<std::string, std::string>> pairs_a;
  std::vector<std::pair<std::string, std::string>> pairs_b;
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    pairs_a.emplace_back(a.columns[i], of_a.ref_columns[i]);
    pairs_b.emplace_back(b.columns[i], of_b.ref_columns[i]);
  }
  std::sort(pairs_a.begin(), pairs_a.end());
  std::sort(pairs_b.begin(), pairs_b.end());
  return pairs_a == pairs_b;
}

// Wherever b applies, a applies. Source text without SQL form can mean two things in two places.
bool ConditionHolds(const std::optional<Condition>& a, const std::optional<Condition>& b) {
  if (!a) return true;
  return b && !a->opaque && !b->opaque && a->text == b->text;
}

}  // namespace

bool Implies(const Constraint& a, const Constraint& b) {
  if (a.table != b.table || !ConditionHolds(a.condition, b.condition)) return false;
  if (b.kind == ConstraintKind::kNotNull)
    return b.columns.size() == 1 && RejectsNull(a) && Has(a.columns, b.columns.front());
  if (IsOnValues(a.kind) && IsOnValues(b.kind)) return ValueConstraintImplies(a, b);
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case ConstraintKind::kUnique: return UniqueImplies(a, b);
    case ConstraintKind::kForeignKey: return ReferenceImplies(a, b);
    case ConstraintKind::kCheck:
      return catalogue::SameDetail(a.detail, b.detail) && b.nulls != NullPolicy::kRejected;
    default: return false;
  }
}

}  // namespace tacit
