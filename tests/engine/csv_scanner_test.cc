// Records, however the file is cut into blocks.
#include "src/engine/csv_scanner.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <utility>

namespace tacit::engine {
namespace {

// Blocks of a size each, from memory that ends where the block does.
CsvScanner::NextBlock Blocks(std::string_view text, std::function<std::size_t()> size) {
  return [text, size = std::move(size), block = std::string()]() mutable -> Result<std::string_view> {
    block = std::string(text.substr(0, size()));
    block.shrink_to_fit();
    text.remove_prefix(block.size());
    return std::string_view(block);
  };
}

constexpr CsvScanner::Limits kWide{1'000'000, 10'000'000, 1'000};

using Record = std::vector<std::pair<std::string, bool>>;  // fields, and whether they were quoted

struct Scanned {
  std::vector<Record> records;
  std::vector<std::int64_t> lines;
  std::string failure;
};
Scanned Scan(std::string_view text, const std::function<std::size_t()>& size,
             const CsvScanner::Limits& limits = kWide, char separator = ',') {
  CsvScanner scanner(Blocks(text, size), separator);
  scanner.SetLimits(limits);
  Scanned scanned;
  while (true) {
    const Result<bool> more = scanner.Next();
    if (!more.ok()) {
      EXPECT_EQ(more.status().code(), StatusCode::kInvalidArgument);
      scanned.failure = more.status().message();
      return scanned;
    }
    if (!*more) break;
    Record record;
    for (const CsvScanner::Field& field : scanner.fields()) record.emplace_back(field.bytes, field.quoted);
    scanned.records.push_back(std::move(record));
    scanned.lines.push_back(scanner.line());
  }
  const Result<bool> again = scanner.Next();
  EXPECT_TRUE(again.ok() && !*again) << "the end stays the end";
  return scanned;
}
Scanned Scan(std::string_view text, const CsvScanner::Limits& limits = kWide) {
  return Scan(text, [] { return SIZE_MAX; }, limits);
}

std::string Written(const Record& record, char separator, const std::string& line_end) {
  std::string line;
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (i > 0) line += separator;
    if (!record[i].second) {
      line += record[i].first;
      continue;
    }
    line += '"';
    for (const char c : record[i].first) line += c == '"' ? "\"\"" : std::string(1, c);
    line += '"';
  }
  return line + line_end;
}

TEST(CsvScanner, ReadsWhatIsWrittenHoweverItIsCut) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3'000; ++round) {
    const char separator = ",;\t|"[random() % 4];
    std::vector<Record> records(random() % 6);
    std::vector<std::int64_t> lines;
    std::string text;
    std::int64_t line = 1;
    for (Record& record : records) {
      for (std::size_t fields = 1 + random() % 5; fields > 0; --fields) {
        std::string bytes;
        for (std::size_t size = random() % 6; size > 0; --size) {
          bytes += random() % 2 == 0 ? static_cast<char>(random()) : "\"\r\n,;\t|\0x"[random() % 9];
        }
        const bool quoted = random() % 3 == 0 || bytes.find_first_of("\"\r\n,;\t|") != std::string::npos;
        record.emplace_back(std::move(bytes), quoted);
      }
      lines.push_back(line);
      text += Written(record, separator, random() % 2 == 0 ? "\n" : "\r\n");
      line += 1;
      for (const auto& [bytes, quoted] : record) line += std::count(bytes.begin(), bytes.end(), '\n');
    }
    // The last line needs no end, unless nothing else says that it is there.
    if (!text.empty() && records.back() != Record{{"", false}} && random() % 2 == 0) {
      text.resize(text.size() - (text.ends_with("\r\n") ? 2 : 1));
    }
    for (const std::size_t most : {std::size_t{1}, std::size_t{3}, std::size_t{1} << 20}) {
      const Scanned scanned = Scan(text, [&] { return 1 + random() % most; }, kWide, separator);
      ASSERT_EQ(scanned.failure, "") << text;
      ASSERT_EQ(scanned.records, records) << text;
      ASSERT_EQ(scanned.lines, lines) << text;
    }
  }
}

TEST(CsvScanner, SaysInWhichLineWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {"a\n1,x\"y\n", "2: expected a quote around a whole field, found one inside a field"},
      {"a\n\n \"x\"\n", "3: expected a quote around a whole field, found one inside a field"},
      {"\"a\"b\n", "1: expected a separator or the end of the line after a closing quote, found more text"},
      {"a\n\"b\nc\" ,d\n",
       "3: expected a separator or the end of the line after a closing quote, found more text"},
      {"a\nb,\"c\n\nd\n", "2: expected a quote that closes this one, found the end of the file"},
      {"\"", "1: expected a quote that closes this one, found the end of the file"},
      {"\"\"\"", "1: expected a quote that closes this one, found the end of the file"},
      {"a\rb\r",
       "1: expected a line feed after a carriage return, found another byte: convert the line ends"},
      {"a\n\r\r\n",
       "2: expected a line feed after a carriage return, found another byte: convert the line ends"},
  };
  for (const auto& [text, failure] : cases) {
    EXPECT_EQ(Scan(text).failure, failure) << text;
    EXPECT_EQ(Scan(text, [] { return 1; }).failure, failure) << text;
  }
}

TEST(CsvScanner, KeepsToItsLimits) {
  const CsvScanner::Limits limits{4, 6, 3};
  EXPECT_EQ(Scan("abcd,ef\n", limits).failure, "");
  EXPECT_EQ(Scan("\"ab\"\"d\",ef\n", limits).failure, "");
  const std::string field =
      "expected a field of 4 bytes at most, found a longer one (is a quote not closed?)";
  EXPECT_EQ(Scan("a\nabcde\n", limits).failure, "2: " + field);
  EXPECT_EQ(Scan("a\n\"abcd\"\"\"\n", limits).failure, "2: " + field);
  EXPECT_EQ(Scan("a\n\"a\nb\n\n\n\n\"\n", limits).failure, "2: " + field) << "where the quote is";
  EXPECT_EQ(Scan("a,b,c\na,b,c,d\n", limits).failure, "2: expected 3 fields at most, found more");
  EXPECT_EQ(Scan("a\nabcd,efg\n", limits).failure,
            "2: expected a record of 6 bytes at most, found a longer one");
  // Without a line end nothing is read beyond the limits.
  std::size_t read = 0;
  CsvScanner endless(
      [&]() -> Result<std::string_view> {
        ++read;
        return std::string_view("abc,");
      },
      ',');
  endless.SetLimits({1'000, 1'000, 100});
  EXPECT_FALSE(endless.Next().ok());
  EXPECT_LE(read, 100U);
}

TEST(CsvScanner, HandsOnWhatTheFileSays) {
  int blocks = 0;
  CsvScanner scanner(
      [&]() -> Result<std::string_view> {
        if (++blocks > 2) return Status::Corruption("cut off");
        return std::string_view("ab\nc");
      },
      ',');
  scanner.SetLimits(kWide);
  EXPECT_TRUE(scanner.Next().value());
  EXPECT_TRUE(scanner.Next().value());
  EXPECT_EQ(scanner.fields()[0].bytes, "cab");
  const Result<bool> failed = scanner.Next();
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.status().code(), StatusCode::kCorruption);
}

}  // namespace
}  // namespace tacit::engine
