// Changes of code: those that are safe come as a diff that applies; all others are words.
#include "tacit/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "src/base/file.h"
#include "src/suggest/counterparts.h"
#include "src/suggest/diff.h"

namespace tacit {
namespace {

using suggest::Language;
using ::testing::HasSubstr;

constexpr const char* kSql = "SELECT DISTINCT users.* FROM users";

Rewrite DropDistinct() {
  Rewrite rewrite;
  rewrite.sql = "SELECT * FROM users";
  rewrite.rules = {"unique-key-drop-distinct"};
  rewrite.any_literals = true;
  return rewrite;
}

class SuggestTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tacit-suggest-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    ASSERT_TRUE(base::WriteFileAtomically((root_ / name).string(), text).ok());
  }
  [[nodiscard]] std::optional<std::string> Diff(const std::string& line,
                                                const Rewrite& rewrite = DropDistinct(),
                                                const std::string& sql = kSql,
                                                const std::string& file = "a.rb") const {
    Write(file, "first\n" + line + "\nlast\n");
    const auto suggestion = Suggest(sql, rewrite, file, 2, root_.string());
    EXPECT_TRUE(suggestion.has_value());
    EXPECT_EQ(suggestion->source, line);
    return suggestion->diff;
  }

  std::filesystem::path root_;
};

TEST_F(SuggestTest, ADistinctThatDoesNothingGoes) {
  EXPECT_EQ(Diff("  User.where(a: 1).distinct.order(:id)"),
            "--- a/a.rb\n+++ b/a.rb\n@@ -1,3 +1,3 @@\n first\n-  User.where(a: 1).distinct.order(:id)\n"
            "+  User.where(a: 1).order(:id)\n last\n");
  EXPECT_EQ(Diff("    .distinct"),
            "--- a/a.rb\n+++ b/a.rb\n@@ -1,3 +1,2 @@\n first\n-    .distinct\n last\n");
  EXPECT_TRUE(Diff("q = User.objects.filter(a=1).distinct()", DropDistinct(), kSql, "a.py").has_value());
}

TEST_F(SuggestTest, WhatIsNotTheConstructOnceInCodeIsLeft) {
  for (const char* line :
       {"User.all", "User.distinct.where(id: Post.distinct)", "User.distinct.uniq", "# User.distinct",
        "x = '.distinct'", "User.distinct(false)", "User.distinct_on(:a)", "scope :a, -> { distinct }"}) {
    EXPECT_FALSE(Diff(line).has_value()) << line;
  }
  EXPECT_FALSE(Diff("q.distinct('a')", DropDistinct(), kSql, "a.py").has_value());
  EXPECT_FALSE(Diff("q.distinct", DropDistinct(), kSql, "a.py").has_value());
  EXPECT_FALSE(Diff("q.distinct", DropDistinct(), kSql, "a.js").has_value());
}

TEST_F(SuggestTest, OnlyARewriteThatIsJustThisHasADiff) {
  const std::string line = "User.distinct";
  Rewrite other = DropDistinct();
  other.rules.emplace_back("foreign-key-drop-inner-join");
  EXPECT_FALSE(Diff(line, other).has_value()) << "dropping DISTINCT alone is not what was proved";
  Rewrite literal = DropDistinct();
  literal.any_literals = false;
  EXPECT_FALSE(Diff(line, literal).has_value());
  EXPECT_FALSE(Diff(line, DropDistinct(), "SELECT DISTINCT a FROM (SELECT DISTINCT a FROM t) s").has_value());
}

