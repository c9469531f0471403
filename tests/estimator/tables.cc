#include "tests/estimator/tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <compare>

namespace tacit::estimator {
namespace {

std::size_t ColumnOf(const MadeTable& table, const std::string& name) {
  return static_cast<std::size_t>(std::find(table.names.begin(), table.names.end(), name) -
                                  table.names.begin());
}

// Of values of one column: integers with integers, reals, or texts.
int Compared(const Value& a, const Value& b) {
  const auto number = [](const Value& value) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(value);
  };
  if (std::holds_alternative<std::string>(a)) {
    const auto order = std::get<std::string>(a).compare(std::get<std::string>(b));
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return number(a) < number(b) ? -1 : number(a) > number(b) ? 1 : 0;
}

// % only at the end: what the random patterns are.
bool StartsWithPattern(const std::string& pattern, const std::string& text) {
  return text.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::optional<bool> Leaf(const Predicate& predicate, const Value& value) {
  using Kind = Predicate::Kind;
  if (predicate.kind == Kind::kIsNull) return IsNull(value);
  if (predicate.kind == Kind::kIsNotNull) return !IsNull(value);
  if (predicate.kind == Kind::kIn && predicate.values.empty()) return false;
  if (IsNull(value)) return std::nullopt;
  if (predicate.kind == Kind::kIn) {
    bool unknown = false;
    for (const Value& item : predicate.values) {
      if (IsNull(item)) {
        unknown = true;
      } else if (Compared(value, item) == 0) {
        return true;
      }
    }
    return unknown ? std::nullopt : std::optional(false);
  }
  if (predicate.kind == Kind::kBetween) {
    const bool from = !IsNull(predicate.values[0]);
    const bool to = !IsNull(predicate.values[1]);
    if (from && Compared(value, predicate.values[0]) < 0) return false;
    if (to && Compared(value, predicate.values[1]) > 0) return false;
    return from && to ? std::optional(true) : std::nullopt;
  }
  if (IsNull(predicate.values[0])) return std::nullopt;
  if (predicate.kind == Kind::kLike) {
    return StartsWithPattern(std::get<std::string>(predicate.values[0]), std::get<std::string>(value));
  }
  const int order = Compared(value, predicate.values[0]);
  switch (predicate.kind) {
    case Kind::kEqual: return order == 0;
    case Kind::kNotEqual: return order != 0;
    case Kind::kLess: return order < 0;
    case Kind::kLessOrEqual: return order <= 0;
    case Kind::kGreater: return order > 0;
    default: return order >= 0;
  }
}

Value NearValue(Random& random, const MadeTable& table, std::size_t column) {
  const Value value =
      table.rows[static_cast<std::size_t>(Draw(random, static_cast<int>(table.rows.size())))][column];
  if (Draw(random, 4) != 0) return value;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return Draw(random, 2) == 0 ? Value(*integer + Draw(random, 5) - 2)
                                : Value(static_cast<double>(*integer) + 0.5);
  }
  if (const auto* real = std::get_if<double>(&value)) return *real + 0.25;
  if (const auto* text = std::get_if<std::string>(&value)) return *text + "a";
  return value;
}

}  // namespace

MadeTable MakeTable(Random& random, std::size_t columns, std::size_t rows, int values) {
  MadeTable table;
  for (std::size_t i = 0; i < columns; ++i) table.names.push_back("c" + std::to_string(i));
  for (std::size_t r = 0; r < rows; ++r) {
    Row row;
    int before = Draw(random, values);
    for (std::size_t i = 0; i < columns; ++i) {
      // Two of three values follow from the one before.
      const int value = Draw(random, 3) != 0 ? (before * 7 + 3) % values : Draw(random, values);
      before = value;
      const bool null = i % 2 == 1 && value % 11 == 5;
      switch (i % 3) {
        case 0: row.push_back(std::int64_t{value} * 3 - values); break;
        case 1: row.push_back(static_cast<double>(value) * 0.5); break;
        default:
          row.push_back(std::string(1, static_cast<char>('a' + value % 20)) + std::to_string(value));
          break;
      }
      if (null) row.back() = Value();
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

MadeRows::MadeRows(const MadeTable& table) : table_(table) {
  for (const std::string& name : table.names) columns_.push_back({name, {}});
}

Result<bool> MadeRows::Next(std::vector<Cell>& row) {
  if (at_ == table_.rows.size()) return false;
  const Row& values = table_.rows[at_++];
  row.assign(values.size(), Cell());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (const auto* integer = std::get_if<std::int64_t>(&values[i])) {
      row[i].kind = Cell::Kind::kInteger;
      row[i].integer = *integer;
    } else if (const auto* real = std::get_if<double>(&values[i])) {
      row[i].kind = Cell::Kind::kReal;
      row[i].real = *real;
    } else if (const auto* text = std::get_if<std::string>(&values[i])) {
      row[i].kind = Cell::Kind::kText;
      row[i].bytes = *text;
    }
  }
  return true;
}

CodedTable Coded(const MadeTable& table, CodeOptions options) {
  MadeRows source(table);
  Result<CodedTable> coded = CodeTable(source, options);
  EXPECT_TRUE(coded.ok()) << coded.status().message();
  return std::move(*coded);
}

Predicate MakePredicate(Random& random, const MadeTable& table, int depth) {
  using Kind = Predicate::Kind;
  Predicate predicate;
  const int kind = Draw(random, 8);
  if (depth > 0 && kind < 4) {
    predicate.kind = kind == 0 ? Kind::kNot : kind == 1 ? Kind::kOr : Kind::kAnd;
    const int parts = kind == 0 ? 1 : Draw(random, 4);
    for (int i = 0; i < parts; ++i) predicate.parts.push_back(MakePredicate(random, table, depth - 1));
    return predicate;
  }
  const auto column = static_cast<std::size_t>(Draw(random, static_cast<int>(table.names.size())));
  predicate.column = table.names[column];
  static constexpr Kind kKinds[] = {Kind::kEqual,   Kind::kNotEqual,       Kind::kLess, Kind::kLessOrEqual,
                                    Kind::kGreater, Kind::kGreaterOrEqual, Kind::kIn,   Kind::kBetween,
                                    Kind::kIsNull,  Kind::kIsNotNull,      Kind::kLike};
  predicate.kind = kKinds[Draw(random, column % 3 == 2 ? 11 : 10)];
  if (predicate.kind == Kind::kIsNull || predicate.kind == Kind::kIsNotNull) return predicate;
  if (predicate.kind == Kind::kLike) {
    predicate.values.push_back(std::string(1, static_cast<char>('a' + Draw(random, 20))) + "%");
    return predicate;
  }
  const int values = predicate.kind == Kind::kIn ? Draw(random, 5) : predicate.kind == Kind::kBetween ? 2 : 1;
  for (int i = 0; i < values; ++i) predicate.values.push_back(NearValue(random, table, column));
  return predicate;
}

std::optional<bool> Truth(const Predicate& predicate, const MadeTable& table, const Row& row) {
  using Kind = Predicate::Kind;
  if (predicate.kind == Kind::kNot) {
    const std::optional<bool> inner = Truth(predicate.parts[0], table, row);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (predicate.kind != Kind::kAnd && predicate.kind != Kind::kOr) {
    return Leaf(predicate, row[ColumnOf(table, predicate.column)]);
  }
  const bool decides = predicate.kind == Kind::kOr;
  bool unknown = false;
  for (const Predicate& part : predicate.parts) {
    const std::optional<bool> truth = Truth(part, table, row);
    if (truth == decides) return decides;
    unknown = unknown || !truth;
  }
  return unknown ? std::nullopt : std::optional(!decides);
}

double CountTrue(const Predicate& predicate, const MadeTable& table) {
  return static_cast<double>(std::count_if(table.rows.begin(), table.rows.end(), [&](const Row& row) {
    return Truth(predicate, table, row) == true;
  }));
}

}  // namespace tacit::estimator
