#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "optimizer/advise/regex.h"
#include "tacit/advisor.h"
#include "tests/optimizer/advise/laws.h"
#include "tests/optimizer/advise/people.h"
#include "tests/postgres/server.h"

namespace tacit {
namespace {

std::unique_ptr<Connection> OpenPeople(const std::vector<std::string>& inserts) {
  std::string ddl = testing::PostgresPeople();
  for (const std::string& insert : inserts) ddl += insert + ";\n";
  return testing::ReopenPostgres(ddl);
}

TEST(CheckOnPostgres, KeptAndBroken) { testing::ExpectKeptAndBroken(OpenPeople); }

TEST(CheckOnPostgres, CountsOfTheOracle) {
  const auto db = testing::OpenPostgres("");
  ASSERT_NE(db, nullptr);
  testing::ExpectCountsOfTheOracle(*db, /*formats=*/true);
}

TEST(CheckOnPostgres, PolymorphicReferences) {
  const auto db = testing::OpenPostgres("");
  ASSERT_NE(db, nullptr);
  testing::ExpectPolymorphicReferences(*db);
}

// One pass for all that speaks of rows and their partners, one for the keys: the server's own statistics.
TEST(CheckOnPostgres, ATableIsReadTwice) {
  const auto db =
      OpenPeople({"INSERT INTO houses VALUES (1)",
                  "INSERT INTO people (name, age, boss_id) VALUES ('a', 1, 1), ('b', 2, 1)", "ANALYZE"});
  ASSERT_NE(db, nullptr);
  Catalogue catalogue = testing::People();
  for (const testing::Kept& kept : testing::EveryKind()) {
    const bool own_pass = kept.constraint.id == "unique.blank" ||
                          kept.constraint.id == "unique.conditional" || kept.constraint.id == "unique.null";
    if (!own_pass && kept.constraint.id != "foreign_key.self")
      catalogue.constraints.push_back(kept.constraint);
  }
  ASSERT_TRUE(db->Execute("SELECT pg_stat_force_next_flush(); SELECT pg_stat_reset()").ok());
  ASSERT_TRUE(
      db->Execute("SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off")
          .ok());
  const auto checked = CheckConstraints(catalogue, *db);
  ASSERT_TRUE(checked.ok()) << checked.status().message();
  int examples = 0;
  for (const CheckedConstraint& c : *checked) {
    EXPECT_NE(c.result, CheckResult::kUnknown) << c.id << c.reason;
    examples += c.result == CheckResult::kViolated ? 1 : 0;
  }
  ASSERT_TRUE(db->Execute("SELECT pg_stat_force_next_flush()").ok());
  const auto scans = db->Run("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'people'");
  ASSERT_TRUE(scans.ok());
  EXPECT_EQ(scans->rows[0][0], Value(std::int64_t{2 + examples}));
}

// An answer of the source language's own for each: is the expression found in the text?
struct Found {
  std::string dialect;
  std::string regex;
  std::string text;
  bool found;
};

TEST(CheckOnPostgres, RegularExpressionsFindWhatTheyFoundAtHome) {
  const auto db = testing::OpenPostgres("");
  ASSERT_NE(db, nullptr);
  const std::vector<Found> cases = {
      {"ruby", R"(\A[a-z0-9\-_]*\z)", "a-b_9", true},
      {"ruby", R"(\A[a-z0-9\-_]*\z)", "a-b_9\n", false},
      {"ruby", R"(\A[a-z]+\Z)", "ab\n", true},
      {"ruby", R"(\A[a-z]+\Z)", "ab\n\n", false},
      {"ruby", R"(^b$)", "a\nb\nc", true},
      {"ruby", R"(^b$)", "a\nbc", false},
      {"ruby", R"(^\z)", "a\n", false},
      {"ruby", R"(a.b)", "a\nb", false},
      {"ruby", R"((?m:a.b))", "a\nb", true},
      {"ruby", R"((?i)\Ahttp)", "HTTP", true},
      {"ruby", R"((?i)\Ak\z)", "\u212A", true},
      {"ruby", R"((?i)\A[a-z]\z)", "\u017F", true},
      {"ruby", R"(\A(?!\d+$)[a-z0-9]*\z)", "12", false},
      {"ruby", R"(\A(?!\d+$)[a-z0-9]*\z)", "12a", true},
      {"ruby", R"(\A[^,.\/?;|\s]*\z)", "a\xC3\xA9", true},
      {"ruby", R"(\A[^,.\/?;|\s]*\z)", "a b", false},
      {"ruby", R"(\A\w+\z)", "\xC3\xA9", false},
      {"ruby", R"(\A.{2,3}\z)", "\xC3\xA9\xC3\xA9", true},
      {"ruby", R"(\A.{2,3}\z)", "\xC3\xA9", false},
      {"ruby", R"(\A(?<year>\h{2,}?)(a|)\z)", "ffa", true},
      {"ruby", R"((?<=x)y(?<!z)(?=w))", "xyw", true},
      {"ruby", R"(\*\*\*:a\.)", "***:a.", true},
      {"python", R"(^[a-z]+$)", "ab\n", true},
      {"python", R"(^[a-z]+\Z)", "ab\n", false},
      {"python", R"(^b)", "a\nb", false},
      {"python", R"((?m)^b$)", "a\nb\nc", true},
      {"python", R"((?a)^\w+$)", "\xC3\xA9", false},
      {"python", R"((?i)^I$)", "\xC4\xB1", true},
      {"python", R"((?ai)^k$)", "\u212A", false},
      {"python", R"((?ai)^k$)", "K", true},
      {"python", R"(^\S+$)", "a\xC2\xA0", false},
      {"python", R"(^[-a-zA-Z0-9_]+\Z)", "a-B_9", true},
      {"python", R"(^a{,2}$)", "aaa", false},
      {"python", R"([]a]b)", "]b", true},
      {"ecmascript", R"(^[^\s@]+@[^\s@]+\.[^\s@]+$)", "a@b.c", true},
      {"ecmascript", R"(^[^\s@]+@[^\s@]+\.[^\s@]+$)", "a@b.c\n", false},
      {"ecmascript", R"(^[a-z]+$)", "ab\n", false},
      {"ecmascript", R"(^a.*b$)",
       "a\xF0\x9F\x98\x80"
       "b",
       true},
      {"ecmascript", R"(^a.*b$)",
       "a\xE2\x80\xA8"
       "b",
       false},
      {"ecmascript", R"(^\d{3}-\d{4}$)", "555-0123", true},
      {"ecmascript", R"(^a{,2}$)", "aa", false},
  };
  for (const Found& c : cases) {
    const Result<std::string> are = advise::PostgresRegex(c.regex, c.dialect);
    if (c.regex == "^a{,2}$" && c.dialect == "ecmascript") {
      EXPECT_FALSE(are.ok());
      continue;
    }
    ASSERT_TRUE(are.ok()) << c.regex << ": " << are.status().message();
    ASSERT_TRUE(db->Execute("DROP TABLE IF EXISTS v; CREATE TABLE v (t text)").ok());
    ASSERT_TRUE(db->Insert("v", {"t"}, {{c.text}}).ok());
    const auto found = db->Run("SELECT t ~ '" + *are + "' FROM v");
    ASSERT_TRUE(found.ok()) << c.regex << " as " << *are << ": " << found.status().message();
    EXPECT_EQ(found->rows[0][0], Value(c.found))
        << c.dialect << " " << c.regex << " as " << *are << " in " << c.text;
  }
}

}  // namespace
}  // namespace tacit
