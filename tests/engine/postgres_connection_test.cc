#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tacit/connection.h"
#include "tests/postgres/server.h"

namespace tacit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Access = Connection::Access;

class PostgresConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    db_ = testing::OpenPostgres("");
    ASSERT_NE(db_, nullptr);
  }

  Row One(const std::string& sql) {
    const Result<ResultSet> result = db_->Run(sql);
    EXPECT_TRUE(result.ok()) << sql << ": " << result.status().message();
    return result.ok() && result->rows.size() == 1 ? result->rows.front() : Row();
  }

  std::unique_ptr<Connection> db_;
};

TEST_F(PostgresConnectionTest, ValuesHaveTheirTypes) {
  EXPECT_EQ(db_->dialect(), Dialect::kPostgresql);
  EXPECT_THAT(One("SELECT true, 7::smallint, -7, 9223372036854775807, 1.5::float8, 0.1::float4, "
                  "1.50::numeric, 'a''b', "
                  "NULL::int, '\\x00ff'::bytea, date '2020-02-29', 'x'::varchar(3), ARRAY[1,2]"),
              ElementsAre(Value(true), Value(std::int64_t{7}), Value(std::int64_t{-7}),
                          Value(std::numeric_limits<std::int64_t>::max()), Value(1.5), Value(0.1),
                          Value("1.50"), Value("a'b"), Value(), Value(Blob{std::string("\0\xff", 2)}),
                          Value("2020-02-29"), Value("x"), Value("{1,2}")));
  const Row floats = One("SELECT 'Infinity'::float8, '-Infinity'::float8, 'NaN'::float8");
  EXPECT_EQ(floats[0], Value(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(floats[1], Value(-std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::isnan(std::get<double>(floats[2])));
}

TEST_F(PostgresConnectionTest, WhatIsInsertedIsRead) {
  ASSERT_TRUE(
      db_->Execute("CREATE TABLE \"order\" (i bigint, \"R\" float8, t text, b bytea, n text, ok boolean, "
                   "one integer, yes boolean)")
          .ok());
  const Row row = {std::int64_t{-7},
                   0.1,
                   "a\t\n\r\\N\\'\"é",
                   Blob{std::string("\0\xff\\", 3)},
                   std::monostate(),
                   true,
                   true,
                   std::int64_t{1}};
  ASSERT_TRUE(db_->Insert("order", {"i", "R", "t", "b", "n", "ok", "one", "yes"}, {row, row}).ok());
  const Result<ResultSet> read = db_->Run("SELECT * FROM \"order\" -- with a comment\n;");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_THAT(read->columns, ElementsAre("i", "R", "t", "b", "n", "ok", "one", "yes"));
  Row stored = row;
  stored[6] = std::int64_t{1};
  stored[7] = true;
  EXPECT_THAT(read->rows, ElementsAre(stored, stored));
  EXPECT_EQ(db_->Insert("order", {"t"}, {{std::string("a\0b", 3)}}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Insert("order", {"t"}, {{std::string("\xff")}}).code(), StatusCode::kInvalidArgument);
  ASSERT_TRUE(db_->Insert("order", {}, {{}, {}}).ok());
  EXPECT_THAT(One("SELECT count(*) FROM \"order\""), ElementsAre(Value(std::int64_t{4})));
}

TEST_F(PostgresConnectionTest, ManyRowsInAndOut) {
  ASSERT_TRUE(db_->Execute("CREATE TABLE t (a integer, b text)").ok());
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < 20'000; ++i) rows.push_back({i, std::string(40, 'x')});
  ASSERT_TRUE(db_->Insert("t", {"a", "b"}, rows).ok());
  const Result<ResultSet> read = db_->Run("SELECT a, b FROM t ORDER BY a");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->rows, rows);
}

TEST_F(PostgresConnectionTest, InsertIsAllOrNothing) {
  ASSERT_TRUE(db_->Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)").ok());
  const Row one = {std::int64_t{1}};
  EXPECT_EQ(db_->Insert("t", {"a"}, {one, one}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Insert("t", {"a"}, {one, {}}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Insert("absent", {"a"}, {one}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Run("SELECT * FROM t")->rows.size(), 0U);
  // Also inside the caller's own transaction, which stays open.
  ASSERT_TRUE(db_->Execute("BEGIN; INSERT INTO t VALUES (5)").ok());
  EXPECT_FALSE(db_->Insert("t", {"a"}, {one, one}).ok());
  ASSERT_TRUE(db_->Insert("t", {"a"}, {one}).ok());
  ASSERT_TRUE(db_->Execute("COMMIT").ok());
  EXPECT_EQ(db_->Run("SELECT * FROM t")->rows.size(), 2U);
}

TEST_F(PostgresConnectionTest, StatementsBeforeAFailureStayDone) {
  EXPECT_FALSE(
      db_->Execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1); SELECT 1/0; DROP TABLE t").ok());
  EXPECT_EQ(db_->Run("SELECT * FROM t")->rows.size(), 1U);
  EXPECT_TRUE(db_->Execute("CREATE INDEX CONCURRENTLY i ON t (a); DO $$ BEGIN PERFORM 1; END $$").ok());
}

TEST_F(PostgresConnectionTest, ErrorsOfStatementsCarryTheEnginesMessage) {
  const Status unknown = db_->Execute("SELECT * FROM absent");
  EXPECT_EQ(unknown.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(unknown.message(), HasSubstr("relation \"absent\" does not exist"));
  EXPECT_EQ(db_->Run("SELECT 1; SELECT 2").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Run(" -- nothing").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Run("SELECT 1 UNION SELECT 2", 1).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(db_->Run("SELECT generate_series(1, 100000000)", 10).status().code(),
            StatusCode::kResourceExhausted);
  EXPECT_TRUE(db_->Run("SELECT 1 UNION SELECT 2", 2).ok());
  EXPECT_EQ(db_->Run("SELECT 1 WHERE false")->columns.size(), 1U);
  // A COPY that nobody feeds does not hang.
  EXPECT_FALSE(db_->Run("COPY (SELECT 1) FROM STDIN").ok());
  ASSERT_TRUE(db_->Execute("CREATE TABLE t (a int)").ok());
  EXPECT_FALSE(db_->Run("COPY t FROM STDIN").ok());
  EXPECT_TRUE(db_->Run("COPY t TO STDOUT").ok());
  EXPECT_TRUE(db_->Run("SELECT 1").ok());
}

TEST_F(PostgresConnectionTest, ErrorsOfOpening) {
  testing::PostgresServer& server = *testing::PostgresServer::Get();
  const auto open = [](const std::string& url) { return Connection::Open(url, Access::kReadOnly).status(); };
  const Status absent = open(server.Url("absent"));
  EXPECT_EQ(absent.code(), StatusCode::kNotFound) << absent.message();
  EXPECT_EQ(open("postgresql:///x?host=/nowhere").code(), StatusCode::kIo);
  EXPECT_EQ(open("postgresql:///x?no_such_setting=1").code(), StatusCode::kInvalidArgument);
  for (const std::string url :
       {"postgresql://me:secret@/x?host=/nowhere", "postgresql:///x?password=secret&host=/nowhere",
        "postgresql://me:se@cret@/x?host=/nowhere&bad_name=1"}) {
    EXPECT_THAT(open(url).message(), Not(HasSubstr("cret"))) << url;
  }
  EXPECT_TRUE(Connection::Open(server.NewDatabase(), Access::kCreate).ok());
}

TEST_F(PostgresConnectionTest, AReadOnlyConnectionDoesNotWrite) {
  const std::string url = testing::PostgresServer::Get()->NewDatabase();
  ASSERT_TRUE(Connection::Open(url, Access::kCreate).ok());
  Result<std::unique_ptr<Connection>> read_only = Connection::Open(url, Access::kReadOnly);
  ASSERT_TRUE(read_only.ok());
  EXPECT_EQ((*read_only)->url(), url);
  EXPECT_FALSE((*read_only)->Execute("CREATE TABLE t (a int)").ok());
  Result<std::unique_ptr<Connection>> writes = Connection::Open(url, Access::kReadWrite);
  ASSERT_TRUE(writes.ok());
  EXPECT_TRUE((*writes)->Execute("CREATE TABLE t (a int)").ok());
}

TEST_F(PostgresConnectionTest, AStatementThatRunsTooLongIsInterruptedAndTheConnectionLives) {
  const std::string endless =
      "SELECT count(*) FROM generate_series(1, 1000000000) AS a, generate_series(1, 1000000) AS b";
  db_->SetTimeout(40);
  for (int i = 0; i < 2; ++i) {
    const Status status = db_->Run(endless).status();
    EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
    EXPECT_THAT(status.message(), HasSubstr("40 ms"));
  }
  EXPECT_EQ(db_->Time(endless, {}).status().code(), StatusCode::kResourceExhausted);
  // In a transaction, and after one that took the setting with it.
  ASSERT_TRUE(db_->Execute("BEGIN").ok());
  EXPECT_EQ(db_->Run(endless).status().code(), StatusCode::kResourceExhausted);
  ASSERT_TRUE(db_->Execute("ROLLBACK").ok());
  EXPECT_EQ(db_->Run(endless).status().code(), StatusCode::kResourceExhausted);
  db_->SetTimeout(0);
  EXPECT_TRUE(db_->Run("SELECT pg_sleep(0.1)").ok());
  EXPECT_EQ(db_->Time(endless, {.max_run_ms = 30}).status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(db_->Run("SELECT pg_sleep(0.1)").ok()) << "the limit of a timing is that timing's";
}

TEST_F(PostgresConnectionTest, ExplainGivesThePlanAndItsCost) {
  ASSERT_TRUE(
      db_->Execute("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000); ANALYZE t").ok());
  const Result<Plan> plan = db_->Explain("SELECT * FROM t WHERE a = 1");
  ASSERT_TRUE(plan.ok()) << plan.status().message();
  EXPECT_THAT(plan->text, StartsWith("Seq Scan on t"));
  EXPECT_THAT(plan->text, HasSubstr("\n  Filter: (a = 1)\n"));
  EXPECT_GT(plan->cost, 10);
  EXPECT_LT(plan->cost, 100);
}

TEST_F(PostgresConnectionTest, TimingCountsRunsAndRows) {
  const Result<Timing> timing = db_->Time("SELECT 1 UNION ALL SELECT 2", {.runs = 4, .max_total_ms = 10'000});
  ASSERT_TRUE(timing.ok()) << timing.status().message();
  EXPECT_EQ(timing->runs, 4);
  EXPECT_EQ(timing->rows, 2);
  EXPECT_LE(timing->min_ms, timing->median_ms);
  EXPECT_LE(timing->median_ms, timing->max_ms);
  const Result<Timing> once = db_->Time("SELECT 1", {.runs = 1'000'000, .max_total_ms = -1});
  ASSERT_TRUE(once.ok());
  EXPECT_EQ(once->runs, 1);
  EXPECT_EQ(db_->Time("SELECT 1; SELECT 2", {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Time("SELECT absent", {}).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tacit
