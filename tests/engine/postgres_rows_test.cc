// Tables of PostgreSQL as rows.
#include <gtest/gtest.h>

#include "tacit/connection.h"
#include "tests/engine/told_rows.h"
#include "tests/postgres/server.h"

namespace tacit {
namespace {

TEST(PostgresRowsTest, AreThoseOfATableOrView) {
  const std::unique_ptr<Connection> db = testing::OpenPostgres(
      "CREATE TABLE \"T t\" (i bigint, n numeric(30,2), f float8, b boolean, t text, d timestamp, x bytea);"
      "INSERT INTO \"T t\" VALUES (1, 12345678901234567890.5, 0.5, true, 'it''s', '2020-02-29 01:02:03', "
      "'ab'), (NULL, NULL, 'NaN', NULL, '', NULL, '');"
      "CREATE VIEW v AS SELECT i, b FROM \"T t\"; CREATE TABLE \"order\" (a integer)");
  ASSERT_NE(db, nullptr);
  {
    const auto rows = OpenTable(*db, "T t").value();
    EXPECT_EQ(rows->name(), db->url() + "#T t");
    ASSERT_EQ(rows->columns().size(), 7U);
    EXPECT_EQ(rows->columns()[1].name, "n");
    EXPECT_TRUE(rows->columns()[1].type.starts_with("numeric")) << rows->columns()[1].type;
    EXPECT_EQ(rows->expected_rows(), -1) << "never analyzed";
  }
  const std::string rows =
      "i1|12345678901234567890.50|r0.500000|true|it's|2020-02-29 01:02:03|bab|\n~|~|rnan|~||~|b|\n";
  EXPECT_EQ(ToldRows(OpenTable(*db, "T t")), rows);
  EXPECT_EQ(ToldRows(OpenTable(*db, "v")), "i1|true|\n~|~|\n");
  EXPECT_EQ(ToldRows(OpenTable(*db, "order")), "");
  EXPECT_EQ(ToldRows(OpenTable(*db, "T t")), rows) << "a source leaves no transaction behind";
  ASSERT_TRUE(db->Execute("ANALYZE \"T t\"").ok());
  EXPECT_EQ(OpenTable(*db, "T t").value()->expected_rows(), 2);
}

TEST(PostgresRowsTest, AreAllThereWhateverTheirNumber) {
  for (const int rows : {0, 1, 9'999, 10'000, 10'001, 20'000, 23'456}) {
    const std::unique_ptr<Connection> db = testing::ReopenPostgres(
        "CREATE TABLE t AS SELECT generate_series(1, " + std::to_string(rows) + ") AS i");
    ASSERT_NE(db, nullptr);
    const auto source = OpenTable(*db, "t").value();
    std::vector<Cell> row;
    std::int64_t count = 0;
    std::int64_t sum = 0;
    while (source->Next(row).value()) {
      ++count;
      sum += row[0].integer;
    }
    EXPECT_EQ(count, rows);
    EXPECT_EQ(sum, std::int64_t{rows} * (rows + 1) / 2);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(source->Next(row).value());
  }
}

TEST(PostgresRowsTest, SayWhatIsWrong) {
  const std::unique_ptr<Connection> db = testing::ReopenPostgres(
      "CREATE TABLE t AS SELECT generate_series(-3, 3) AS i; CREATE VIEW failing AS SELECT 1 / i FROM t");
  ASSERT_NE(db, nullptr);
  const Status none = OpenTable(*db, "none").status();
  EXPECT_EQ(none.code(), StatusCode::kNotFound);
  EXPECT_NE(none.message().find("#none: "), std::string::npos) << none.message();
  const auto failing = OpenTable(*db, "failing").value();
  std::vector<Cell> row;
  Result<bool> more = true;
  while (more.ok() && *more) more = failing->Next(row);
  ASSERT_FALSE(more.ok());
  EXPECT_NE(more.status().message().find("division by zero"), std::string::npos) << more.status().message();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(failing->Next(row).ok()) << "and so every later call";
}

TEST(PostgresRowsTest, AreReadOverAConnectionOfTheirOwn) {
  ASSERT_NE(testing::PostgresServer::Get(), nullptr);
  const std::string url = testing::PostgresServer::Get()->NewDatabase();
  {
    const auto db = Connection::Open(url, Connection::Access::kCreate).value();
    ASSERT_TRUE(db->Execute("CREATE TABLE t AS SELECT 7 AS i").ok());
  }
  EXPECT_EQ(ToldRows(OpenRowSource(url + "#t")), "i7|\n");
  EXPECT_EQ(OpenRowSource(url + "#none").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace tacit
