// Enumerations, integers, days, moments, UUIDs, and texts and bytes of any kind.
#include "tacit/domain_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <set>

#include "tests/encoder/domain_laws.h"

namespace tacit::encoder {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kLeast = INT64_MIN;
constexpr std::int64_t kGreatest = INT64_MAX;

TEST(DomainCode, AnEnumerationOfTextsIsOrderedByBytes) {
  const DomainCode code = Made(DomainCode::Enum({"open", "closed", "", "Open", "\xC3\xA9", "ope"}));
  ExpectLaws(code, {"", "Open", "closed", "ope", "open", "\xC3\xA9"});
  EXPECT_EQ(code.max_bits(), 3U);
  for (const char* text : {"opens", "OPEN", "op", "opeo"}) ExpectRefused(code, text);
  ExpectRefused(code, Value());
  ExpectRefused(code, std::int64_t{1});
}

TEST(DomainCode, AnEnumerationCanHaveItsDeclaredOrder) {
  const DomainCode code = Made(DomainCode::Enum({"small", "medium", "large"}, EnumOrder::kDeclared));
  ExpectLaws(code, {"small", "medium", "large"});
  EXPECT_EQ(code.EncodeText("medium").value(), "\x40");
}

TEST(DomainCode, AnEnumerationOfIntegersIsOrderedBySize) {
  const DomainCode code = Made(DomainCode::Enum({std::int64_t{10}, std::int64_t{-3}, std::int64_t{9}}));
  ExpectLaws(code, {std::int64_t{-3}, std::int64_t{9}, std::int64_t{10}});
  ExpectRefused(code, std::int64_t{8});
  EXPECT_FALSE(code.Encode("9").ok());
  EXPECT_TRUE(code.EncodeText("9").ok());
  EXPECT_FALSE(code.EncodeText("09").ok());
}

TEST(DomainCode, EnumerationsOfAllSizesHaveTheFewestBits) {
  for (std::size_t count = 1; count <= 300; ++count) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < count; ++i) values.emplace_back("v" + std::to_string(1000 + i));
    const DomainCode code = Made(DomainCode::Enum(values));
    std::size_t bits = 0;
    while ((std::size_t{1} << bits) < count) ++bits;
    EXPECT_EQ(code.max_bits(), bits);
    EXPECT_EQ(code.min_bits(), bits);
    if (count % 37 == 1) ExpectLaws(code, values);
  }
}

TEST(DomainCode, BadEnumerationsAreRefused) {
  const auto message = [](std::vector<Value> values) {
    const Status status = DomainCode::Enum(std::move(values)).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    return status.message();
  };
  EXPECT_THAT(message({}), HasSubstr("no values"));
  EXPECT_THAT(message({"a", "b", "a"}), HasSubstr("\"a\" twice"));
  EXPECT_THAT(message({"a", std::int64_t{1}}), HasSubstr("texts alone"));
  EXPECT_THAT(message({"a", Value()}), HasSubstr("NULL"));
  EXPECT_THAT(message({1.5}), HasSubstr("1.5"));
  EXPECT_THAT(message({Blob{"a"}}), HasSubstr("bytes"));
}

TEST(DomainCode, IntegersOfSmallRanges) {
  for (std::int64_t min = -9; min <= 9; ++min) {
    for (std::int64_t max = min; max <= 12; ++max) {
      const DomainCode code = Made(DomainCode::Integers(min, max));
      std::vector<Value> values;
      for (std::int64_t i = min; i <= max; ++i) values.emplace_back(i);
      ExpectLaws(code, values);
      ExpectRefused(code, min - 1);
      ExpectRefused(code, max + 1);
    }
  }
}

TEST(DomainCode, IntegersOfAnyRange) {
  std::mt19937_64 random(7);
  const auto draw = [&] {
    return static_cast<std::int64_t>(random() >> (random() % 64)) * (random() % 2 == 0 ? 1 : -1);
  };
  for (int round = 0; round < 300; ++round) {
    std::int64_t min = draw();
    std::int64_t max = draw();
    if (min > max) std::swap(min, max);
    std::set<std::int64_t> drawn = {min, max};
    for (int i = 0; i < 30; ++i) drawn.insert(std::clamp(draw(), min, max));
    const DomainCode code = Made(DomainCode::Integers(min, max));
    ExpectLaws(code, {drawn.begin(), drawn.end()});
    if (max < kGreatest) ExpectRefused(code, max + 1);
    if (min > kLeast) ExpectRefused(code, min - 1);
  }
}

