#include "src/estimator/table/values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "src/estimator/table/bins.h"
#include "src/estimator/table/text_types.h"
#include "src/estimator/table/value_order.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

using Atom = ColumnValues::Atom;

Value RandomValue(Random& random, ColumnType type) {
  const int number = Draw(random, 2000) - 1000;
  switch (type) {
    case ColumnType::kReal: return Draw(random, 3) == 0 ? number / 3.0 : number / 4.0;
    case ColumnType::kText:
      return std::string(static_cast<std::size_t>(Draw(random, 4)), 'x') + std::to_string(number);
    case ColumnType::kBlob: return Blob{std::string(1, '\0') + std::to_string(number)};
    case ColumnType::kInteger:
    case ColumnType::kBoolean:
    case ColumnType::kDate:
    case ColumnType::kTimestamp: return std::int64_t{number};
  }
  return {};
}

struct ValueLess {
  bool operator()(const Value& a, const Value& b) const { return Compare(a, b) < 0; }
};

ColumnValues RandomColumn(Random& random, ColumnType type, bool runs) {
  std::set<Value, ValueLess> values;
  for (int i = 1 + Draw(random, 60); i > 0; --i) values.insert(RandomValue(random, type));
  std::vector<Atom> atoms;
  for (auto at = values.begin(); at != values.end(); ++at) {
    Atom atom{*at, *at, 1, 1 + Draw(random, 50)};
    if (runs && Draw(random, 2) == 0 && std::next(at) != values.end()) {
      atom.last = *++at;
      atom.distinct = 2;
      atom.rows += 1;
    }
    atoms.push_back(std::move(atom));
  }
  Result<ColumnValues> made = ColumnValues::Create("c", type, std::move(atoms), Draw(random, 3) * 7);
  EXPECT_TRUE(made.ok()) << made.status().message();
  return std::move(*made);
}

constexpr ColumnType kTypes[] = {ColumnType::kInteger,  ColumnType::kReal,    ColumnType::kText,
                                 ColumnType::kBlob,     ColumnType::kBoolean, ColumnType::kDate,
                                 ColumnType::kTimestamp};

void ExpectSame(const ColumnValues& a, const ColumnValues& b) {
  EXPECT_EQ(a.name(), b.name());
  EXPECT_EQ(a.type(), b.type());
  EXPECT_EQ(a.null_rows(), b.null_rows());
  ASSERT_EQ(a.atoms().size(), b.atoms().size());
  for (std::size_t i = 0; i < a.atoms().size(); ++i) {
    EXPECT_EQ(a.atoms()[i].first, b.atoms()[i].first);
    EXPECT_EQ(a.atoms()[i].last, b.atoms()[i].last);
    EXPECT_EQ(a.atoms()[i].rows, b.atoms()[i].rows);
    EXPECT_EQ(a.atoms()[i].distinct, b.atoms()[i].distinct);
  }
}

TEST(ValueOrderTest, IsThatOfSql) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(Compare(0.0, -0.0) == 0);
  EXPECT_TRUE(Compare(nan, std::numeric_limits<double>::infinity()) > 0);
  EXPECT_TRUE(Compare(nan, nan) == 0);
  EXPECT_TRUE(Compare(std::int64_t{9007199254740993}, 9007199254740992.0) > 0) << "2^53 + 1 is no double";
  EXPECT_TRUE(Compare(9007199254740992.0, std::int64_t{9007199254740993}) < 0);
  EXPECT_TRUE(Compare(std::int64_t{INT64_MAX}, 0x1p63) < 0);
  EXPECT_TRUE(Compare(std::int64_t{INT64_MIN}, -0x1p63) == 0);
  EXPECT_TRUE(Compare(std::int64_t{3}, 2.5) > 0);
  EXPECT_TRUE(Compare(std::string("a\xFF"), std::string("b")) < 0);
  EXPECT_TRUE(Compare(std::string("a"), std::string("a\0", 2)) < 0);
}

TEST(ColumnValuesTest, FindsWhatACountOverItsAtomsFinds) {
  Random random(1);
  for (int round = 0; round < 300; ++round) {
    const ColumnType type = kTypes[round % 7];
    const ColumnValues values = RandomColumn(random, type, false);
    EXPECT_TRUE(values.exact());
    for (int i = 0; i < 20; ++i) {
      const Value value = RandomValue(random, type);
      double less = 0;
      double equal = 0;
      for (const Atom& atom : values.atoms()) {
        if (Compare(atom.first, value) < 0) less += static_cast<double>(atom.rows);
        if (Compare(atom.first, value) == 0) equal += static_cast<double>(atom.rows);
      }
      const ColumnValues::Range range = values.Find(value);
      EXPECT_EQ(values.RowsBelow(range.begin), less);
      EXPECT_EQ(values.RowsBelow(range.end), less + equal);
      EXPECT_EQ(values.AtomOf(value).has_value(), equal > 0);
    }
  }
}

