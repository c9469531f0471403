#include "src/generator/rules.h"

#include <algorithm>
#include <cmath>

#include "src/generator/times.h"

namespace tacit::generator {
namespace {

using sql::TypeKind;

// Numbers by size, times by their text; false where the two do not compare.
bool Less(const Value& a, const Value& b) {
  const auto number = [](const Value& v) -> std::optional<double> {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
    const auto* d = std::get_if<double>(&v);
    return d != nullptr ? std::optional(*d) : std::nullopt;
  };
  const auto x = number(a);
  const auto y = number(b);
  if (x && y) return *x < *y;
  const auto* s = std::get_if<std::string>(&a);
  const auto* t = std::get_if<std::string>(&b);
  return s != nullptr && t != nullptr && *s < *t;
}

// The next value inside an excluded bound. For times that is a day: it serves dates as well.
Value Inside(const Value& bound, bool whole, bool up) {
  constexpr std::int64_t kDay = 86'400;
  if (const auto* i = std::get_if<std::int64_t>(&bound)) {
    if (whole) return up ? *i + 1 : *i - 1;
    return std::nextafter(static_cast<double>(*i), up ? INFINITY : -INFINITY);
  }
  if (const auto* d = std::get_if<double>(&bound)) return std::nextafter(*d, up ? INFINITY : -INFINITY);
  const auto* text = std::get_if<std::string>(&bound);
  const auto seconds = text != nullptr ? SecondsOf(*text) : std::nullopt;
  if (!seconds) return bound;
  const std::int64_t moved = *seconds + (up ? kDay : -kDay);
  return text->size() == 10 ? DateText(moved) : TimestampText(moved);
}

class RuleBuilder {
 public:
  RuleBuilder(const Column& column, std::vector<std::string>& notes)
      : column_(column), kind_(sql::TypeFromName(column.type).kind), notes_(notes) {}

  void Add(const Constraint& c) {
    if (RejectsNull(c)) rule_.may_be_null = false;
    if (c.columns.size() != 1) return;
    switch (c.kind) {
      case ConstraintKind::kLength: AddLength(std::get<LengthDetail>(c.detail)); break;
      case ConstraintKind::kRange: AddRange(std::get<RangeDetail>(c.detail)); break;
      case ConstraintKind::kOneOf: AddOneOf(std::get<ValuesDetail>(c.detail)); break;
      case ConstraintKind::kNoneOf: {
        const auto& values = std::get<ValuesDetail>(c.detail).values;
        for (const Value& value : values) rule_.none_of.push_back(Converted(value));
        break;
      }
      case ConstraintKind::kFormat: AddFormat(c); break;
      default: return;
    }
    ids_ += (ids_.empty() ? "" : ", ") + c.id;
  }

  // Under its condition only: left out where it does not go with what holds always.
  void AddConditional(const Constraint& c) {
    const ValueRule before = rule_;
    const bool possible = !AllowsNothing();
    Add(c);
    if (!possible || !AllowsNothing()) return;
    rule_ = before;
    notes_.push_back(
        c.id + ": no value obeys it with the column's other constraints; its condition may not be made");
  }

  Result<ValueRule> Take(const Table& table) {
    rule_.may_be_null = rule_.may_be_null && column_.nullable &&
                        std::find(table.primary_key.begin(), table.primary_key.end(), column_.name) ==
                            table.primary_key.end();
    if (AllowsNothing() && !rule_.may_be_null) {
      return Status::InvalidArgument(table.name + "." + column_.name +
                                     ": expected constraints that some value satisfies, found " + ids_);
    }
    return std::move(rule_);
  }

 private:
  [[nodiscard]] bool AllowsNothing() const {
    return (rule_.one_of && rule_.one_of->empty()) || rule_.min_length > rule_.max_length ||
           (rule_.min && rule_.max && Less(*rule_.max, *rule_.min));
  }

  static bool RejectsNull(const Constraint& c) {
    if (c.kind == ConstraintKind::kNotNull) return true;
    return c.kind != ConstraintKind::kCheck && c.nulls == NullPolicy::kRejected;
  }

  // The same value as the column's type has it: an enumeration's numbers in a text column, say.
  [[nodiscard]] Value Converted(const Value& value) const {
    if (const auto* b = std::get_if<bool>(&value); b != nullptr && kind_ == TypeKind::kInteger) {
      return std::int64_t{*b ? 1 : 0};
    }
    if (const auto* i = std::get_if<std::int64_t>(&value)) {
      if (sql::IsString(kind_)) return std::to_string(*i);
      if (kind_ == TypeKind::kBoolean) return *i != 0;
    }
    return value;
  }

  void AddLength(const LengthDetail& length) {
    if (length.min) rule_.min_length = std::max(rule_.min_length, *length.min);
    if (length.max) rule_.max_length = std::min(rule_.max_length, *length.max);
    rule_.not_blank = rule_.not_blank || length.min.value_or(0) > 0;
  }

  void AddRange(const RangeDetail& range) {
    rule_.integer = rule_.integer || range.integer;
    const bool whole = rule_.integer || kind_ == TypeKind::kInteger;
    if (range.min) {
      const Value min = range.min_exclusive ? Inside(*range.min, whole, true) : *range.min;
      if (!rule_.min || Less(*rule_.min, min)) rule_.min = min;
    }
    if (range.max) {
      const Value max = range.max_exclusive ? Inside(*range.max, whole, false) : *range.max;
      if (!rule_.max || Less(max, *rule_.max)) rule_.max = max;
    }
  }

  void AddOneOf(const ValuesDetail& list) {
    if (list.values.empty()) return;  // a list that only the running application knows
    std::vector<Value> values;
    for (const Value& value : list.values) {
      if (!IsNull(value)) values.push_back(Converted(value));
    }
    if (rule_.one_of) {
      std::erase_if(values, [&](const Value& value) {
        return std::find(rule_.one_of->begin(), rule_.one_of->end(), value) == rule_.one_of->end();
      });
    }
    rule_.one_of = std::move(values);
  }

  void AddFormat(const Constraint& c) {
    // An expression that only the running application knows is empty here.
    const std::string& source = std::get<FormatDetail>(c.detail).regex;
    std::optional<Regex> regex = rule_.format || source.empty() ? std::nullopt : Regex::Parse(source);
    if (regex) {
      rule_.format = std::move(regex);
    } else {
      notes_.push_back(c.id + ": values are not made for this format");
    }
  }

  const Column& column_;
  TypeKind kind_;
  std::vector<std::string>& notes_;
  ValueRule rule_;
  std::string ids_;
};

}  // namespace

Result<ValueRule> RuleOf(const Table& table, const Column& column,
                         const std::vector<const Constraint*>& constraints, std::vector<std::string>& notes) {
  RuleBuilder builder(column, notes);
  std::vector<const Constraint*> conditional;
  for (const Constraint* constraint : constraints) {
    if (std::ranges::find(constraint->columns, column.name) == constraint->columns.end()) continue;
    if (constraint->condition) {
      conditional.push_back(constraint);
    } else {
      builder.Add(*constraint);
    }
  }
  for (const Constraint* constraint : conditional) builder.AddConditional(*constraint);
  return builder.Take(table);
}

}  // namespace tacit::generator
