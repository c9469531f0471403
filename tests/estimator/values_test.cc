// Where values stand in a column, against a count of its rows one by one.
#include "src/estimator/table/values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/estimator/table/value_order.h"
#include "tests/estimator/columns.h"

namespace tacit::estimator {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t k2To53 = std::int64_t{1} << 53;

int Sign(std::weak_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

// x87's long doubles hold every double and every 64-bit integer as it is.
long double Exactly(const Value& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer != nullptr ? static_cast<long double>(*integer)
                            : static_cast<long double>(std::get<double>(value));
}

TEST(ValueOrder, OfNumbersIsTheirOwn) {
  static_assert(std::numeric_limits<long double>::digits >= 64);
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const Value a = RandomValue(i % 2 == 0 ? ColumnType::kInteger : ColumnType::kReal, random);
    const Value b = RandomValue(i % 4 < 2 ? ColumnType::kInteger : ColumnType::kReal, random);
    const long double x = Exactly(a);
    const long double y = Exactly(b);
    const int expected = std::isnan(x) || std::isnan(y) ? int{std::isnan(x)} - int{std::isnan(y)}
                         : x < y                        ? -1
                                                        : int{x > y};
    ASSERT_EQ(Sign(Compare(a, b)), expected) << x << " and " << y;
    ASSERT_EQ(Sign(Compare(b, a)), -expected) << x << " and " << y;
  }
}

TEST(ValueOrder, HasItsAwkwardCases) {
  EXPECT_TRUE(Compare(Value(0.0), Value(-0.0)) == 0);
  EXPECT_TRUE(Compare(Value(std::int64_t{0}), Value(-0.0)) == 0);
  EXPECT_TRUE(Compare(Value(kNan), Value(-kNan)) == 0);
  EXPECT_TRUE(Compare(Value(kNan), Value(kInfinity)) > 0);
  EXPECT_TRUE(Compare(Value(k2To53 + 1), Value(0x1p53)) > 0);
  EXPECT_TRUE(Compare(Value(k2To53 - 1), Value(0x1p53)) < 0);
  EXPECT_TRUE(Compare(Value(std::numeric_limits<std::int64_t>::max()), Value(0x1p63)) < 0);
  EXPECT_TRUE(Compare(Value(std::numeric_limits<std::int64_t>::min()), Value(-0x1p63)) == 0);
  EXPECT_TRUE(Compare(Value(std::int64_t{-1}), Value(-0.5)) < 0);
  EXPECT_TRUE(Compare(Value(std::string("a")), Value(std::string("a\0", 2))) < 0);
  EXPECT_TRUE(Compare(Value(std::string("z")), Value(std::string("\xC3\xA4"))) < 0) << "bytes have no sign";
}

TEST(ValueOrder, PlacesNeverFallBetweenTwoValues) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 200'000; ++i) {
    const ColumnType type = kTypes[random() % std::size(kTypes)];
    // Literals of a column of integers may be reals.
    const ColumnType literals = type == ColumnType::kInteger && i % 2 == 0 ? ColumnType::kReal : type;
    const Value first = RandomValue(type, random);
    const Value last = RandomValue(type, random);
    if (Compare(first, last) >= 0) continue;
    EXPECT_EQ(Between(first, last, first), 0);
    EXPECT_EQ(Between(first, last, last), 1);
    const Value a = RandomValue(literals, random);
    const Value b = RandomValue(literals, random);
    const double at_a = Between(first, last, a);
    const double at_b = Between(first, last, b);
    ASSERT_TRUE(at_a >= 0 && at_a <= 1) << at_a;
    if (Compare(a, b) <= 0) {
      ASSERT_LE(at_a, at_b);
    } else {
      ASSERT_GE(at_a, at_b);
    }
  }
}

