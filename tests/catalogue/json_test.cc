#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>

#include "src/catalogue/same.h"
#include "tests/catalogue/random_catalogue.h"

namespace tacit {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Golden() {
  std::ifstream in(TACIT_TEST_DATA "/catalogue/golden/small.catalogue.json");
  EXPECT_TRUE(in.good()) << "the golden catalogue is missing";
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool Same(const Table& a, const Table& b) {
  const auto columns = [](const Table& t) {
    std::vector<std::tuple<std::string, std::string, bool, std::optional<std::string>>> all;
    for (const Column& c : t.columns) all.emplace_back(c.name, c.type, c.nullable, c.default_sql);
    return all;
  };
  const auto uniques = [](const Table& t) {
    std::vector<std::tuple<std::string, std::vector<std::string>, std::vector<std::string>,
                           std::optional<std::string>, bool>>
        all;
    for (const UniqueKey& u : t.uniques) {
      all.emplace_back(u.name, u.columns, u.expressions, u.where, u.nulls_equal);
    }
    return all;
  };
  const auto foreign_keys = [](const Table& t) {
    std::vector<
        std::tuple<std::string, std::vector<std::string>, std::string, std::vector<std::string>, std::string>>
        all;
    for (const ForeignKey& f : t.foreign_keys) {
      all.emplace_back(f.name, f.columns, f.ref_table, f.ref_columns, f.on_delete);
    }
    return all;
  };
  const auto checks = [](const Table& t) {
    std::vector<std::tuple<std::string, std::string, bool>> all;
    for (const Check& c : t.checks) all.emplace_back(c.name, c.sql, c.validated);
    return all;
  };
  const auto indexes = [](const Table& t) {
    std::vector<std::tuple<std::string, std::vector<std::string>, bool, std::optional<std::string>>> all;
    for (const Index& i : t.indexes) all.emplace_back(i.name, i.columns, i.unique, i.where);
    return all;
  };
  return a.name == b.name && columns(a) == columns(b) && a.primary_key == b.primary_key &&
         uniques(a) == uniques(b) && foreign_keys(a) == foreign_keys(b) && checks(a) == checks(b) &&
         indexes(a) == indexes(b);
}

bool Same(const Constraint& a, const Constraint& b) {
  const auto evidence = [](const Constraint& c) {
    std::vector<std::tuple<std::string, int, std::string>> all;
    for (const Evidence& e : c.evidence) all.emplace_back(e.file, e.line, e.pattern);
    return all;
  };
  const auto bypasses = [](const Constraint& c) {
    std::vector<std::pair<std::string, int>> all;
    for (const Bypass& x : c.bypasses) all.emplace_back(x.file, x.line);
    return all;
  };
  return catalogue::SameStatement(a, b) &&
         std::tie(a.id, a.source, a.derived_from, a.soundness, a.trust) ==
             std::tie(b.id, b.source, b.derived_from, b.soundness, b.trust) &&
         evidence(a) == evidence(b) && bypasses(a) == bypasses(b);
}

TEST(CatalogueJson, WhatIsFormattedIsParsedAgain) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Catalogue written = testing::RandomCatalogue(seed).Make();
    const std::string text = FormatCatalogue(written);
    const Result<Catalogue> read = ParseCatalogue(text, "c");
    ASSERT_TRUE(read.ok()) << seed << ": " << read.status().message();
    EXPECT_EQ(FormatCatalogue(*read), text) << seed;
    EXPECT_EQ(std::tie(read->application.root, read->application.files, read->application.commit),
              std::tie(written.application.root, written.application.files, written.application.commit));
    ASSERT_EQ(read->schema.tables.size(), written.schema.tables.size());
    for (std::size_t i = 0; i < written.schema.tables.size(); ++i) {
      EXPECT_TRUE(Same(read->schema.tables[i], written.schema.tables[i])) << seed;
    }
    ASSERT_EQ(read->constraints.size(), written.constraints.size());
    for (std::size_t i = 0; i < written.constraints.size(); ++i) {
      EXPECT_TRUE(Same(read->constraints[i], written.constraints[i])) << seed << " " << text;
    }
  }
}

TEST(CatalogueJson, GoldenFileIsReadAndWrittenByteForByte) {
  const std::string golden = Golden();
  const Result<Catalogue> read = ParseCatalogue(golden, "golden");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(FormatCatalogue(*read), golden);
  const Constraint* range = read->Find("users.age.range");
  ASSERT_NE(range, nullptr);
  const auto& detail = std::get<RangeDetail>(range->detail);
  EXPECT_EQ(detail.min, Value(std::int64_t{0}));
  EXPECT_FALSE(detail.max.has_value());
  EXPECT_TRUE(detail.min_exclusive);
  EXPECT_EQ(range->condition->text, "role <> 'guest'");
  EXPECT_EQ(range->soundness, Soundness::kC);
  EXPECT_EQ(read->Find("no such id"), nullptr);
}

TEST(CatalogueJson, UnknownMembersAndAByteOrderMarkAreNoHindrance) {
  const std::string text =
      "\xEF\xBB\xBF{\"tacit_catalogue\": 1, \"later\": {\"x\": [1, {}]}, \"tables\": [], \"constraints\": "
      "[]}";
  EXPECT_TRUE(ParseCatalogue(text, "c").ok());
}