TEST(DomainCode, IntegersHaveTheFewestBits) {
  EXPECT_EQ(Made(DomainCode::Integers(5, 5)).max_bits(), 0U);
  EXPECT_EQ(Made(DomainCode::Integers(1, 5)).max_bits(), 3U);
  EXPECT_EQ(Made(DomainCode::Integers(-128, 127)).max_bits(), 8U);
  const DomainCode all = Made(DomainCode::Integers(kLeast, kGreatest));
  EXPECT_EQ(all.max_bits(), 64U);
  ExpectLaws(all, {kLeast, kLeast + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kGreatest});
  EXPECT_FALSE(all.EncodeText("9223372036854775808").ok());
  for (const char* text : {"", "+1", "01", "-0", " 1", "1 ", "1.0", "1e3"}) {
    EXPECT_FALSE(all.EncodeText(text).ok()) << text;
  }
  EXPECT_THAT(DomainCode::Integers(2, 1).status().message(), HasSubstr("lesser bound first"));
}

TEST(DomainCode, Booleans) {
  ExpectLaws(DomainCode::Boolean(), {false, true});
  EXPECT_EQ(DomainCode::Boolean().max_bits(), 1U);
  EXPECT_EQ(DomainCode::Boolean().EncodeText("t").value(), "\x80");
  EXPECT_FALSE(DomainCode::Boolean().EncodeText("true").ok());
  ExpectRefused(DomainCode::Boolean(), std::int64_t{1});
}

std::string DayText(int year, int month, int day) {
  char text[32];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
  return text;
}

// Counted by the calendar's rules, one by one.
std::vector<Value> DaysOfYears(int first, int last) {
  std::vector<Value> days;
  for (int year = first; year <= last; ++year) {
    const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= lengths[month - 1]; ++day) days.emplace_back(DayText(year, month, day));
    }
  }
  return days;
}

TEST(DomainCode, DaysOfTheWholeCalendar) {
  const DomainCode code = DomainCode::Dates();
  EXPECT_EQ(code.max_bits(), 22U);
  for (const auto& [first, last] :
       {std::pair{1, 5}, {1580, 1584}, {1896, 1905}, {1965, 2005}, {9998, 9999}}) {
    ExpectLaws(code, DaysOfYears(first, last));
  }
  EXPECT_EQ(code.EncodeText("0001-01-01").value(), std::string("\0\0\0", 3));
  for (const char* text : {"2023-02-29", "1900-02-29", "0000-01-01", "10000-01-01", "2024-13-01",
                           "2024-00-10", "2024-01-00", "2024-04-31", "2024-1-01", "2024-01-01 ", "24-01-01",
                           "infinity", "", "2024/01/01", "-024-01-01", "2024-01-01 BC"}) {
    ExpectRefused(code, text);
  }
}

TEST(DomainCode, DaysOfASpan) {
  const DomainCode code = Made(DomainCode::Dates("2023-01-01", "2024-12-31"));
  ExpectLaws(code, DaysOfYears(2023, 2024));
  EXPECT_EQ(code.max_bits(), 10U);
  ExpectRefused(code, "2022-12-31");
  ExpectRefused(code, "2025-01-01");
  EXPECT_FALSE(DomainCode::Dates("2024-01-02", "2024-01-01").ok());
  EXPECT_FALSE(DomainCode::Dates("2024-01-02", "soon").ok());
}

TEST(DomainCode, MomentsToTheMicrosecond) {
  const DomainCode code = Made(DomainCode::Timestamps());
  EXPECT_EQ(code.max_bits(), 59U);
  // Of one day the order of the texts is not that of bytes: "12:00:00.5" is behind "12:00:00".
  ExpectLaws(code,
             {"0001-01-01 00:00:00", "0001-01-01 00:00:00.000001", "1969-12-31 23:59:59.999999",
              "1970-01-01 00:00:00", "2024-02-28 23:59:59.9", "2024-02-29 00:00:00", "2024-02-29 12:00:00",
              "2024-02-29 12:00:00.000009", "2024-02-29 12:00:00.00001", "2024-02-29 12:00:00.5",
              "2024-02-29 12:00:00.500001", "2024-02-29 12:00:01", "9999-12-31 23:59:59.999999"});
  for (const char* text : {"2024-02-29", "2024-02-29 24:00:00", "2024-02-29 23:60:00", "2024-02-29 23:59:60",
                           "2024-02-29 12:00:00.", "2024-02-29 12:00:00.50", "2024-02-29 12:00:00.0000001",
                           "2024-02-29T12:00:00", "2024-02-29 12:00:00+00", "2024-02-29 12:00",
                           "2023-02-29 12:00:00", "infinity"}) {
    ExpectRefused(code, text);
  }
}

