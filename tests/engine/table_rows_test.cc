// Tables of SQLite as rows.
#include <gtest/gtest.h>

#include <filesystem>

#include <unistd.h>

#include "tacit/connection.h"
#include "tests/engine/told_rows.h"

namespace tacit {
namespace {

class SqliteRowsTest : public testing::Test {
 protected:
  void SetUp() override {
    file_ = std::filesystem::temp_directory_path() / ("tacit_rows_" + std::to_string(::getpid()) + ".db");
    std::filesystem::remove(file_);
    url_ = "sqlite:" + file_.string();
    db_ = Connection::Open(url_, Connection::Access::kCreate).value();
  }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove(file_);
  }
  void Execute(const std::string& sql) {
    const Status done = db_->Execute(sql);
    ASSERT_TRUE(done.ok()) << done.message();
  }

  std::filesystem::path file_;
  std::string url_;
  std::unique_ptr<Connection> db_;
};

TEST_F(SqliteRowsTest, AreThoseOfATableOrView) {
  Execute(
      "CREATE TABLE \"T t\" (a integer, b varchar(9), c real, d); INSERT INTO \"T t\" VALUES "
      "(1, 'x', 0.5, x'6162'), (NULL, '', 2, x''), (9223372036854775807, 'a|b', NULL, 'text'); "
      "CREATE VIEW v AS SELECT b FROM \"T t\"; CREATE TABLE \"order\" (a)");
  {
    const auto rows = OpenTable(*db_, "T t").value();
    EXPECT_EQ(rows->name(), url_ + "#T t");
    ASSERT_EQ(rows->columns().size(), 4U);
    EXPECT_EQ(rows->columns()[0].name, "a");
    EXPECT_EQ(rows->columns()[0].type, "INTEGER");
    EXPECT_EQ(rows->columns()[1].type, "varchar");  // SQLite keeps no lengths
    EXPECT_EQ(rows->expected_rows(), 3);
    EXPECT_EQ(OpenTable(*db_, "v").value()->expected_rows(), -1) << "a view is not run to be counted";
  }
  const std::string rows = "i1|x|r0.500000|bab|\n~||r2.000000|b|\ni9223372036854775807|a|b|~|text|\n";
  EXPECT_EQ(ToldRows(OpenTable(*db_, "T t")), rows);
  EXPECT_EQ(ToldRows(OpenRowSource(url_ + "#T t")), rows);
  EXPECT_EQ(ToldRows(OpenRowSource(url_ + "#v")), "x|\n|\na|b|\n");
  EXPECT_EQ(ToldRows(OpenRowSource(url_ + "#order")), "");
}

TEST_F(SqliteRowsTest, SayWhatIsWrong) {
  Execute("CREATE TABLE t (a)");
  const auto code = [](const std::string& where) { return OpenRowSource(where).status().code(); };
  EXPECT_EQ(code(url_ + "#none"), StatusCode::kNotFound);
  EXPECT_NE(OpenRowSource(url_ + "#none").status().message().find("none"), std::string::npos);
  EXPECT_EQ(code(url_ + "#t; DROP TABLE t"), StatusCode::kNotFound) << "a name, whatever it holds";
  EXPECT_EQ(code(url_), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(url_ + "#"), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("sqlite:" + file_.string() + ".none#t"), StatusCode::kNotFound);
  EXPECT_EQ(code("oracle://host/db#t"), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("postgresql://user:secret@host/db"), StatusCode::kInvalidArgument);
  EXPECT_EQ(OpenRowSource("postgresql://user:secret@host/db").status().message(),
            "postgresql URL: expected URL#table, found no table");
}

TEST_F(SqliteRowsTest, StayWhereTheyEndedOrFailed) {
  Execute(
      "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); "
      "CREATE VIEW failing AS SELECT CASE a WHEN 2 THEN abs(-9223372036854775807 - 1) ELSE a END FROM t");
  std::vector<Cell> row;
  const auto rows = OpenTable(*db_, "t").value();
  EXPECT_TRUE(rows->Next(row).value());
  EXPECT_TRUE(rows->Next(row).value());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(rows->Next(row).value());
  const auto failing = OpenTable(*db_, "failing").value();
  EXPECT_TRUE(failing->Next(row).value());
  for (int i = 0; i < 3; ++i) {
    const Result<bool> failed = failing->Next(row);
    ASSERT_FALSE(failed.ok());
    EXPECT_NE(failed.status().message().find("integer overflow"), std::string::npos);
  }
}

}  // namespace
}  // namespace tacit
