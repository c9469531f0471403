// Texts that are numbers, dates and moments, and those that only look so.
#include "src/estimator/table/text_types.h"

#include <gtest/gtest.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace tacit::estimator {
namespace {

ColumnType TypeOf(const std::vector<std::string>& texts,
                  TypeFinder::Declared declared = TypeFinder::Declared::kNothing) {
  TypeFinder finder(declared);
  for (const std::string& text : texts) finder.Look(text);
  return finder.type();
}

TEST(TypeFinder, FindsTheNarrowest) {
  EXPECT_EQ(TypeOf({}), ColumnType::kText);
  EXPECT_EQ(TypeOf({"0", "-12", "9223372036854775807", "-9223372036854775808"}), ColumnType::kInteger);
  EXPECT_EQ(TypeOf({"1", "2.5", "-1e-3", "NaN", "-Infinity"}), ColumnType::kReal);
  EXPECT_EQ(TypeOf({"2001-01-31", "0001-01-01"}), ColumnType::kDate);
  EXPECT_EQ(TypeOf({"2001-01-31 10:00", "2001-01-31T10:00:59.123Z", "2001-01-31 10:00:00+05:30"}),
            ColumnType::kTimestamp);
  EXPECT_EQ(TypeOf({"t", "FALSE"}), ColumnType::kBoolean);
  EXPECT_EQ(TypeOf({"0", "1"}), ColumnType::kInteger);
  EXPECT_EQ(TypeOf({"true", "yes"}), ColumnType::kText);
  EXPECT_EQ(TypeOf({"1", "one"}), ColumnType::kText);
  EXPECT_EQ(TypeOf({"2001-01-31", "2001-01-31 10:00"}), ColumnType::kText) << "bytes order both";
  EXPECT_EQ(TypeOf({"true", "1"}), ColumnType::kText);
}

TEST(TypeFinder, KeepsWhatANumberWouldNotGiveBack) {
  for (const char* text : {"007",
                           "-00",
                           "00.5",
                           "+5",
                           " 5",
                           "5 ",
                           "",
                           "0x10",
                           "1e400",
                           "1_000",
                           "1,5",
                           "-",
                           ".",
                           "e5",
                           "5e",
                           "nan(1)",
                           "9223372036854775808",
                           "-9223372036854775809",
                           "12345678901234567890",
                           "\xD9\xA3"}) {
    EXPECT_EQ(TypeOf({text}), ColumnType::kText) << '"' << text << '"';
    EXPECT_EQ(TypeOf({"1.5", text}), ColumnType::kText) << '"' << text << '"';
    EXPECT_EQ(TypeOf({"1", text, "2"}), ColumnType::kText) << '"' << text << '"';
  }
  EXPECT_EQ(TypeOf({std::string("1\0", 2)}), ColumnType::kText);
  EXPECT_EQ(TypeOf({"9007199254740993"}), ColumnType::kInteger);
  EXPECT_EQ(TypeOf({"9007199254740993", "0.5"}), ColumnType::kText) << "2^53 + 1 would be 2^53";
  EXPECT_EQ(TypeOf({"9007199254740992", "0.5"}), ColumnType::kReal);
  EXPECT_EQ(TypeOf({"9223372036854775807", "0.5"}), ColumnType::kText);
}

TEST(TypeFinder, TakesDeclaredNumbersForNumbers) {
  constexpr auto kNumbers = TypeFinder::Declared::kNumbers;
  EXPECT_EQ(TypeOf({"12345678901234567890"}, kNumbers), ColumnType::kReal);
  EXPECT_EQ(TypeOf({"9007199254740993", "0.5"}, kNumbers), ColumnType::kReal);
  EXPECT_EQ(TypeOf({"1", "2"}, kNumbers), ColumnType::kInteger);
  EXPECT_EQ(TypeOf({"one"}, kNumbers), ColumnType::kText);
}

TEST(ReadReal, ReadsWhatIsWritten) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = random();
    double real = 0;
    static_assert(sizeof(real) == sizeof(bits));
    std::memcpy(&real, &bits, sizeof(real));
    if (!std::isfinite(real)) continue;
    char text[64];
    const auto end = std::to_chars(text, text + sizeof(text), real).ptr;
    ASSERT_EQ(ReadReal(std::string_view(text, static_cast<std::size_t>(end - text))), real);
  }
  EXPECT_TRUE(std::isnan(ReadReal("nan").value()));
  EXPECT_EQ(ReadReal("inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(ReadReal("-INFINITY"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(ReadReal("-nan"), std::nullopt);
}

TEST(ReadDate, KnowsTheCalendar) {
  const std::chrono::sys_days begin = std::chrono::year(1) / 1 / 1;
  const std::chrono::sys_days end = std::chrono::year(9999) / 12 / 31;
  for (std::chrono::sys_days day = begin; day <= end; day += std::chrono::days(17)) {
    const std::chrono::year_month_day date(day);
    char text[32];
    std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    ASSERT_EQ(ReadDate(text), day.time_since_epoch().count()) << text;
  }
  EXPECT_EQ(ReadDate("2000-02-29"), 11'016);
  for (const char* text :
       {"1900-02-29", "2001-00-01", "2001-13-01", "2001-01-00", "2001-04-31", "2001-1-1", "01-01-2001",
        "2001/01/01", "2001-01-01 ", " 2001-01-01", "20010101", "12001-01-01", "-001-01-01", "2001-01-01T"}) {
    EXPECT_EQ(ReadDate(text), std::nullopt) << text;
  }
}

TEST(ReadTimestamp, KnowsZonesAndFractions) {
  constexpr std::int64_t kSecond = 1'000'000;
  EXPECT_EQ(ReadTimestamp("1970-01-01 00:00"), 0);
  EXPECT_EQ(ReadTimestamp("1970-01-01 00:00:00.5"), kSecond / 2);
  EXPECT_EQ(ReadTimestamp("1970-01-01T00:00:00.000001Z"), 1);
  EXPECT_EQ(ReadTimestamp("1970-01-01 00:00:00.0000019"), 1) << "a seventh digit is dropped";
  EXPECT_EQ(ReadTimestamp("1970-01-01 01:00:00+01"), 0);
  EXPECT_EQ(ReadTimestamp("1970-01-01 01:30:00+0130"), 0);
  EXPECT_EQ(ReadTimestamp("1969-12-31 22:00-02:00"), 0);
  EXPECT_EQ(ReadTimestamp("1969-12-31 23:59:59"), -kSecond);
  EXPECT_EQ(ReadTimestamp("1970-01-01 24:00"), 86'400 * kSecond);
  EXPECT_EQ(ReadTimestamp("2016-12-31 23:59:60Z"), ReadTimestamp("2017-01-01T00:00:00")) << "a leap second";
  for (const char* text :
       {"1970-01-01", "1970-01-01 ", "1970-01-01 0:00", "1970-01-01 25:00", "1970-01-01 24:01",
        "1970-01-01 00:60", "1970-01-01 00:00:61", "1970-01-01 00:00:00.", "1970-01-01 00:00:00,5",
        "1970-01-01 00:00+1", "1970-01-01 00:00+16", "1970-01-01 00:00+01:60", "1970-01-01 00:00+01:",
        "1970-01-01 00:00 UTC", "1970-01-01 00:00ZZ", "1970-01-01  00:00", "1970-02-30 00:00"}) {
    EXPECT_EQ(ReadTimestamp(text), std::nullopt) << text;
  }
}

TEST(ReadBoolean, ReadsTwoWordsAndTheirLetters) {
  EXPECT_EQ(ReadBoolean("true"), true);
  EXPECT_EQ(ReadBoolean("T"), true);
  EXPECT_EQ(ReadBoolean("False"), false);
  EXPECT_EQ(ReadBoolean("f"), false);
  for (const char* text : {"", "tru", "truely", "yes", "1", "0", " t"}) {
    EXPECT_EQ(ReadBoolean(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace tacit::estimator
