#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tacit/advisor.h"
#include "tacit/generator.h"
#include "tests/generator/shop.h"

namespace tacit {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<Connection> Empty() {
  auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  EXPECT_TRUE(db.ok()) << db.status().message();
  return *std::move(db);
}

std::unique_ptr<Connection> Filled(std::int64_t rows, std::uint64_t seed) {
  std::unique_ptr<Connection> db = Empty();
  const auto tables = GenerateDatabase(testing::ShopCatalogue(),
                                       {.rows = rows, .seed = seed, .queries = {}, .progress = {}}, *db);
  EXPECT_TRUE(tables.ok()) << tables.status().message();
  return db;
}

std::vector<Row> All(Connection& db, const std::string& sql) {
  const auto result = db.Run(sql);
  EXPECT_TRUE(result.ok()) << sql << ": " << result.status().message();
  return result.ok() ? result->rows : std::vector<Row>();
}
std::int64_t One(Connection& db, const std::string& sql) {
  const std::vector<Row> rows = All(db, sql);
  return rows.empty() ? -1 : std::get<std::int64_t>(rows[0][0]);
}

TEST(GenerateDatabase, EveryConstraintThatCanBeCheckedHolds) {
  for (const std::int64_t rows : {50, 3'000, 30'000}) {
    const auto db = Filled(rows, 7);
    const Catalogue catalogue = testing::ShopCatalogue();
    const auto checked = CheckConstraints(catalogue, *db);
    ASSERT_TRUE(checked.ok()) << checked.status().message();
    int unknown = 0;
    for (const CheckedConstraint& c : *checked) {
      EXPECT_NE(c.result, CheckResult::kViolated) << rows << " " << c.id << ": " << c.query;
      unknown += c.result == CheckResult::kUnknown ? 1 : 0;
    }
    EXPECT_EQ(unknown, 3);  // the formats; see the test below
  }
}

TEST(GenerateDatabase, TheRowsAreShared) {
  const auto db = Filled(20'000, 3);
  std::int64_t total = 0;
  for (const Table& table : testing::ShopCatalogue().schema.tables) {
    const std::int64_t rows = One(*db, "SELECT COUNT(*) FROM " + table.name);
    EXPECT_GE(rows, 1) << table.name;
    total += rows;
  }
  EXPECT_GT(total, 15'000);
  EXPECT_LE(total, 20'100);
  EXPECT_LT(One(*db, "SELECT COUNT(*) FROM teams"), One(*db, "SELECT COUNT(*) FROM users"));
}

TEST(GenerateDatabase, QueriesFindWhatTheyLookFor) {
  const std::vector<std::string> queries = {
      "SELECT * FROM posts WHERE slug = 'a-word-of-ours'",
      "SELECT * FROM users WHERE LOWER(login) = LOWER('somebody')",
      "SELECT * FROM posts p JOIN users u ON u.id = p.user_id WHERE p.title IN ('One', 'Two') AND u.id = 2",
      "SELECT no such column",
      "SELECT * FROM users WHERE state = 'a state that there is not'",
  };
  auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate).value();
  const auto made = GenerateDatabase(testing::ShopCatalogue(),
                                     {.rows = 20'000, .seed = 5, .queries = queries, .progress = {}}, *db);
  ASSERT_TRUE(made.ok()) << made.status().message();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_FALSE(All(*db, queries[i]).empty()) << queries[i];
  const auto checked = CheckConstraints(testing::ShopCatalogue(), *db);
  ASSERT_TRUE(checked.ok());
  for (const CheckedConstraint& c : *checked) EXPECT_NE(c.result, CheckResult::kViolated) << c.id;
}

TEST(GenerateDatabase, FormatsAreMatched) {
  const auto db = Filled(5'000, 9);
  const std::regex login("[a-z0-9_\\-@\\.]*");
  const std::regex code("[A-Z]{2}-\\d{3,5}");
  for (const Row& row : All(*db, "SELECT login FROM users")) {
    EXPECT_TRUE(std::regex_match(std::get<std::string>(row[0]), login));
  }
  for (const Row& row : All(*db, "SELECT code FROM tags")) {
    EXPECT_TRUE(std::regex_match(std::get<std::string>(row[0]), code));
  }
}

TEST(GenerateDatabase, PolymorphicReferencesLeadToRows) {
  const auto db = Filled(5'000, 9);
  EXPECT_EQ(One(*db,
                "SELECT COUNT(*) FROM taggings WHERE NOT EXISTS (SELECT 1 FROM posts WHERE "
                "posts.id = target_id AND target_type = 'Post') AND NOT EXISTS (SELECT 1 FROM users WHERE "
                "users.id = target_id AND target_type = 'User')"),
            0);
  EXPECT_EQ(One(*db, "SELECT COUNT(DISTINCT target_type) FROM taggings"), 2);
}

TEST(GenerateDatabase, NestedSetsNest) {
  const auto db = Filled(5'000, 9);
  EXPECT_GT(One(*db, "SELECT COUNT(*) FROM pages WHERE parent_id IS NOT NULL"), 10);
  EXPECT_EQ(One(*db,
                "SELECT COUNT(*) FROM pages AS c JOIN pages AS p ON p.id = c.parent_id "
                "WHERE c.lft <= p.lft OR c.rgt >= p.rgt"),
            0);
  EXPECT_EQ(One(*db, "SELECT COUNT(*) FROM pages WHERE lft >= rgt"), 0);
  EXPECT_EQ(One(*db, "SELECT COUNT(*) - COUNT(DISTINCT lft) FROM pages"), 0);
}

TEST(GenerateDatabase, ValuesAreSkewedAndTimesGrow) {
  const auto db = Filled(20'000, 5);
  const std::int64_t users = One(*db, "SELECT COUNT(*) FROM users");
  EXPECT_GT(One(*db, "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM users GROUP BY state)"),
            users * 45 / 100);
  const std::int64_t posts = One(*db, "SELECT COUNT(*) FROM posts");
  EXPECT_GT(One(*db, "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM posts GROUP BY user_id)"),
            10 * posts / users);
  EXPECT_EQ(One(*db, "SELECT COUNT(*) FROM users WHERE updated_at < created_at"), 0);
  EXPECT_EQ(One(*db,
                "SELECT (SELECT MAX(created_at) FROM users WHERE id < 100) < "
                "(SELECT MIN(created_at) FROM users WHERE id > 1000)"),
            1);
}

TEST(GenerateDatabase, TheSeedDecidesEveryRow) {
  const auto rows = [](Connection& db) {
    return All(db,
               "SELECT * FROM users UNION ALL SELECT id, slug, title, body, "
               "1, 2, 3, 4, 5, 6, 7, 8, 9 FROM posts");
  };
  const auto a = Filled(2'000, 11);
  const auto b = Filled(2'000, 11);
  const auto c = Filled(2'000, 12);
  EXPECT_EQ(rows(*a), rows(*b));
  EXPECT_NE(rows(*a), rows(*c));
}

TEST(GenerateDatabase, AFilledDatabaseIsRefused) {
  const auto db = Filled(50, 1);
  const auto again =
      GenerateDatabase(testing::ShopCatalogue(), {.rows = 50, .seed = 1, .queries = {}, .progress = {}}, *db);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(again.status().message(), HasSubstr("expected an empty database"));
}

TEST(GenerateDatabase, ConstraintsThatNoValueSatisfiesAreNamed) {
  Catalogue catalogue = testing::ShopCatalogue();
  Constraint impossible;
  impossible.id = "impossible";
  impossible.kind = ConstraintKind::kOneOf;
  impossible.table = "users";
  impossible.columns = {"state"};
  impossible.detail = ValuesDetail{{Value("no other list has me")}};
  catalogue.constraints.push_back(impossible);
  const auto db = Empty();
  const auto tables =
      GenerateDatabase(catalogue, {.rows = 50, .seed = 1, .queries = {}, .progress = {}}, *db);
  ASSERT_FALSE(tables.ok());
  EXPECT_THAT(tables.status().message(), HasSubstr("users.state: expected"));
  EXPECT_THAT(tables.status().message(), HasSubstr("impossible"));
}

TEST(GenerateDatabase, ProgressEndsAtTheTotal) {
  std::int64_t last = 0;
  std::int64_t total = -1;
  GenerateOptions options{.rows = 500, .seed = 1, .queries = {}, .progress = {}};
  options.progress = [&](std::int64_t done, std::int64_t all) {
    EXPECT_LE(last, done);
    last = done;
    total = all;
  };
  const auto db = Empty();
  ASSERT_TRUE(GenerateDatabase(testing::ShopCatalogue(), options, *db).ok());
  EXPECT_EQ(last, total);
  EXPECT_GT(total, 400);
}

}  // namespace
}  // namespace tacit
