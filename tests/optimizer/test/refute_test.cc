// What the refuter calls a difference, and what it never does.
#include "optimizer/test/refute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/interpret/interpret.h"
#include "tests/optimizer/test/fixture.h"

namespace tacit::refute {
namespace {

class RefuteTest : public ::testing::Test {
 protected:
  std::optional<Witness> Refute(const std::string& left, const std::string& right) {
    auto found = tester_->Refute(BindIn(*setting_, left), BindIn(*setting_, right), 2'000);
    EXPECT_TRUE(found.ok()) << found.status().message();
    return found.ok() ? *found : std::nullopt;
  }

  std::unique_ptr<Setting> setting_ = MakeSetting();
  std::unique_ptr<Tester> tester_ =
      MakeTester(setting_->catalogue.schema, setting_->facts, Dialect::kPostgresql, Limits{}).value();
};

struct PairCase {
  const char* name;
  const char* left;
  const char* right;
};

constexpr PairCase kDifferent[] = {
    {"not_in_and_not_exists", "SELECT id FROM shop WHERE boss_id NOT IN (SELECT age FROM person)",
     "SELECT id FROM shop WHERE NOT EXISTS (SELECT 1 FROM person WHERE age = boss_id)"},
    {"bag_and_set", "SELECT shop_id FROM sale", "SELECT DISTINCT shop_id FROM sale"},
    {"boundary", "SELECT id FROM person WHERE age > 30", "SELECT id FROM person WHERE age >= 30"},
    {"inner_and_left", "SELECT s.id FROM shop s JOIN sale x ON x.shop_id = s.id",
     "SELECT s.id FROM shop s LEFT JOIN sale x ON x.shop_id = s.id"},
    {"on_and_where", "SELECT s.id FROM shop s LEFT JOIN sale x ON x.shop_id = s.id AND x.gift",
     "SELECT s.id FROM shop s LEFT JOIN sale x ON x.shop_id = s.id WHERE x.gift"},
    {"count_of_column", "SELECT COUNT(*) FROM person", "SELECT COUNT(name) FROM person"},
    {"sum_and_max", "SELECT shop_id, SUM(amount) FROM sale GROUP BY shop_id",
     "SELECT shop_id, MAX(amount) FROM sale GROUP BY shop_id"},
    {"global_and_grouped", "SELECT COUNT(*) FROM note WHERE stars = 3",
     "SELECT COUNT(*) FROM note WHERE stars = 3 GROUP BY stars"},
    {"excluded_middle", "SELECT id FROM person WHERE age > 30 OR age <= 30", "SELECT id FROM person"},
    {"union_all", "SELECT body FROM note UNION ALL SELECT body FROM note",
     "SELECT body FROM note UNION SELECT body FROM note"},
    {"having_count", "SELECT shop_id FROM sale GROUP BY shop_id HAVING COUNT(*) > 2",
     "SELECT shop_id FROM sale GROUP BY shop_id HAVING COUNT(*) > 3"},
    {"a_constant_in_a_deep_query",
     "SELECT c FROM (SELECT a AS c, b FROM (SELECT number AS a, day AS b FROM sale) i) o WHERE c = 41",
     "SELECT c FROM (SELECT a AS c, b FROM (SELECT number AS a, day AS b FROM sale) i) o WHERE c = 42"},
    {"parameters", "SELECT id FROM person WHERE age = $1 AND name = $2",
     "SELECT id FROM person WHERE age = $1"},
    {"order", "SELECT id FROM shop ORDER BY id", "SELECT id FROM shop ORDER BY city, id"},
    {"a_limit_that_cuts", "SELECT id FROM shop ORDER BY id LIMIT 1",
     "SELECT id FROM shop ORDER BY id LIMIT 2"},
    {"a_limit_whatever_it_keeps", "SELECT id FROM shop", "SELECT id FROM shop LIMIT 1"},
    {"like_and_equal", "SELECT id FROM shop WHERE city LIKE 'ro%'", "SELECT id FROM shop WHERE city = 'ro'"},
    {"a_decimal_between", "SELECT number FROM sale WHERE amount > 1",
     "SELECT number FROM sale WHERE amount >= 2"},
    {"the_case_of_like", "SELECT id FROM shop WHERE city LIKE 'ro%'",
     "SELECT id FROM shop WHERE LOWER(city) LIKE 'ro%'"},
};

constexpr PairCase kSame[] = {
    {"by_key", "SELECT DISTINCT id FROM shop", "SELECT id FROM shop"},
    {"by_check", "SELECT id FROM person WHERE age IS NULL OR age >= 18", "SELECT id FROM person"},
    {"by_check_over_columns", "SELECT id FROM person WHERE born < left_on OR born IS NULL OR left_on IS NULL",
     "SELECT id FROM person"},
    {"by_values", "SELECT number FROM sale WHERE status = 'new' OR status = 'paid'",
     "SELECT number FROM sale"},
    {"by_length", "SELECT id FROM shop WHERE city <> 'farfarfaraway'", "SELECT id FROM shop"},
    {"by_foreign_key", "SELECT x.number FROM sale x JOIN shop s ON x.shop_id = s.id",
     "SELECT number FROM sale"},
    {"by_not_null", "SELECT number FROM sale WHERE day IS NOT NULL", "SELECT number FROM sale"},
    {"tie_under_limit", "SELECT id FROM person ORDER BY age LIMIT 1",
     "SELECT id FROM person ORDER BY age, id LIMIT 1"},
    {"limit_without_order", "SELECT id FROM shop LIMIT 1", "SELECT MIN(id) FROM shop HAVING COUNT(*) > 0"},
    {"order_of_ties", "SELECT id FROM person ORDER BY age", "SELECT id FROM person ORDER BY age, id DESC"},
    {"division_by_zero", "SELECT 10 / stars FROM note",
     "SELECT CASE WHEN stars = 0 THEN NULL ELSE 10 / stars END FROM note"},
    {"two_rows_of_a_scalar", "SELECT (SELECT id FROM shop)", "SELECT (SELECT MIN(id) FROM shop)"},
    {"no_fraction_in_a_whole_column", "SELECT body FROM note WHERE 1.5 >= stars",
     "SELECT body FROM note WHERE 1 >= stars"},
    {"a_cast_that_fails", "SELECT CAST(body AS integer) FROM note WHERE body = 'x'",
     "SELECT stars FROM note WHERE FALSE"},
    {"collation", "SELECT body FROM note WHERE body < 'B'",
     "SELECT body FROM note WHERE body < 'B' AND body <> 'a'"},
    {"rounding", "SELECT amount / 3 FROM sale", "SELECT amount * (1 / 3.0) FROM sale"},
    {"average_and_its_parts", "SELECT AVG(amount) FROM sale",
     "SELECT SUM(amount) / COUNT(amount) FROM sale HAVING COUNT(amount) > 0 UNION ALL SELECT NULL FROM sale "
     "HAVING COUNT(amount) = 0"},
};

TEST_F(RefuteTest, RefutesWhatDiffers) {
  for (const PairCase& c : kDifferent) EXPECT_TRUE(Refute(c.left, c.right).has_value()) << c.name;
}

TEST_F(RefuteTest, NeverRefutesWhatIsTheSameOrOpen) {
  for (const PairCase& c : kSame) {
    const auto witness = Refute(c.left, c.right);
    EXPECT_FALSE(witness.has_value()) << c.name << "\n" << (witness ? witness->script : "");
  }
}

TEST_F(RefuteTest, TheQuickSearchFindsMostOfThem) {
  int found = 0;
  for (const PairCase& c : kDifferent) {
    const auto witness = tester_->RefuteQuickly(BindIn(*setting_, c.left), BindIn(*setting_, c.right));
    found += witness.ok() && witness->has_value() ? 1 : 0;
  }
  EXPECT_GE(found, static_cast<int>(std::size(kDifferent)) - 3);
}

// The statements before "-- left", the left query, the right query.
std::vector<std::string> Parts(const std::string& script) {
  const auto left = script.find("-- left\n");
  const auto right = script.find("-- right\n");
  return {script.substr(0, left), script.substr(left, right - left), script.substr(right)};
}

TEST_F(RefuteTest, AWitnessIsItsScript) {
  for (const PairCase& c : kDifferent) {
    const auto witness = Refute(c.left, c.right);
    ASSERT_TRUE(witness.has_value()) << c.name;
    const auto parts = Parts(witness->script);
    auto connection = OpenMemory();
    const Status made = connection->Execute(parts[0]);
    ASSERT_TRUE(made.ok()) << made.message();
    interpret::Answers answers(4);
    answers[0].rows = connection->Run(parts[1])->rows;
    answers[1].rows = connection->Run(parts[2])->rows;
    answers[2].rows = witness->left_rows;
    answers[3].rows = witness->right_rows;
    EXPECT_FALSE(interpret::Differ(answers[0], answers[2])) << c.name;
    EXPECT_FALSE(interpret::Differ(answers[1], answers[3])) << c.name;
    for (interpret::Answer& answer : answers) answer.ordered = std::string_view(c.name) == "order";
    EXPECT_TRUE(interpret::Differ(answers[0], answers[1])) << c.name;
  }
}

// Leaving out any row, with the rows that refer to it, makes the queries agree.
TEST_F(RefuteTest, AWitnessIsMinimal) {
  for (const PairCase& c : kDifferent) {
    const auto witness = Refute(c.left, c.right);
    ASSERT_TRUE(witness.has_value()) << c.name;
    if (std::string_view(c.name) == "parameters") continue;  // the queries are those with values
    const Schema& schema = setting_->catalogue.schema;
    const auto left =
        interpret::Program::Compile(BindIn(*setting_, c.left), schema, Dialect::kPostgresql).value();
    const auto right =
        interpret::Program::Compile(BindIn(*setting_, c.right), schema, Dialect::kPostgresql).value();
    Database whole;
    for (const WitnessTable& table : witness->tables) whole[table.name] = table.rows;
    EXPECT_TRUE(interpret::AlwaysDiffer(left.Run(whole), right.Run(whole))) << c.name;
    for (const WitnessTable& table : witness->tables) {
      for (std::size_t i = 0; i < table.rows.size(); ++i) {
        Database part = whole;
        part[table.name].erase(part[table.name].begin() + static_cast<std::ptrdiff_t>(i));
        std::vector<const TableModel*> read;
        for (const TableModel& model : setting_->models) {
          if (whole.contains(model.table->name)) read.push_back(&model);
        }
        World(std::move(read)).PruneReferences(&part);
        EXPECT_FALSE(interpret::AlwaysDiffer(left.Run(part), right.Run(part))) << c.name;
      }
    }
  }
}

TEST_F(RefuteTest, AWitnessShowsTheTablesThatAreRead) {
  const auto witness = Refute("SELECT DISTINCT shop_id FROM sale", "SELECT shop_id FROM sale");
  ASSERT_TRUE(witness.has_value());
  ASSERT_EQ(witness->tables.size(), 1U);
  EXPECT_EQ(witness->tables[0].name, "sale");
  EXPECT_EQ(witness->tables[0].columns.size(), 6U);
  EXPECT_EQ(witness->tables[0].rows.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<bool>(witness->tables[0].rows[0][5]));
}

TEST_F(RefuteTest, WhatNobodyModelsIsNotSupported) {
  const auto found = tester_->Refute(BindIn(*setting_, "SELECT md5(body) FROM note"),
                                     BindIn(*setting_, "SELECT body FROM note"), 100);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.status().code(), StatusCode::kNotSupported);
}

// A table whose facts cannot be tested stays empty: no witness may break them.
TEST_F(RefuteTest, AnUntestableFactKeepsItsTableEmpty) {
  const auto setting = MakeSetting("CREATE TABLE t (a text CHECK (md5(a) = 'x'), b integer)");
  const auto tester =
      MakeTester(setting->catalogue.schema, setting->facts, Dialect::kPostgresql, Limits{}).value();
  const auto found = tester->Refute(BindIn(*setting, "SELECT b FROM t"),
                                    BindIn(*setting, "SELECT b FROM t WHERE FALSE"), 500);
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->has_value());
}

}  // namespace
}  // namespace tacit::refute