TEST_F(SuggestTest, AJoinGoesOnlyWhereItIsTheOnlyOne) {
  Rewrite rewrite = DropDistinct();
  rewrite.rules = {"foreign-key-drop-inner-join"};
  rewrite.sql = "SELECT * FROM a";
  EXPECT_TRUE(
      Diff("A.joins(:b).to_a", rewrite, "SELECT a.* FROM a INNER JOIN b ON b.id = a.b_id").has_value());
  EXPECT_FALSE(Diff("A.joins(:b, :c)", rewrite, "SELECT a.* FROM a JOIN b ON b.id = a.b_id").has_value());
  EXPECT_FALSE(
      Diff("A.joins(:b)", rewrite, "SELECT a.* FROM a JOIN b ON b.id = a.b_id JOIN c ON c.id = a.c_id")
          .has_value());
  rewrite.sql = "SELECT * FROM a WHERE b_id IS NOT NULL";
  EXPECT_FALSE(Diff("A.joins(:b)", rewrite, "SELECT a.* FROM a JOIN b ON b.id = a.b_id").has_value());
}

TEST_F(SuggestTest, PlacesThatCannotBeReadGetWordsAlone) {
  Write("app/a.rb", "User.distinct\n");
  const std::string root = root_.string();
  const auto there = [&](std::string_view file, int line, const std::string& app) {
    const auto suggestion = Suggest(kSql, DropDistinct(), file, line, app);
    EXPECT_TRUE(suggestion.has_value());
    EXPECT_THAT(suggestion->text, HasSubstr("drop `.distinct`"));
    return !suggestion->source.empty();
  };
  EXPECT_TRUE(there("app/a.rb", 1, root));
  EXPECT_TRUE(there(root + "/app/a.rb", 1, root + "/"));
  EXPECT_FALSE(there("app/a.rb", 1, ""));
  EXPECT_FALSE(there("app/a.rb", 2, root));
  EXPECT_FALSE(there("app/b.rb", 1, root));
  EXPECT_FALSE(there("../" + root_.filename().string() + "/app/a.rb", 1, root))
      << "no way out of the application";
  EXPECT_FALSE(there(root + "x/app/a.rb", 1, root));
  EXPECT_FALSE(Suggest(kSql, DropDistinct(), "", 1, root).has_value());
  EXPECT_FALSE(Suggest(kSql, DropDistinct(), "a.rb", 0, root).has_value());
}

TEST_F(SuggestTest, RulesWithoutACounterpartNameTheStatement) {
  Rewrite rewrite = DropDistinct();
  rewrite.rules = {"fold-constants"};
  rewrite.any_literals = false;
  const auto suggestion = Suggest(kSql, rewrite, "a.rb", 3, "");
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_EQ(suggestion->text, "send instead: SELECT * FROM users (proved for these constants only)");
}

TEST_F(SuggestTest, EveryDiffApplies) {
  for (const char* text :
       {"a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\ne\nf\ng\nh", "a\r\nb\r\nc\r\n", "a", "a\n", "\n\n\n"}) {
    const std::string whole = text;
    const auto count =
        static_cast<int>(std::count(whole.begin(), whole.end(), '\n')) + (whole.ends_with('\n') ? 0 : 1);
    for (int line = 1; line <= count; ++line) {
      for (const char* fresh : {"x", ""}) {
        const std::string diff = suggest::DiffOfLine(whole, "f", line, fresh);
        std::string expected;
        std::size_t at = 0;
        for (int i = 1; i <= count; ++i) {
          const std::size_t end = std::min(whole.find('\n', at), whole.size());
          const std::string newline = end < whole.size() ? "\n" : "";
          if (i != line) expected += whole.substr(at, end - at) + newline;
          if (i == line && *fresh != '\0') expected += fresh + newline;
          at = end + 1;
        }
        EXPECT_EQ(suggest::Apply(diff, whole), expected) << diff;
      }
    }
  }
  const std::string diff = suggest::DiffOfLine("a\nb\nc\n", "f", 2, "x");
  EXPECT_FALSE(suggest::Apply(diff, "a\nB\nc\n").has_value());
  EXPECT_FALSE(suggest::Apply(diff, "a\nb\n").has_value());
}

}  // namespace
}  // namespace tacit