TEST(ValueOrder, PlacesAreLinear) {
  const auto integer = [](std::int64_t i) { return Value(i); };
  EXPECT_EQ(Between(integer(10), integer(20), integer(13)), 0.3);
  EXPECT_EQ(Between(integer(10), integer(20), Value(12.5)), 0.25);
  constexpr std::int64_t kHigh = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(Between(integer(kHigh - 4), integer(kHigh), integer(kHigh - 1)), 0.75);
  EXPECT_NEAR(Between(integer(-kHigh), integer(kHigh), integer(0)), 0.5, 1e-12);
  constexpr double kMost = std::numeric_limits<double>::max();
  EXPECT_EQ(Between(Value(-kMost), Value(kMost), Value(0.0)), 0.5);
  EXPECT_EQ(Between(Value(0.0), Value(kInfinity), Value(1e300)), 0.5);
  const auto text = [](const char* t) { return Value(std::string(t)); };
  EXPECT_NEAR(Between(text("key-a"), text("key-c"), text("key-b")), 0.5, 1e-9);
}

class EveryColumn : public testing::TestWithParam<ColumnType> {};

// Rows whose value is less, or the same.
struct Counted {
  double less = 0;
  double same = 0;
};
Counted Count(const MadeColumn& column, const Value& value) {
  Counted counted;
  for (const MadeColumn::Entry& entry : column.entries) {
    const auto order = Compare(entry.value, value);
    if (order < 0) counted.less += static_cast<double>(entry.rows);
    if (order == 0) counted.same += static_cast<double>(entry.rows);
  }
  return counted;
}

TEST_P(EveryColumn, OfValuesAloneCountsExactly) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    const MadeColumn column = RandomColumn(GetParam(), 60, true, random);
    const ColumnValues& values = column.values;
    EXPECT_TRUE(values.exact());
    EXPECT_EQ(values.distinct(), static_cast<std::int64_t>(column.entries.size()));
    for (int i = 0; i < 60; ++i) {
      const Value value = !column.entries.empty() && i % 2 == 0
                              ? column.entries[random() % column.entries.size()].value
                              : RandomValue(GetParam(), random);
      const ColumnValues::Range range = values.Find(value);
      const Counted counted = Count(column, value);
      ASSERT_EQ(values.RowsBelow(range.begin), counted.less);
      ASSERT_EQ(values.RowsBelow(range.end) - values.RowsBelow(range.begin), counted.same);
      ASSERT_EQ(values.AtomOf(value).has_value(), counted.same > 0);
      if (counted.same > 0) {
        ASSERT_EQ(*values.AtomOf(value), range.begin);
      }
    }
  }
}

TEST_P(EveryColumn, OfRunsKeepsEachValueInItsAtom) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 200; ++round) {
    const MadeColumn column = RandomColumn(GetParam(), 60, false, random);
    const ColumnValues& values = column.values;
    double total = 0;
    for (const MadeColumn::Entry& entry : column.entries) {
      const ColumnValues::Range range = values.Find(entry.value);
      ASSERT_LE(entry.atom, range.begin);
      ASSERT_LT(range.begin, range.end);
      ASSERT_LE(range.end, entry.atom + 1);
      ASSERT_EQ(values.AtomOf(entry.value), entry.atom);
      // What follows the last of an atom is counted exactly.
      total += static_cast<double>(entry.rows);
      if (Compare(values.atoms()[entry.atom].last, entry.value) == 0) {
        ASSERT_EQ(range.end, entry.atom + 1);
        ASSERT_EQ(values.RowsBelow(range.end), total);
      }
    }
    EXPECT_EQ(values.value_rows(), static_cast<std::int64_t>(total));
  }
}

TEST_P(EveryColumn, FindsNoValueBelowALesserOne) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 500; ++round) {
    const MadeColumn column = RandomColumn(GetParam(), 30, round % 2 == 0, random);
    for (int i = 0; i < 100; ++i) {
      const Value a = RandomValue(GetParam(), random);
      const Value b = RandomValue(GetParam(), random);
      const ColumnValues::Range at_a = column.values.Find(a);
      const ColumnValues::Range at_b = column.values.Find(b);
      ASSERT_LE(at_a.begin, at_a.end);
      if (Compare(a, b) > 0) continue;
      ASSERT_LE(at_a.begin, at_b.begin);
      ASSERT_LE(at_a.end, at_b.end);
    }
  }
}

