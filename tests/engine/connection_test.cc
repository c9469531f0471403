#include "tacit/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tacit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Access = Connection::Access;

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tacit-engine-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    Result<std::unique_ptr<Connection>> opened = Connection::Open("sqlite::memory:", Access::kCreate);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    db_ = std::move(*opened);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string Url(const std::string& file) const {
    return "sqlite:" + (folder_ / file).string();
  }
  static StatusCode CodeOf(const std::string& url, Access access) {
    return Connection::Open(url, access).status().code();
  }

  std::filesystem::path folder_;
  std::unique_ptr<Connection> db_;
};

TEST_F(ConnectionTest, WhatIsInsertedIsRead) {
  ASSERT_TRUE(db_->Execute("CREATE TABLE \"order\" (i INTEGER, r REAL, t TEXT, b BLOB, n, ok INTEGER)").ok());
  const Row row = {std::int64_t{-7}, 1.5, std::string("a\0b'", 4), Blob{std::string("\0\xff", 2)},
                   std::monostate(), true};
  ASSERT_TRUE(db_->Insert("order", {"i", "r", "t", "b", "n", "ok"}, {row, row}).ok());
  const Result<ResultSet> read = db_->Run("SELECT * FROM \"order\" -- with a comment\n;");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_THAT(read->columns, ElementsAre("i", "r", "t", "b", "n", "ok"));
  Row stored = row;
  stored[5] = std::int64_t{1};  // SQLite has no boolean
  EXPECT_THAT(read->rows, ElementsAre(stored, stored));
}

TEST_F(ConnectionTest, InsertIsAllOrNothing) {
  ASSERT_TRUE(db_->Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)").ok());
  const Row one = {std::int64_t{1}};
  EXPECT_EQ(db_->Insert("t", {"a"}, {one, one}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Insert("t", {"a"}, {one, {}}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Run("SELECT * FROM t")->rows.size(), 0U);
  // Also inside the caller's own transaction, which stays open.
  ASSERT_TRUE(db_->Execute("BEGIN; INSERT INTO t VALUES (5)").ok());
  EXPECT_FALSE(db_->Insert("t", {"a"}, {one, one}).ok());
  ASSERT_TRUE(db_->Insert("t", {"a"}, {one}).ok());
  ASSERT_TRUE(db_->Execute("COMMIT").ok());
  EXPECT_EQ(db_->Run("SELECT * FROM t")->rows.size(), 2U);
}

TEST_F(ConnectionTest, ForeignKeysAreEnforcedAndLikeIsCaseSensitive) {
  ASSERT_TRUE(db_->Execute("CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE c (a REFERENCES p)").ok());
  EXPECT_FALSE(db_->Execute("INSERT INTO c VALUES (1)").ok());
  EXPECT_EQ(db_->Run("SELECT 'a' LIKE 'A'")->rows[0][0], Value(std::int64_t{0}));
}

TEST_F(ConnectionTest, ErrorsOfStatementsCarryTheEnginesMessage) {
  const Status unknown = db_->Execute("SELECT * FROM absent");
  EXPECT_EQ(unknown.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(unknown.message(), HasSubstr("no such table: absent"));
  EXPECT_EQ(db_->Run("SELECT 1; SELECT 2").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Run(" -- nothing").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(db_->Run("SELECT 1 UNION SELECT 2", 1).status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(db_->Run("SELECT 1 UNION SELECT 2", 2).ok());
}

TEST_F(ConnectionTest, ErrorsOfOpening) {
  EXPECT_EQ(CodeOf(Url("absent.db"), Access::kReadOnly), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(Url("absent.db"), Access::kReadWrite), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf(Url("no/such/folder.db"), Access::kCreate), StatusCode::kNotFound);
  EXPECT_EQ(CodeOf("sqlite:" + folder_.string(), Access::kReadOnly), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("sqlite:", Access::kReadOnly), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("mysql://host/db", Access::kReadOnly), StatusCode::kInvalidArgument);

  std::ofstream(folder_ / "text.db") << std::string(4096, 'x');
  const Status text = Connection::Open(Url("text.db"), Access::kReadOnly).status();
  EXPECT_EQ(text.code(), StatusCode::kCorruption);
  EXPECT_THAT(text.message(), HasSubstr("text.db"));
}

TEST_F(ConnectionTest, AReadOnlyConnectionDoesNotWrite) {
  {
    Result<std::unique_ptr<Connection>> created = Connection::Open(Url("t.db"), Access::kCreate);
    ASSERT_TRUE(created.ok()) << created.status().message();
    ASSERT_TRUE((*created)->Execute("CREATE TABLE t (a)").ok());
  }
  Result<std::unique_ptr<Connection>> read_only = Connection::Open(Url("t.db"), Access::kReadOnly);
  ASSERT_TRUE(read_only.ok());
  EXPECT_EQ((*read_only)->url(), Url("t.db"));
  EXPECT_FALSE((*read_only)->Execute("INSERT INTO t VALUES (1)").ok());
  EXPECT_TRUE((*read_only)->Run("SELECT * FROM t").ok());
}

TEST_F(ConnectionTest, AStatementThatRunsTooLongIsInterruptedAndTheConnectionLives) {
  db_->SetTimeout(20);
  const std::string endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  const Status status = db_->Run(endless).status();
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("20 ms"));
  EXPECT_EQ(db_->Time(endless, {}).status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(db_->Run("SELECT 1").ok());
}

TEST_F(ConnectionTest, ExplainIndentsChildren) {
  ASSERT_TRUE(db_->Execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b)").ok());
  const Result<Plan> plan = db_->Explain("SELECT * FROM t WHERE a = 1 UNION SELECT * FROM t");
  ASSERT_TRUE(plan.ok()) << plan.status().message();
  EXPECT_THAT(plan->text, HasSubstr("COMPOUND QUERY\n"));
  EXPECT_THAT(plan->text, HasSubstr("\n    SEARCH t USING INTEGER PRIMARY KEY"));
  EXPECT_EQ(plan->cost, -1);
}

TEST_F(ConnectionTest, TimingCountsRunsAndRows) {
  const Result<Timing> timing = db_->Time("SELECT 1 UNION ALL SELECT 2", {.runs = 4, .max_total_ms = 10'000});
  ASSERT_TRUE(timing.ok()) << timing.status().message();
  EXPECT_EQ(timing->runs, 4);
  EXPECT_EQ(timing->rows, 2);
  EXPECT_LE(timing->min_ms, timing->median_ms);
  EXPECT_LE(timing->median_ms, timing->max_ms);
  const Result<Timing> once = db_->Time("SELECT 1", {.runs = 1'000'000, .max_total_ms = -1});
  ASSERT_TRUE(once.ok());
  EXPECT_EQ(once->runs, 1);
}

}  // namespace
}  // namespace tacit