// Each row puts one wrong thing into the golden text; the error must stand exactly there.
struct Spoiled {
  std::string from;
  std::string to;
  std::string marker;  // the error's position is where this stands in the spoiled text
  std::string message;
};

std::string PositionOf(const std::string& text, std::size_t offset) {
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  const std::size_t start = text.rfind('\n', offset) + 1;
  return "f.json:" + std::to_string(line) + ":" + std::to_string(offset - start + 1) + ": ";
}

TEST(CatalogueJson, AnErrorNamesItsPlaceWhatWasExpectedAndWhatWasFound) {
  const std::vector<Spoiled> cases = {
      {R"("kind": "range")", R"("kind": "rnage")", R"("rnage")", "expected one of not_null, unique"},
      {R"("nulls": "rejected")", R"("nulls": 7)", "7,\n", "expected a string, found the number 7"},
      {R"("trust": "declared")", R"("trust": "hoped")", R"("hoped")", "found the string \"hoped\""},
      {R"("table": "users",)", R"("table": "usrs",)", R"("usrs")", "expected a table of \"tables\""},
      {"\"columns\": [\n        \"age\"", "\"columns\": [\n        \"agee\"", "\"agee\"",
       "expected a column of table users, found the string \"agee\""},
      {R"("id": "users.age.range")", R"("id": "users.name.length")", "", "a second time"},
      {R"("ref_table": "teams",)", R"("ref_table": "taems",)", R"("taems")", "expected a table"},
      {"\"nullable\": false", "\"nullable\": 0", "0,\n", "expected true or false, found the number 0"},
      {"\"files\": 12", "\"files\": 99999999999999999999", "99999999999999999999", "expected a whole number"},
      {"\"files\": 12", "\"files\": 18446744073709551615", "18446744073709551615", "below 2^63"},
      {"\"line\": 7", "\"line\": -7", "-7", "expected a line number"},
      {"\"tacit_catalogue\": 1", "\"tacit_catalogue\": \"1\"", "\"1\"", "expected a whole number"},
      {"\"files\": 12", "\"files\": 12, \"files\": 13", "\"files\": 13", "expected each member once"},
      {"\"files\": 12", "\"files\": 1x2", "x2", "found"},
      {"\"files\": 12", "\"files\": tru,", ",,", "expected"},
  };
  const std::string golden = Golden();
  for (const Spoiled& spoiled : cases) {
    const std::size_t at = golden.rfind(spoiled.from);
    ASSERT_NE(at, std::string::npos) << spoiled.from;
    std::string text = golden;
    text.replace(at, spoiled.from.size(), spoiled.to);
    const std::size_t marker = spoiled.marker.empty() ? at + 6 : text.find(spoiled.marker, at);
    ASSERT_NE(marker, std::string::npos) << spoiled.to;
    const Status status = ParseCatalogue(text, "f.json").status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << spoiled.to;
    EXPECT_THAT(status.message(), StartsWith(PositionOf(text, marker) + "expected ")) << spoiled.to;
    EXPECT_THAT(status.message(), HasSubstr(spoiled.message)) << spoiled.to;
    EXPECT_EQ(status.message().find('\n'), std::string::npos);
  }
}

TEST(CatalogueJson, MissingMembersAreNamedAtTheirObject) {
  const Status status = ParseCatalogue("{\n \"tacit_catalogue\": 1,\n \"tables\": []\n}", "f").status();
  EXPECT_EQ(status.message(), "f:1:1: expected a member \"constraints\", found none");
}

TEST(CatalogueJson, NewerVersionIsNotSupported) {
  const Status status = ParseCatalogue("{\"tacit_catalogue\": 2, \"tables\": 0}", "f").status();
  EXPECT_EQ(status.code(), StatusCode::kNotSupported);
  EXPECT_THAT(status.message(), StartsWith("f:1:21: expected catalogue version 1, found 2"));
}

TEST(CatalogueJson, EveryCutTextIsRefused) {
  const std::string golden = Golden();
  for (std::size_t size = 0; size + 2 < golden.size(); size += 7) {
    const Status status = ParseCatalogue(golden.substr(0, size), "f").status();
    ASSERT_EQ(status.code(), StatusCode::kInvalidArgument) << size;
    EXPECT_THAT(status.message(), HasSubstr("found")) << size;
  }
}

TEST(CatalogueJson, DeepNestingIsRefusedNotFollowed) {
  const Status status = ParseCatalogue(std::string(1'000'000, '['), "f").status();
  EXPECT_EQ(status.message(), "f:1:65: expected at most 64 levels of nesting, found more");
}

TEST(CatalogueJson, FilesAreWrittenAndReadAndNamedInErrors) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tacit-catalogue-" + std::to_string(::getpid()) + ".json");
  const Catalogue written = testing::RandomCatalogue(3).Make();
  ASSERT_TRUE(WriteCatalogue(written, path.string()).ok());
  const Result<Catalogue> read = ReadCatalogue(path.string());
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(FormatCatalogue(*read), FormatCatalogue(written));
  std::filesystem::remove(path);
  EXPECT_EQ(ReadCatalogue(path.string()).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace tacit