TEST_P(EveryColumn, CountsRowsBelowAnyPosition) {
  std::mt19937_64 random(6);
  for (int round = 0; round < 100; ++round) {
    const ColumnValues values = RandomColumn(GetParam(), 30, round % 2 == 0, random).values;
    const auto atoms = static_cast<double>(values.atoms().size());
    EXPECT_EQ(values.RowsBelow(0), 0);
    EXPECT_EQ(values.RowsBelow(-1), 0);
    EXPECT_EQ(values.RowsBelow(kNan), 0);
    EXPECT_EQ(values.RowsBelow(atoms), static_cast<double>(values.value_rows()));
    EXPECT_EQ(values.RowsBelow(kInfinity), static_cast<double>(values.value_rows()));
    double below = 0;
    for (std::size_t i = 0; i < values.atoms().size(); ++i) {
      const auto rows = static_cast<double>(values.atoms()[i].rows);
      EXPECT_EQ(values.RowsBelow(static_cast<double>(i)), below);
      EXPECT_DOUBLE_EQ(values.RowsBelow(static_cast<double>(i) + 0.25), below + rows / 4);
      below += rows;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, EveryColumn, testing::ValuesIn(kTypes),
                         [](const auto& test) { return std::string(Name(test.param)); });

ColumnValues Column(ColumnType type, std::vector<ColumnValues::Atom> atoms) {
  return ColumnValues::Create("c", type, std::move(atoms), 0).value();
}

TEST(ColumnValues, CountsAllOfASparseRunOfIntegers) {
  const ColumnValues values =
      Column(ColumnType::kInteger, {{std::int64_t{1}, std::int64_t{1'000}, 10, 1'000}});
  const auto rows = [&](const Value& value) {
    const ColumnValues::Range range = values.Find(value);
    return values.RowsBelow(range.end) - values.RowsBelow(range.begin);
  };
  EXPECT_DOUBLE_EQ(rows(std::int64_t{1}), 100);
  EXPECT_NEAR(rows(std::int64_t{500}), 100, 1e-9);
  EXPECT_NEAR(rows(std::int64_t{1'000}), 100, 1e-9);
  EXPECT_EQ(rows(std::int64_t{1'001}), 0);
  EXPECT_EQ(rows(500.5), 0) << "no integer is that";
  EXPECT_EQ(rows(500.0), rows(std::int64_t{500}));
  EXPECT_EQ(values.Find(500.5).end, values.Find(std::int64_t{500}).end);
}

TEST(ColumnValues, RefusesWhatIsNoColumn) {
  using Atom = ColumnValues::Atom;
  const auto refused = [](ColumnType type, std::vector<Atom> atoms, std::int64_t nulls = 0) {
    const auto made = ColumnValues::Create("c", type, std::move(atoms), nulls);
    return !made.ok() && made.status().code() == StatusCode::kInvalidArgument &&
           made.status().message().starts_with("column c: ");
  };
  const Value one = std::int64_t{1};
  const Value two = std::int64_t{2};
  constexpr std::int64_t kMost = std::int64_t{1} << 62;
  EXPECT_FALSE(refused(ColumnType::kInteger, {{one, one, 1, 1}, {two, two, 1, 1}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{two, two, 1, 1}, {one, one, 1, 1}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, one, 1, 1}, {one, one, 1, 1}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, two, 1, 1}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, one, 2, 2}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{two, one, 2, 2}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, two, 3, 2}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, one, 1, 0}}));
  EXPECT_TRUE(refused(ColumnType::kReal, {{one, one, 1, 1}}));
  EXPECT_TRUE(refused(ColumnType::kText, {{Value(), Value(), 1, 1}}));
  EXPECT_TRUE(refused(ColumnType::kReal, {{-0.0, 0.0, 2, 2}}));
  EXPECT_TRUE(refused(ColumnType::kInteger, {}, -1));
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, one, 1, 1}}, kMost)) << "rows are counted in 64 bits";
  EXPECT_TRUE(refused(ColumnType::kInteger, {{one, one, 1, kMost}, {two, two, 1, 1}}));
}

