#include "analyzer/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace tacit::analyze {
namespace {

namespace fs = std::filesystem;

class CacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "tacit-cache-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    Write("app/app/models/user.rb",
          "class User < ApplicationRecord\n  validates :name, presence: true\nend\n");
    Write("app/db/schema.rb",
          "ActiveRecord::Schema.define(version: 1) { create_table('users') { |t| t.string 'name' } }\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }
  [[nodiscard]] Analysis Run() const {
    Result<Analysis> analysis = Analyze((root_ / "app").string(), {.cache_dir = (root_ / "cache").string()});
    EXPECT_TRUE(analysis.ok()) << analysis.status().message();
    return analysis.ok() ? *std::move(analysis) : Analysis();
  }
  [[nodiscard]] std::vector<fs::path> Results() const {
    std::vector<fs::path> results;
    for (const auto& entry : fs::directory_iterator(root_ / "cache")) results.push_back(entry.path());
    return results;
  }

  fs::path root_;
};

TEST_F(CacheTest, AnswersTheSameSourcesFromTheCache) {
  const std::string first = FormatCatalogue(Run().catalogue);
  ASSERT_EQ(Results().size(), 1U);
  EXPECT_EQ(FormatCatalogue(Run().catalogue), first);
  EXPECT_EQ(Results().size(), 1U);
}

// What is kept is what is answered: a kept result that says something else shows that it was used.
TEST_F(CacheTest, ReadsWhatItKept) {
  (void)Run();
  Analysis other = Run();
  other.queries.push_back({.sql = "SELECT 1", .file = "a.rb", .line = 3, .note = "kept"});
  std::ofstream(Results().front(), std::ios::binary) << Pack(other);
  const Analysis again = Run();
  ASSERT_EQ(again.queries.size(), other.queries.size());
  EXPECT_EQ(again.queries.back().note, "kept");
}

TEST_F(CacheTest, ChangedSourcesAreReadAnew) {
  const std::size_t before = Run().catalogue.constraints.size();
  Write("app/app/models/user.rb",
        "class User < ApplicationRecord\n  validates :name, presence: true, length: { maximum: 9 }\nend\n");
  EXPECT_EQ(Run().catalogue.constraints.size(), before + 1);
  EXPECT_EQ(Results().size(), 2U);
}

TEST_F(CacheTest, DamagedResultsAreReadAnew) {
  const std::string right = FormatCatalogue(Run().catalogue);
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const fs::path file = Results().front();
    std::ifstream in(file, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const std::size_t at = random() % bytes.size();
    if (round % 2 == 0) {
      bytes.resize(at);
    } else {
      bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random() % 255));
    }
    EXPECT_FALSE(Unpack(bytes).has_value()) << "round " << round << " at " << at;
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_EQ(FormatCatalogue(Run().catalogue), right);
  }
}

TEST_F(CacheTest, PackedIsUnpackedTheSame) {
  Analysis analysis = Run();
  analysis.queries.push_back({.sql = "SELECT '12:3'", .file = "a\nb.rb", .line = 9, .note = ""});
  analysis.diagnostics.push_back({.file = "x.rb", .line = 0, .message = "7:seven"});
  const std::string packed = Pack(analysis);
  const std::optional<Analysis> unpacked = Unpack(packed);
  ASSERT_TRUE(unpacked.has_value());
  EXPECT_EQ(Pack(*unpacked), packed);
}

TEST_F(CacheTest, KeepsABoundedNumberOfResults) {
  const Analysis analysis = Run();
  const Cache cache((root_ / "cache").string());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache.Store("key" + std::to_string(i), analysis).ok());
  EXPECT_EQ(Results().size(), 64U);
}

TEST_F(CacheTest, AFolderThatCannotBeMadeIsADiagnostic) {
  Write("cache", "a file");
  const Analysis analysis = Run();
  ASSERT_EQ(analysis.diagnostics.size(), 1U);
  EXPECT_THAT(analysis.diagnostics[0].message, ::testing::HasSubstr("expected a folder that can be written"));
}

TEST_F(CacheTest, TheKeyDependsOnWhatIsAsked) {
  Result<SourceTree> tree = SourceTree::Walk(root_ / "app");
  ASSERT_TRUE(tree.ok());
  const auto key = CacheKey(*tree, {}, Framework::kRails);
  ASSERT_TRUE(key.has_value());
  EXPECT_NE(key, CacheKey(*tree, {}, Framework::kDjango));
  EXPECT_NE(key, CacheKey(*tree, {.schema_file = (root_ / "app/db/schema.rb").string()}, Framework::kRails));
  EXPECT_EQ(CacheKey(*tree, {.schema = Schema()}, Framework::kRails), std::nullopt);
  EXPECT_EQ(CacheKey(*tree, {}, Framework::kCpp), std::nullopt);
}

}  // namespace
}  // namespace tacit::analyze
