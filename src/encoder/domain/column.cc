// A column's domain from its type and its constraints.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/status_macros.h"
#include "src/encoder/domain/column.h"
#include "src/encoder/domain/format_code.h"
#include "src/encoder/domain/moment_code.h"
#include "src/encoder/domain/ranked_code.h"
#include "src/encoder/domain/text_code.h"

namespace tacit::encoder {
namespace {

// Reads integers, days and moments alike; nothing where a bound says nothing exact of such values.
using BoundReader = std::optional<std::int64_t> (*)(const Value& bound, bool is_min);

// Doubles above this may stand for several integers.
constexpr double kMaxExactDouble = 9007199254740992.0;

std::optional<std::int64_t> IntegerBound(const Value& bound, bool is_min) {
  if (const auto* integer = std::get_if<std::int64_t>(&bound)) return *integer;
  const auto* real = std::get_if<double>(&bound);
  if (real == nullptr || !(std::abs(*real) < kMaxExactDouble)) return std::nullopt;
  return static_cast<std::int64_t>(is_min ? std::ceil(*real) : std::floor(*real));
}

std::optional<std::int64_t> DayBound(const Value& bound, bool) {
  const auto* text = std::get_if<std::string>(&bound);
  return text == nullptr ? std::nullopt : DayOfText(*text);
}

std::optional<std::int64_t> MomentBound(const Value& bound, bool) {
  const auto* text = std::get_if<std::string>(&bound);
  return text == nullptr ? std::nullopt : MomentOfText(*text, /*or_day=*/true);
}

// An exclusive bound leaves out the number that it is, and nothing where it is none.
bool LeavesOut(const Value& bound, bool exclusive) {
  const auto* real = std::get_if<double>(&bound);
  return exclusive && (real == nullptr || std::floor(*real) == *real);
}

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool HasLength(std::string_view text, const LengthDetail& length) {
  const auto characters = static_cast<std::int64_t>(Characters(text));
  return characters >= length.min.value_or(0) && characters <= length.max.value_or(INT64_MAX);
}

// NULL in a list is no value of the domain, as elsewhere.
bool AreAll(const std::vector<Value>& values, bool (*is)(const Value&)) {
  return std::all_of(values.begin(), values.end(),
                     [&](const Value& value) { return IsNull(value) || is(value); });
}
bool IsInteger(const Value& value) { return std::holds_alternative<std::int64_t>(value); }
bool IsText(const Value& value) { return std::holds_alternative<std::string>(value); }

class ColumnDomain {
 public:
  ColumnDomain(ColumnType type, std::vector<const Constraint*> constraints, const DomainOptions& options)
      : type_(type), constraints_(std::move(constraints)), options_(options) {}

  [[nodiscard]] Result<ValueCodePtr> Code() const {
    switch (type_.kind) {
      case ColumnType::Kind::kInteger: return IntegersCode();
      case ColumnType::Kind::kBoolean: return BooleanCode();
      case ColumnType::Kind::kText: return TextsCode();
      case ColumnType::Kind::kDate: return DaysCode();
      case ColumnType::Kind::kTimestamp: return MomentsCode();
      case ColumnType::Kind::kUuid: return UuidCode();
      case ColumnType::Kind::kOther: return OtherCode();
    }
    return Status::Internal("a kind of type that is not in the list");
  }

 private:
  // The details of one kind of constraints.
  template <typename Detail>
  [[nodiscard]] std::vector<const Detail*> Details(ConstraintKind kind) const {
    std::vector<const Detail*> details;
    for (const Constraint* constraint : constraints_) {
      const auto* detail = std::get_if<Detail>(&constraint->detail);
      if (constraint->kind == kind && detail != nullptr) details.push_back(detail);
    }
    return details;
  }

  [[nodiscard]] static Status NoValues() { return Status::InvalidArgument("its constraints leave no value"); }