TEST(ColumnValuesTest, StandsMonotonouslyInRuns) {
  Random random(2);
  for (int round = 0; round < 300; ++round) {
    const ColumnType type = kTypes[round % 3];
    const ColumnValues values = RandomColumn(random, type, true);
    std::set<Value, ValueLess> asked;
    for (int i = 0; i < 30; ++i) asked.insert(RandomValue(random, type));
    for (const Atom& atom : values.atoms()) asked.insert({atom.first, atom.last});
    double last = 0;
    for (const Value& value : asked) {
      const ColumnValues::Range range = values.Find(value);
      EXPECT_LE(range.begin, range.end);
      EXPECT_GE(range.end, last) << "a greater value stands below a smaller one";
      last = range.begin;
      if (values.AtomOf(value)) {
        EXPECT_LE(range.end, static_cast<double>(*values.AtomOf(value)) + 1);
        EXPECT_GE(range.begin, static_cast<double>(*values.AtomOf(value)));
      }
    }
  }
}

TEST(ColumnValuesTest, ReadsLiteralsAsTheColumnsType) {
  const auto column = [](ColumnType type, Value value) {
    return std::move(*ColumnValues::Create("c", type, {{value, value, 1, 1}}, 0));
  };
  const ColumnValues integers = column(ColumnType::kInteger, std::int64_t{7});
  EXPECT_EQ(*integers.Read(std::string(" 7 ")), Value(std::int64_t{7}));
  EXPECT_EQ(*integers.Read(std::string("7.5")), Value(7.5));
  EXPECT_EQ(*integers.Read(7.5), Value(7.5));
  EXPECT_FALSE(integers.Read(std::string("seven")).ok());
  EXPECT_FALSE(integers.Read(Value()).ok());
  EXPECT_EQ(integers.Find(7.5).begin, integers.Find(7.5).end);
  const ColumnValues dates = column(ColumnType::kDate, std::int64_t{0});
  EXPECT_EQ(*dates.Read(std::string("1970-01-02")), Value(std::int64_t{1}));
  EXPECT_FALSE(dates.Read(std::string("1970-02-30")).ok());
  const ColumnValues moments = column(ColumnType::kTimestamp, std::int64_t{0});
  EXPECT_EQ(*moments.Read(std::string("1970-01-01")), Value(std::int64_t{0}));
  EXPECT_EQ(*moments.Read(std::string("1970-01-01T01:00:00.5+01:00")), Value(std::int64_t{500'000}));
  const ColumnValues booleans = column(ColumnType::kBoolean, std::int64_t{1});
  EXPECT_EQ(*booleans.Read(true), Value(std::int64_t{1}));
  EXPECT_EQ(*column(ColumnType::kText, std::string("5")).Read(std::int64_t{5}), Value(std::string("5")));
}

TEST(ColumnValuesTest, RefusesWhatCannotBe) {
  const auto refused = [](std::vector<Atom> atoms) {
    return !ColumnValues::Create("c", ColumnType::kInteger, std::move(atoms), 0).ok();
  };
  const auto at = [](std::int64_t value, std::int64_t rows) { return Atom{value, value, 1, rows}; };
  EXPECT_TRUE(refused({at(2, 1), at(1, 1)}));
  EXPECT_TRUE(refused({at(1, 1), at(1, 1)}));
  EXPECT_TRUE(refused({at(1, 0)}));
  EXPECT_TRUE(refused({{std::string("1"), std::string("1"), 1, 1}}));
  EXPECT_TRUE(refused({{std::int64_t{1}, std::int64_t{2}, 1, 1}}));
  EXPECT_TRUE(refused({{std::int64_t{1}, std::int64_t{2}, 3, 2}}));
  EXPECT_FALSE(refused({at(1, 1), at(2, 1)}));
}

TEST(PackValuesTest, ComesBack) {
  Random random(3);
  for (int round = 0; round < 400; ++round) {
    const ColumnValues values = RandomColumn(random, kTypes[round % 7], round % 2 == 0);
    std::string bytes = PackValues(values) + "rest";
    std::string_view view = bytes;
    const Result<ColumnValues> back = UnpackValues(view);
    ASSERT_TRUE(back.ok()) << back.status().message();
    EXPECT_EQ(view, "rest");
    ExpectSame(values, *back);
  }
}

TEST(PackValuesTest, BytesThatWereForgedGiveCorruptionOrAColumn) {
  Random random(4);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = PackValues(RandomColumn(random, kTypes[round % 7], true));
    if (round % 3 == 0) {
      bytes.resize(static_cast<std::size_t>(Draw(random, static_cast<int>(bytes.size()))));
    } else {
      bytes[static_cast<std::size_t>(Draw(random, static_cast<int>(bytes.size())))] =
          static_cast<char>(Draw(random, 256));
    }
    std::string_view view = bytes;
    const Result<ColumnValues> values = UnpackValues(view);
    if (values.ok()) continue;
    ++refused;
    EXPECT_EQ(values.status().code(), StatusCode::kCorruption);
  }
  EXPECT_GT(refused, 1000);
}

TEST(ColumnBinsTest, CoverTheColumnAndWeighSets) {
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    const ColumnValues values = RandomColumn(random, ColumnType::kInteger, round % 2 == 0);
    const std::uint32_t most = 8 + static_cast<std::uint32_t>(Draw(random, 80));
    const ColumnBins bins(values, most);
    ASSERT_LE(bins.count(), most);
    std::vector<double> rows(bins.count());
    for (std::uint32_t atom = 0; atom < values.atoms().size(); ++atom) {
      ASSERT_GE(bins.BinOf(atom), atom == 0 ? 0 : bins.BinOf(atom - 1));
      rows[bins.BinOf(atom)] += static_cast<double>(values.atoms()[atom].rows);
    }
    const auto atoms = static_cast<std::uint32_t>(values.atoms().size());
    if (values.null_rows() > 0) rows[bins.BinOf(atoms)] += static_cast<double>(values.null_rows());
    for (const double count : rows) EXPECT_GT(count, 0);
    CodeSet set = CodeSet::Of(Draw(random, static_cast<int>(atoms)), static_cast<double>(atoms) - 0.5);
    if (Draw(random, 2) == 0) set = set.Union(CodeSet::Null());
    std::vector<float> weights(bins.count());
    bins.Weights(set, values, weights);
    double weighed = 0;
    for (std::size_t bin = 0; bin < rows.size(); ++bin) {
      EXPECT_GE(weights[bin], 0);
      EXPECT_LE(weights[bin], 1);
      weighed += rows[bin] * static_cast<double>(weights[bin]);
    }
    EXPECT_NEAR(weighed, set.Rows(values), 1e-3 * (1 + weighed));
  }
}

TEST(TextTypesTest, TellNumbersAndDatesFromTexts) {
  const auto type = [](std::initializer_list<std::string_view> texts) {
    TypeFinder finder;
    for (const std::string_view text : texts) finder.Look(text);
    return finder.type();
  };
  EXPECT_EQ(type({"1", "-5", "0"}), ColumnType::kInteger);
  EXPECT_EQ(type({"1", "2.5"}), ColumnType::kReal);
  EXPECT_EQ(type({"9223372036854775808"}), ColumnType::kReal);
  EXPECT_EQ(type({"007", "1"}), ColumnType::kText) << "007 would come back as 7";
  EXPECT_EQ(type({"1", "x"}), ColumnType::kText);
  EXPECT_EQ(type({"2001-06-04"}), ColumnType::kDate);
  EXPECT_EQ(type({"2001-06-04", "2001-06-31"}), ColumnType::kText);
  EXPECT_EQ(type({"2001-06-04 10:00:00", "2001-06-04T10:00Z"}), ColumnType::kTimestamp);
  EXPECT_EQ(type({"true", "F"}), ColumnType::kBoolean);
  EXPECT_EQ(type({"+5"}), ColumnType::kText);
  EXPECT_EQ(type({" 5"}), ColumnType::kText);
  EXPECT_EQ(type({}), ColumnType::kText);
  EXPECT_EQ(ReadTimestamp("1969-12-31 23:59:59.999999"), -1);
  EXPECT_EQ(ReadTimestamp("1970-01-01 00:00:00-0130"), std::int64_t{5400} * 1'000'000);
  EXPECT_EQ(ReadDate("2000-02-29"), 11016);
  EXPECT_FALSE(ReadDate("1900-02-29").has_value());
}

}  // namespace
}  // namespace tacit::estimator