TEST(DomainCode, MomentsOfAPrecisionAndASpan) {
  const DomainCode code = Made(DomainCode::Timestamps(3, "2024-01-01 00:00:00.0005", "2024-01-01 00:00:01"));
  std::vector<Value> values;
  for (int i = 1; i <= 1000; ++i) {
    char text[40];
    std::snprintf(text, sizeof(text), "2024-01-01 00:00:%02d.%03d", i / 1000, i % 1000);
    std::string moment = text;
    moment.resize(moment.find_last_not_of('0') + 1);
    values.emplace_back(i == 1000 ? "2024-01-01 00:00:01" : moment);
  }
  ExpectLaws(code, values);
  EXPECT_EQ(code.max_bits(), 10U);
  ExpectRefused(code, "2024-01-01 00:00:00");
  ExpectRefused(code, "2024-01-01 00:00:00.0015");
  EXPECT_EQ(Made(DomainCode::Timestamps(0)).max_bits(), 39U);
  ExpectLaws(Made(DomainCode::Timestamps(0)),
             {"0001-01-01 00:00:00", "1969-12-31 23:59:59", "9999-12-31 23:59:59"});
  EXPECT_FALSE(DomainCode::Timestamps(7).ok());
  EXPECT_FALSE(DomainCode::Timestamps(-1).ok());
  EXPECT_FALSE(DomainCode::Timestamps(0, "2024-01-01 00:00:00.1", "2024-01-01 00:00:00.9").ok());
}

TEST(DomainCode, Uuids) {
  const DomainCode code = DomainCode::Uuid();
  EXPECT_EQ(code.min_bytes(), 16U);
  EXPECT_EQ(code.max_bytes(), 16U);
  std::mt19937_64 random(11);
  std::set<std::string> uuids = {"00000000-0000-0000-0000-000000000000",
                                 "ffffffff-ffff-ffff-ffff-ffffffffffff"};
  while (uuids.size() < 400) {
    std::string uuid = "########-####-####-####-############";
    for (char& c : uuid) c = c == '#' ? "0123456789abcdef"[random() % 16] : c;
    uuids.insert(uuid);
  }
  ExpectLaws(code, {uuids.begin(), uuids.end()});
  // The bytes are those that the database itself keeps.
  EXPECT_EQ(code.EncodeText("00112233-4455-6677-8899-aabbccddeeff").value(),
            std::string("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF", 16));
  for (const char* text : {"00112233-4455-6677-8899-AABBCCDDEEFF", "00112233445566778899aabbccddeeff",
                           "00112233-4455-6677-8899-aabbccddeef", "{00112233-4455-6677-8899-aabbccddeeff}"}) {
    ExpectRefused(code, text);
  }
}

TEST(DomainCode, TextsOfAnyBytesButZero) {
  const DomainCode code = DomainCode::AnyText();
  std::mt19937_64 random(3);
  std::set<std::string> texts = {"", "\x01", "\xFF", std::string(1000, '\xFF'), std::string(1000, '\x01')};
  while (texts.size() < 400) {
    std::string text(random() % 30, ' ');
    for (char& c : text)
      c = "\x01\x02\xFE\xFF"
          "azAZ"[random() % 8];
    texts.insert(text);
  }
  ExpectLaws(code, {texts.begin(), texts.end()});
  for (const std::string& text : texts) EXPECT_EQ(code.EncodeText(text)->size(), text.size() + 1);
  EXPECT_EQ(code.max_bytes(), std::nullopt);
  ExpectRefused(code, std::string("a\0b", 3));
}

TEST(DomainCode, AnyBytes) {
  const DomainCode code = DomainCode::AnyBytes();
  std::mt19937_64 random(5);
  std::set<std::string> all = {"", std::string(1000, '\xFF'), std::string(1000, '\0')};
  for (std::size_t size = 0; size < 20; ++size) all.insert(std::string(size, '\0'));
  while (all.size() < 400) {
    std::string bytes(random() % 30, ' ');
    for (char& c : bytes) c = static_cast<char>(random() % 3 - 1);
    all.insert(bytes);
  }
  std::vector<Value> values;
  for (const std::string& bytes : all) values.emplace_back(Blob{bytes});
  ExpectLaws(code, values);
  EXPECT_EQ(code.EncodeText(std::string(1000, 'a'))->size(), 1019U);
  EXPECT_FALSE(code.Encode("text").ok());
}

}  // namespace
}  // namespace tacit::encoder