  [[nodiscard]] std::optional<MomentSpan> SpanWithin(MomentSpan span, BoundReader read) const {
    for (const auto* range : Details<RangeDetail>(ConstraintKind::kRange)) {
      const auto min = range->min ? read(*range->min, true) : std::nullopt;
      const auto max = range->max ? read(*range->max, false) : std::nullopt;
      // One beyond the least or greatest integer does not fit; there is no value there either.
      if (min && LeavesOut(*range->min, range->min_exclusive) && *min == INT64_MAX) return std::nullopt;
      if (max && LeavesOut(*range->max, range->max_exclusive) && *max == INT64_MIN) return std::nullopt;
      if (min) span.min = std::max(span.min, *min + (LeavesOut(*range->min, range->min_exclusive) ? 1 : 0));
      if (max) span.max = std::min(span.max, *max - (LeavesOut(*range->max, range->max_exclusive) ? 1 : 0));
    }
    return span.min <= span.max ? std::optional(span) : std::nullopt;
  }

  // The values that all lists of such values hold; nothing where there is no list.
  [[nodiscard]] std::optional<std::vector<Value>> Listed(bool (*is)(const Value&)) const {
    std::optional<std::vector<Value>> values;
    for (const auto* list : Details<ValuesDetail>(ConstraintKind::kOneOf)) {
      if (!AreAll(list->values, is)) continue;
      if (!values) {
        values.emplace();
        std::set<Value> seen;
        for (const Value& value : list->values) {  // a list may hold a value twice
          if (!IsNull(value) && seen.insert(value).second) values->push_back(value);
        }
      } else {
        Keep(*values, [&](const Value& value) { return Holds(*list, value); });
      }
    }
    if (!values) return std::nullopt;
    for (const auto* list : Details<ValuesDetail>(ConstraintKind::kNoneOf)) {
      Keep(*values, [&](const Value& value) { return !Holds(*list, value); });
    }
    return values;
  }

  [[nodiscard]] static bool Holds(const ValuesDetail& list, const Value& value) {
    return std::find(list.values.begin(), list.values.end(), value) != list.values.end();
  }
  template <typename Predicate>
  static void Keep(std::vector<Value>& values, Predicate keep) {
    std::erase_if(values, [&](const Value& value) { return !keep(value); });
  }

  [[nodiscard]] Result<ValueCodePtr> IntegersCode() const {
    const std::optional<MomentSpan> span = SpanWithin({.min = type_.min, .max = type_.max}, IntegerBound);
    if (!span) return NoValues();
    std::optional<std::vector<Value>> values = Listed(IsInteger);
    if (!values) return IntegerCode(span->min, span->max);
    Keep(*values, [&](const Value& value) {
      const std::int64_t number = std::get<std::int64_t>(value);
      return number >= span->min && number <= span->max;
    });
    if (values->empty()) return NoValues();
    return EnumCode(*std::move(values), EnumOrder::kNatural);
  }

  [[nodiscard]] Result<ValueCodePtr> DaysCode() const {
    const std::optional<MomentSpan> span = SpanWithin(AllDays(), DayBound);
    if (!span) return NoValues();
    return DayCode(*span);
  }

  [[nodiscard]] Result<ValueCodePtr> MomentsCode() const {
    const std::optional<MomentSpan> span = SpanWithin(AllMoments(), MomentBound);
    ValueCodePtr code = span ? MomentCode(*span, UnitOfDigits(type_.digits)) : nullptr;
    if (code == nullptr) return NoValues();
    return code;
  }

  [[nodiscard]] Result<ValueCodePtr> TextsCode() const {
    // The first reason why a format is of no use here.
    std::optional<Status> unclear;
    std::optional<TextSet> texts;
    for (const auto* format : Details<FormatDetail>(ConstraintKind::kFormat)) {
      Result<TextSet> more = TextSetOf(*format);
      if (more.ok() && texts) more = Narrowed(*texts, *more);
      TACIT_RETURN_IF_ERROR(Use(std::move(more), texts, unclear));
    }
    const auto lengths = Details<LengthDetail>(ConstraintKind::kLength);
    if (std::optional<std::vector<Value>> values = Listed(IsText)) {
      Keep(*values, [&](const Value& value) {
        const auto& text = std::get<std::string>(value);
        const bool fits = std::all_of(lengths.begin(), lengths.end(),
                                      [&](const LengthDetail* length) { return HasLength(text, *length); });
        return fits && (!texts || texts->automaton.Accepts(text));
      });
      if (values->empty()) return NoValues();
      return EnumCode(*std::move(values), options_.enums);
    }
    if (unclear && !texts) return *unclear;
    if (!texts) return Status::NotSupported("no constraint that can be used says which texts it holds");
    for (const LengthDetail* length : lengths) {
      TACIT_RETURN_IF_ERROR(Use(Narrowed(*texts, *length), texts, unclear));
    }
    return TextCode::Make(std::move(texts->automaton), std::move(texts->description));
  }