TEST(ColumnValues, ReadsLiteralsAsItsType) {
  const auto read = [](ColumnType type, const Value& literal) { return Column(type, {}).Read(literal); };
  const auto text = [](std::string t) { return Value(std::move(t)); };
  EXPECT_EQ(read(ColumnType::kInteger, text(" 42 ")).value(), Value(std::int64_t{42}));
  EXPECT_EQ(read(ColumnType::kInteger, text("+42")).value(), Value(std::int64_t{42}));
  EXPECT_EQ(read(ColumnType::kInteger, text("42.00")).value(), Value(std::int64_t{42}));
  EXPECT_EQ(read(ColumnType::kInteger, text("9007199254740993.0")).value(), Value(k2To53 + 1));
  EXPECT_EQ(read(ColumnType::kInteger, text("9007199254740993")).value(), Value(k2To53 + 1));
  EXPECT_EQ(read(ColumnType::kInteger, text("930.13")).value(), Value(930.13));
  EXPECT_EQ(read(ColumnType::kInteger, text("9223372036854775808")).value(), Value(0x1p63));
  EXPECT_EQ(read(ColumnType::kInteger, 930.13).value(), Value(930.13));
  EXPECT_EQ(read(ColumnType::kInteger, true).value(), Value(std::int64_t{1}));
  EXPECT_EQ(read(ColumnType::kReal, text("1e3")).value(), Value(1000.0));
  EXPECT_EQ(read(ColumnType::kReal, std::int64_t{7}).value(), Value(std::int64_t{7}));
  EXPECT_EQ(read(ColumnType::kText, std::int64_t{7}).value(), text("7"));
  EXPECT_EQ(read(ColumnType::kText, 0.5).value(), text("0.5"));
  EXPECT_EQ(read(ColumnType::kText, text(" as is ")).value(), text(" as is "));
  EXPECT_EQ(read(ColumnType::kBlob, text("ab")).value(), Value(Blob{"ab"}));
  EXPECT_EQ(read(ColumnType::kBoolean, text("TRUE")).value(), Value(std::int64_t{1}));
  EXPECT_EQ(read(ColumnType::kBoolean, false).value(), Value(std::int64_t{0}));
  EXPECT_EQ(read(ColumnType::kDate, text("1970-01-02")).value(), Value(std::int64_t{1}));
  EXPECT_EQ(read(ColumnType::kDate, text("1970-01-02 12:00")).value(), Value(1.5));
  EXPECT_EQ(read(ColumnType::kTimestamp, text("1970-01-02")).value(), Value(std::int64_t{86'400'000'000}));
  EXPECT_EQ(read(ColumnType::kTimestamp, text("1970-01-01T00:00:01Z")).value(),
            Value(std::int64_t{1'000'000}));

  const auto refused = [&](ColumnType type, const Value& literal, const std::string& shown) {
    const Result<Value> value = read(type, literal);
    ASSERT_FALSE(value.ok()) << shown;
    EXPECT_EQ(value.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(value.status().message().find("column c: "), std::string::npos);
    EXPECT_NE(value.status().message().find("(" + std::string(Name(type)) + ")"), std::string::npos);
    EXPECT_NE(value.status().message().find(shown), std::string::npos) << value.status().message();
  };
  refused(ColumnType::kInteger, text("12 monkeys"), "'12 monkeys'");
  refused(ColumnType::kInteger, text(""), "''");
  refused(ColumnType::kInteger, text("+-5"), "'+-5'");
  refused(ColumnType::kReal, Value(), "NULL");
  refused(ColumnType::kText, Blob{"x"}, "a blob");
  refused(ColumnType::kDate, text("2001-02-29"), "'2001-02-29'");
  refused(ColumnType::kDate, std::int64_t{3}, "3");
  refused(ColumnType::kTimestamp, true, "true");
  refused(ColumnType::kBoolean, text("maybe"), "'maybe'");
  refused(ColumnType::kInteger, text(std::string(1'000, 'x')), std::string(60, 'x') + "...'");
}

TEST(ColumnValues, ComparesIntegersAndRealsBeyondDoubles) {
  const ColumnValues values =
      Column(ColumnType::kInteger,
             {{k2To53, k2To53, 1, 1}, {k2To53 + 1, k2To53 + 1, 1, 10}, {k2To53 + 2, k2To53 + 2, 1, 100}});
  const auto same = [&](const Value& literal) {
    const ColumnValues::Range range = values.Find(values.Read(literal).value());
    return values.RowsBelow(range.end) - values.RowsBelow(range.begin);
  };
  EXPECT_EQ(same(k2To53 + 1), 10);
  EXPECT_EQ(same(std::string("9007199254740993")), 10);
  EXPECT_EQ(same(0x1p53), 1);
  EXPECT_EQ(same(0x1p53 + 2), 100);
}

}  // namespace
}  // namespace tacit::estimator
