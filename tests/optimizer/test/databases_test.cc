// Laws of the databases that the refuter makes: they satisfy every fact, they repeat, they are about the
// query.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "optimizer/test/canonical.h"
#include "optimizer/test/random_database.h"
#include "src/interpret/value_order.h"
#include "src/sql/print.h"
#include "tests/optimizer/test/fixture.h"

namespace tacit::refute {
namespace {

constexpr const char* kQueries[] = {
    "SELECT p.name FROM person p JOIN shop s ON p.shop_id = s.id WHERE s.city = 'rome' AND p.age > 30",
    "SELECT s.city, SUM(x.amount) FROM shop s LEFT JOIN sale x ON x.shop_id = s.id AND x.status = 'paid' "
    "GROUP BY s.city HAVING COUNT(*) > 2",
    "SELECT id FROM shop WHERE id NOT IN (SELECT shop_id FROM sale WHERE gift AND amount > 10)",
    "SELECT p.id FROM person p, person q WHERE p.born < q.born AND p.shop_id = q.shop_id AND p.name LIKE "
    "'a%'",
    "SELECT day FROM sale WHERE day > '2019-05-05' UNION SELECT born FROM person WHERE age IS NULL",
};

// SQLite enforces the schema's own DDL: an independent reading of the same facts.
void ExpectLegal(const Database& database, const Schema& schema) {
  auto connection = OpenMemory();
  ASSERT_TRUE(
      connection->Execute("PRAGMA foreign_keys = OFF;" + sql::PrintDdl(schema, Dialect::kSqlite)).ok());
  const Status filled = Fill(database, schema, *connection);
  ASSERT_TRUE(filled.ok()) << filled.message();
  EXPECT_TRUE(connection->Run("PRAGMA foreign_key_check")->rows.empty());
  // varchar(n), which SQLite does not enforce.
  for (const char* broken :
       {"SELECT 1 FROM shop WHERE length(city) > 8", "SELECT 1 FROM person WHERE length(name) > 5",
        "SELECT 1 FROM sale WHERE length(status) > 10"}) {
    EXPECT_TRUE(connection->Run(broken)->rows.empty()) << broken;
  }
}

std::size_t RowsOf(const Database& database) {
  std::size_t rows = 0;
  for (const auto& [name, table] : database) rows += table.size();
  return rows;
}

TEST(DatabasesTest, RandomOnesSatisfyEveryFact) {
  const auto setting = MakeSetting();
  const Domain domain(*setting->world, {});
  std::size_t rows = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Dice dice(seed);
    const RandomShape shape{static_cast<int>(seed % 8), seed % 5, seed % 3 == 0};
    const Database database = RandomDatabase(*setting->world, domain, shape, &dice);
    rows += RowsOf(database);
    ExpectLegal(database, setting->catalogue.schema);
  }
  EXPECT_GT(rows, 300U);
}

TEST(DatabasesTest, OnesMadeForAQuerySatisfyEveryFact) {
  const auto setting = MakeSetting();
  std::size_t rows = 0;
  for (const char* sql : kQueries) {
    const Shape shape = ShapeOf(BindIn(*setting, sql));
    Dice dice(7);
    const Domain domain(*setting->world, {shape});
    CanonicalDatabases databases(*setting->world, domain, shape, Dialect::kPostgresql, {}, &dice);
    for (std::size_t i = 0; i < databases.systematic() + 20; ++i) {
      const Database database = *databases.Next();
      rows += RowsOf(database);
      ExpectLegal(database, setting->catalogue.schema);
    }
  }
  EXPECT_GT(rows, 500U);
}

TEST(DatabasesTest, SameSeedSameDatabases) {
  const auto setting = MakeSetting();
  const Shape shape = ShapeOf(BindIn(*setting, kQueries[0]));
  const Domain domain(*setting->world, {shape});
  const auto make = [&](std::uint64_t seed) {
    Dice dice(seed);
    CanonicalDatabases databases(*setting->world, domain, shape, Dialect::kPostgresql, {}, &dice);
    std::vector<Database> made;
    for (int i = 0; i < 40; ++i) made.push_back(*databases.Next());
    return made;
  };
  EXPECT_EQ(make(3), make(3));
  EXPECT_NE(make(3), make(4));
}

// The point of the second kind of database: a query with several conditions has an answer on the first of
// them.
TEST(DatabasesTest, TheFirstOneMadeForAQueryGivesItRows) {
  const auto setting = MakeSetting();
  for (const char* sql :
       {"SELECT p.name FROM person p JOIN shop s ON p.shop_id = s.id WHERE s.city = 'rome' AND p.age > 30",
        "SELECT x.number FROM sale x, shop s, person p WHERE x.shop_id = s.id AND p.id = s.boss_id AND p.age "
        "* 2 = 50 "
        "AND x.status LIKE 'p%' AND x.day > '2021-02-03' AND p.born IS NOT NULL AND p.shop_id = s.id",
        "SELECT t.y FROM (SELECT number + 1 AS y, shop_id AS z FROM sale) t WHERE t.y = 9 AND t.z IN (4, 5)",
        "SELECT id FROM person WHERE EXISTS (SELECT 1 FROM sale WHERE sale.shop_id = person.shop_id AND "
        "gift)"}) {
    const sql::QueryPtr query = BindIn(*setting, sql);
    const Shape shape = ShapeOf(query);
    Dice dice(1);
    const Domain domain(*setting->world, {shape});
    CanonicalDatabases databases(*setting->world, domain, shape, Dialect::kPostgresql, {}, &dice);
    const auto program =
        interpret::Program::Compile(query, setting->catalogue.schema, Dialect::kPostgresql).value();
    EXPECT_EQ(program.Run(*databases.Next()).front().rows.size(), 1U) << sql;
  }
}

// Two engines, one meaning: wherever the interpreter has a single answer, SQLite gives it too.
TEST(DatabasesTest, InterpreterAndSqliteAgree) {
  const auto setting = MakeSetting();
  const Schema& schema = setting->catalogue.schema;
  int compared = 0;
  for (const char* sql : kQueries) {
    const sql::QueryPtr query = BindIn(*setting, sql);
    const auto program = interpret::Program::Compile(query, schema, Dialect::kPostgresql).value();
    const Shape shape = ShapeOf(query);
    Dice dice(5);
    const Domain domain(*setting->world, {shape});
    CanonicalDatabases databases(*setting->world, domain, shape, Dialect::kPostgresql, {}, &dice);
    for (std::size_t i = 0; i < databases.systematic() + 10; ++i) {
      const Database database = *databases.Next();
      const interpret::Answers answers = program.Run(database);
      if (answers.size() != 1 || answers.front().stop != interpret::Stop::kNone) continue;
      auto connection = OpenMemory();
      ASSERT_TRUE(connection
                      ->Execute("PRAGMA case_sensitive_like = ON; PRAGMA foreign_keys = OFF;" +
                                sql::PrintDdl(schema, Dialect::kSqlite))
                      .ok());
      ASSERT_TRUE(Fill(database, schema, *connection).ok());
      const auto result = connection->Run(sql::PrintForSqlite(query));
      ASSERT_TRUE(result.ok()) << result.status().message();
      interpret::Answer theirs;
      theirs.rows = result->rows;
      EXPECT_FALSE(interpret::Differ(answers.front(), theirs)) << sql;
      ++compared;
    }
  }
  EXPECT_GT(compared, 80);
}

TEST(WorldTest, PruneLeavesTheLargestLegalPart) {
  const auto setting = MakeSetting();
  const auto text = [](const char* s) { return Value(std::string(s)); };
  const auto whole = [](int i) { return Value(std::int64_t{i}); };
  Database database;
  database["shop"] = {{whole(1), text("rome"), {}},
                      {whole(1), text("oslo"), {}},           // the key is taken
                      {whole(2), text("rome"), {}},           // so is the city
                      {whole(3), text("farfarfaraway"), {}},  // too long
                      {whole(4), text("bern"), whole(7)}};    // nobody is 7
  database["person"] = {{whole(1), {}, whole(1), whole(18), {}, {}},
                        {whole(2), {}, whole(1), whole(17), {}, {}},                            // too young
                        {whole(3), {}, whole(4), {}, {}, {}},                                   // shop 4 goes
                        {whole(4), {}, whole(1), {}, text("2020-01-02"), text("2020-01-01")}};  // two columns
  setting->world->Prune(&database);
  EXPECT_EQ(database["shop"].size(), 1U);
  ASSERT_EQ(database["person"].size(), 1U);
  EXPECT_EQ(database["person"][0][0], whole(1));
}

}  // namespace
}  // namespace tacit::refute