  // What cannot be used exactly is left out: the domain is larger then, and all its values still have codes.
  static Status Use(Result<TextSet> more, std::optional<TextSet>& texts, std::optional<Status>& unclear) {
    if (more.ok()) {
      texts = *std::move(more);
      return Status::Ok();
    }
    if (more.status().code() != StatusCode::kNotSupported) return more.status();
    if (!unclear) unclear = more.status();
    return Status::Ok();
  }

  [[nodiscard]] Result<ValueCodePtr> OtherCode() const {
    std::optional<std::vector<Value>> values = Listed(IsText);
    if (!values)
      return Status::NotSupported("its type is none that has a code, and no constraint lists its values");
    if (options_.enums != EnumOrder::kDeclared) {
      return Status::NotSupported(
          "the order of its type is not known: expected that its values be in declared order");
    }
    if (values->empty()) return NoValues();
    return EnumCode(*std::move(values), EnumOrder::kDeclared);
  }

  ColumnType type_;
  std::vector<const Constraint*> constraints_;
  DomainOptions options_;
};

bool IsUsable(const Constraint& constraint, std::string_view table, std::string_view column,
              const ColumnType& type, Trust trust) {
  const bool about =
      constraint.table == table && constraint.columns.size() == 1 && constraint.columns[0] == column;
  const bool texts = type.kind == ColumnType::Kind::kText || type.kind == ColumnType::Kind::kOther;
  const bool blanks = texts && constraint.nulls == NullPolicy::kBlankAllowed;
  return about && !blanks && !constraint.condition && constraint.trust >= trust;
}

}  // namespace

ValueCodePtr UuidCode() {
  constexpr std::string_view kRegex = R"(\A[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z)";
  Result<TextSet> texts = TextSetOf({.regex = std::string(kRegex), .dialect = "ruby"});
  return TextCode::Make(std::move(texts->automaton), "UUIDs in lower case");
}

Result<ColumnOfTable> FindColumn(const Schema& schema, std::string_view table, std::string_view column) {
  const Table* found = schema.Find(table);
  if (found == nullptr) return Status::NotFound("no table " + std::string(table));
  const int ordinal = found->ColumnOrdinal(column);
  if (ordinal < 0) return Status::NotFound("no column " + std::string(column) + " in " + std::string(table));
  return ColumnOfTable{.table = found, .column = &found->columns[static_cast<std::size_t>(ordinal)]};
}

Result<ValueCodePtr> CodeOfColumn(const ColumnOfTable& at, std::span<const Constraint> constraints,
                                  const DomainOptions& options) {
  const ColumnType type = ColumnTypeFromName(at.column->type);
  std::vector<const Constraint*> usable;
  for (const Constraint& constraint : constraints) {
    if (IsUsable(constraint, at.table->name, at.column->name, type, options.trust))
      usable.push_back(&constraint);
  }
  Result<ValueCodePtr> code = ColumnDomain(type, std::move(usable), options).Code();
  if (code.ok()) return code;
  return Status(code.status().code(), at.table->name + "." + at.column->name + " (" + at.column->type +
                                          "): " + code.status().message());
}

bool HasNoNulls(const ColumnOfTable& at, std::span<const Constraint> constraints, Trust trust) {
  const auto& key = at.table->primary_key;
  if (!at.column->nullable || std::find(key.begin(), key.end(), at.column->name) != key.end()) return true;
  return std::any_of(constraints.begin(), constraints.end(), [&](const Constraint& constraint) {
    return constraint.kind == ConstraintKind::kNotNull &&
           IsUsable(constraint, at.table->name, at.column->name, {}, trust);
  });
}

}  // namespace tacit::encoder
