// A small log of every kind, and the queries in it.
#include "tacit/workload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/workload/binds.h"

namespace tacit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

Workload Read(std::string_view text, WorkloadFormat expected, WorkloadFormat format = WorkloadFormat::kAuto) {
  auto workload = ReadWorkload(text, "log", format);
  EXPECT_TRUE(workload.ok()) << workload.status().message();
  if (!workload.ok()) return {};
  EXPECT_EQ(Name(workload->format), Name(expected));
  return *workload;
}

std::vector<std::string> Texts(const Workload& workload) {
  std::vector<std::string> texts;
  for (const WorkloadQuery& query : workload.queries) texts.push_back(query.sql);
  return texts;
}

TEST(WorkloadTest, NamesGoBothWays) {
  for (const char* name :
       {"auto", "sql", "rails-log", "postgresql-log", "sqlite-log", "pg-stat-statements"}) {
    const auto format = WorkloadFormatFromName(name);
    ASSERT_TRUE(format.has_value()) << name;
    EXPECT_EQ(Name(*format), name);
  }
  EXPECT_FALSE(WorkloadFormatFromName("rails").has_value());
}

TEST(WorkloadTest, StatementsStayEachForItself) {
  const Workload workload = Read(
      "-- app/models/user.rb:7 finder User.find\nSELECT 1;\nSELECT 1;\nDELETE FROM t;", WorkloadFormat::kSql);
  EXPECT_THAT(Texts(workload), ElementsAre("SELECT 1", "SELECT 1", "DELETE FROM t"));
  EXPECT_EQ(workload.queries[0].file, "app/models/user.rb");
  EXPECT_EQ(workload.queries[0].file_line, 7);
  EXPECT_EQ(workload.queries[0].note, "finder User.find");
  EXPECT_EQ(workload.queries[1].line, 3);
}

TEST(WorkloadTest, RailsLog) {
  const Workload workload = Read(
      "Started GET \"/issues/1\" for 127.0.0.1 at 2022-01-01 10:00:00 +0000\n"
      "Processing by IssuesController#show as HTML\n"
      "  Parameters: {\"id\"=>\"1\"}\n"
      "  \x1b[1m\x1b[36mIssue Load (0.3ms)\x1b[0m  \x1b[1m\x1b[34mSELECT \"issues\".* FROM \"issues\" WHERE "
      "\"issues\".\"id\" = $1 "
      "LIMIT $2\x1b[0m  [[\"id\", 1], [\"LIMIT\", 1]]\n"
      "  \xE2\x86\xB3 app/controllers/issues_controller.rb:12:in `show'\n"
      "  CACHE Issue Load (0.0ms)  SELECT \"issues\".* FROM \"issues\" WHERE \"issues\".\"id\" = $1  "
      "[[\"id\", 1]]\n"
      "  TRANSACTION (0.1ms)  BEGIN\n"
      "  Issue Update (0.4ms)  UPDATE \"issues\" SET \"subject\" = $1 WHERE \"id\" = $2  [[\"subject\", "
      "\"x\"], [\"id\", 1]]\n"
      "  User Load (1.5ms)  SELECT * FROM users WHERE login = ? AND admin = ? AND x = ?  [[\"login\", "
      "\"o'b\\\"r\"], "
      "[\"admin\", true], [\"x\", nil]]\r\n"
      "  \x1b[1m\x1b[36mIssue Load (0.2ms)\x1b[0m  \x1b[1m\x1b[34mSELECT \"issues\".* FROM \"issues\" WHERE "
      "\"issues\".\"id\" = $1 "
      "LIMIT $2\x1b[0m  [[\"id\", 7], [\"LIMIT\", 1]]\n"
      "  \xE2\x86\xB3 app/controllers/issues_controller.rb:12:in `show'\n"
      "D, [2022-01-01T10:00:00.0 #1] DEBUG -- :   Report (9.0ms)  SELECT id,\n"
      "      count(*)\n"
      "    FROM issues GROUP BY id\n"
      "Completed 200 OK in 5ms (Views: 1.0ms | ActiveRecord: 0.8ms)\n",
      WorkloadFormat::kRailsLog);
  ASSERT_THAT(Texts(workload),
              ElementsAre("SELECT id,\n      count(*)\n    FROM issues GROUP BY id",
                          "SELECT * FROM users WHERE login = 'o''b\"r' AND admin = TRUE AND x = NULL",
                          "SELECT \"issues\".* FROM \"issues\" WHERE \"issues\".\"id\" = 1 LIMIT 1"));
  const WorkloadQuery& issue = workload.queries[2];
  EXPECT_EQ(issue.calls, 2);
  EXPECT_DOUBLE_EQ(issue.ms, 0.5);
  EXPECT_EQ(issue.line, 4);
  EXPECT_EQ(issue.file, "app/controllers/issues_controller.rb");
  EXPECT_EQ(issue.file_line, 12);
  EXPECT_THAT(workload.skipped, ElementsAre(Pair("BEGIN", 1), Pair("CACHE", 1), Pair("UPDATE", 1)));
  EXPECT_EQ(workload.unread, 0);
}

TEST(WorkloadTest, QueriesOfTwoPlacesAreTwo) {
  const Workload workload = Read(
      "  A (1.0ms)  SELECT 1 FROM t\n  \xE2\x86\xB3 a.rb:1\n  A (1.0ms)  SELECT 2 FROM t\n  \xE2\x86\xB3 "
      "b.rb:1\n",
      WorkloadFormat::kRailsLog);
  EXPECT_THAT(workload.queries, SizeIs(2));
}

TEST(WorkloadTest, CommentsOfApplicationsNamePlaces) {
  const Workload workload = Read(
      "  A (2.0ms)  SELECT 1 FROM a "
      "/*application:Shop,controller:orders,action:index,line:/app/models/order.rb:31:in `x'*/\n"
      "  A (1.0ms)  SELECT 1 FROM b "
      "/*action='show',controller='users',source_location='app%2Fuser.rb%3A4'*/\n"
      "  A (0.5ms)  SELECT '/*line:no.rb:1*/' FROM c\n",
      WorkloadFormat::kRailsLog);
  ASSERT_THAT(Texts(workload),
              ElementsAre("SELECT 1 FROM a", "SELECT 1 FROM b", "SELECT '/*line:no.rb:1*/' FROM c"));
  EXPECT_EQ(workload.queries[0].file, "/app/models/order.rb");
  EXPECT_EQ(workload.queries[0].file_line, 31);
  EXPECT_EQ(workload.queries[0].note, "orders#index");
  EXPECT_EQ(workload.queries[1].file, "app/user.rb");
  EXPECT_EQ(workload.queries[1].file_line, 4);
  EXPECT_EQ(workload.queries[2].file, "");
}

TEST(WorkloadTest, PostgresqlLog) {
  const Workload workload = Read(
      "2022-01-01 10:00:00.000 UTC [11] u@d LOG:  statement: BEGIN\n"
      "2022-01-01 10:00:00.001 UTC [11] u@d LOG:  duration: 1.250 ms  statement: SELECT *\n"
      "\tFROM t\n"
      "\tWHERE a = 'x; y'\n"
      "2022-01-01 10:00:00.002 UTC [12] u@d LOG:  duration: 0.010 ms  parse <unnamed>: SELECT b FROM t WHERE "
      "id = $1 LIMIT $2\n"
      "2022-01-01 10:00:00.003 UTC [12] u@d LOG:  execute <unnamed>: SELECT b FROM t WHERE id = $1 AND c = "
      "$2 LIMIT $3\n"
      "2022-01-01 10:00:00.003 UTC [11] u@d LOG:  execute S_1/C_2: SELECT c FROM t WHERE id = $1\n"
      "2022-01-01 10:00:00.003 UTC [12] u@d DETAIL:  parameters: $1 = '42', $2 = NULL, $3 = '10'\n"
      "2022-01-01 10:00:00.003 UTC [11] u@d DETAIL:  Parameters: $1 = 'it''s'\n"
      "2022-01-01 10:00:00.004 UTC [12] u@d LOG:  duration: 7.5 ms\n"
      "2022-01-01 10:00:00.005 UTC [12] u@d ERROR:  relation \"nope\" does not exist at character 15\n"
      "2022-01-01 10:00:00.005 UTC [12] u@d STATEMENT:  SELECT * FROM nope\n"
      "2022-01-01 10:00:00.006 UTC [11] u@d LOG:  checkpoint starting: time\n"
      "2022-01-01 10:00:00.007 UTC [11] u@d LOG:  statement: SELECT 1 FROM a; INSERT INTO b VALUES (1)\n",
      WorkloadFormat::kPostgresqlLog);
  EXPECT_THAT(Texts(workload), ElementsAre("SELECT b FROM t WHERE id = '42' AND c = NULL LIMIT 10",
                                           "SELECT *\nFROM t\nWHERE a = 'x; y'",
                                           "SELECT c FROM t WHERE id = 'it''s'", "SELECT 1 FROM a"));
  EXPECT_DOUBLE_EQ(workload.queries[0].ms, 7.5);
  EXPECT_DOUBLE_EQ(workload.queries[1].ms, 1.25);
  EXPECT_EQ(workload.queries[1].line, 2);
  EXPECT_THAT(workload.skipped, ElementsAre(Pair("BEGIN", 1), Pair("ERROR", 1), Pair("INSERT", 1)));
}

TEST(WorkloadTest, PostgresqlCsvLog) {
  const std::string head =
      "2022-01-01 10:00:00.000 UTC,\"u\",\"d\",11,\"[local]\",61d,1,\"SELECT\",2022-01-01 10:00:00 "
      "UTC,3/4,0,";
  const std::string tail = ",,,,,,,,\"psql\",\"client backend\",,0\n";
  const Workload workload = Read(head +
                                     "LOG,00000,\"duration: 2.5 ms  execute <unnamed>: SELECT "
                                     "\"\"a\"\"\nFROM t WHERE id = $1\",\"parameters: $1 = '5'\"" +
                                     tail + head + "LOG,00000,\"statement: COMMIT\"," + tail + head +
                                     "ERROR,42P01,\"no relation\"," + tail + "half,a,record\n",
                                 WorkloadFormat::kPostgresqlLog);
  ASSERT_THAT(Texts(workload), ElementsAre("SELECT \"a\"\nFROM t WHERE id = '5'"));
  EXPECT_DOUBLE_EQ(workload.queries[0].ms, 2.5);
  EXPECT_THAT(workload.skipped, ElementsAre(Pair("COMMIT", 1), Pair("ERROR", 1)));
  EXPECT_EQ(workload.unread, 1);
  ASSERT_THAT(workload.first_unread, SizeIs(1));
  EXPECT_EQ(workload.first_unread[0].line, 5);
}

TEST(WorkloadTest, SqliteLog) {
  const Workload workload = Read(
      "SELECT a FROM t WHERE b = 'x;\ny'; -- 2000000 ns\nBEGIN; -- 10 ns\nSELECT a FROM t WHERE b = 'z'; -- "
      "500000 ns\n",
      WorkloadFormat::kSqliteLog);
  ASSERT_THAT(Texts(workload), ElementsAre("SELECT a FROM t WHERE b = 'x;\ny'"));
  EXPECT_EQ(workload.queries[0].calls, 2);
  EXPECT_DOUBLE_EQ(workload.queries[0].ms, 2.5);
  EXPECT_THAT(Read("SELECT 1;\nPRAGMA x;\n", WorkloadFormat::kSqliteLog, WorkloadFormat::kSqliteLog).skipped,
              ElementsAre(Pair("PRAGMA", 1)));
}

TEST(WorkloadTest, StatisticsAsCsv) {
  const Workload workload = Read(
      "userid,query,calls,total_exec_time,mean_exec_time\n"
      "10,\"SELECT * FROM t\nWHERE a = $1\",30,12.5,0.4\n"
      "10,SELECT b FROM t,4,99.0,24\n"
      "10,COMMIT,1000,1.0,0.001\n"
      "10,<insufficient privilege>,1,1.0,1.0\n"
      "10,\"broken\n",
      WorkloadFormat::kPgStatStatements);
  EXPECT_THAT(Texts(workload), ElementsAre("SELECT b FROM t", "SELECT * FROM t\nWHERE a = $1"));
  EXPECT_EQ(workload.queries[1].calls, 30);
  EXPECT_DOUBLE_EQ(workload.queries[1].ms, 12.5);
  EXPECT_THAT(workload.skipped, ElementsAre(Pair("COMMIT", 1000)));
  EXPECT_EQ(workload.unread, 2);
}

TEST(WorkloadTest, StatisticsAsPsqlPrintsThem) {
  const Workload workload = Read(
      "        query        | calls | mean_time \n"
      "---------------------+-------+-----------\n"
      " SELECT 'a|\xC3\xA9' FROM t |     3 |       0.5\n"
      " SELECT b           +|     2 |         4\n"
      " FROM t             +|       |          \n"
      " WHERE a = $1        |       |          \n"
      "(2 rows)\n",
      WorkloadFormat::kPgStatStatements);
  ASSERT_THAT(Texts(workload), ElementsAre("SELECT b\nFROM t\nWHERE a = $1", "SELECT 'a|\xC3\xA9' FROM t"));
  EXPECT_EQ(workload.queries[0].calls, 2);
  EXPECT_DOUBLE_EQ(workload.queries[0].ms, 8);
  EXPECT_EQ(workload.queries[0].line, 4);
  EXPECT_DOUBLE_EQ(workload.queries[1].ms, 1.5);
}

TEST(WorkloadTest, StatisticsAsJson) {
  const std::string one = R"({"query": "SELECT a FROM t WHERE id = $1", "calls": 5, "total_exec_time": 2.5})";
  for (const std::string& text : {one + "\nnot json\n", "[" + one + "]"}) {
    const Workload workload = Read(text, WorkloadFormat::kPgStatStatements);
    ASSERT_THAT(Texts(workload), ElementsAre("SELECT a FROM t WHERE id = $1"));
    EXPECT_EQ(workload.queries[0].calls, 5);
    EXPECT_DOUBLE_EQ(workload.queries[0].ms, 2.5);
    EXPECT_EQ(workload.unread, text.front() == '[' ? 0 : 1);
  }
}

TEST(WorkloadTest, ValuesThatAreNotKnownStayParameters) {
  using workload::FillIn;
  using workload::ReadPostgresqlBinds;
  using workload::ReadRailsBinds;
  const auto rails = [](std::string_view sql, std::string_view binds) {
    return FillIn(sql, *ReadRailsBinds(binds));
  };
  EXPECT_EQ(rails("a = $1 AND b = $2", R"([["a", "[FILTERED]"], ["b", -3]])"), "a = $1 AND b = (-3)");
  EXPECT_EQ(rails("a = ? AND b = ?", R"([["a", [1, "]"]], ["b", "\u00e9"]])"), "a = $1 AND b = $2");
  EXPECT_EQ(rails("a = $1 AND b = $1", R"([["a", 1]])"), "a = 1 AND b = 1");
  EXPECT_EQ(rails("a = $1", R"([["a", 1], ["b", 2]])"), "a = $1") << "more values than parameters";
  EXPECT_EQ(rails("a = $1 AND b = $2", R"([["a", 1]])"), "a = $1 AND b = $2") << "fewer";
  EXPECT_EQ(rails("a = '$1 ?' AND b ? 'k' AND c = $1", R"([["c", 1]])"), "a = '$1 ?' AND b ? 'k' AND c = 1");
  EXPECT_EQ(rails("a = ?1 LIMIT ?2", R"([["a", "x"], ["LIMIT", 1]])"), "a = 'x' LIMIT 1");
  EXPECT_FALSE(ReadRailsBinds(R"([["a", 1)").has_value());
  EXPECT_FALSE(ReadRailsBinds(R"([["a", 1]] tail)").has_value());

  EXPECT_EQ(FillIn("a = $1 AND b = $2", *ReadPostgresqlBinds("$1 = 'ab...', $2 = 'c'")),
            "a = $1 AND b = 'c'");
  EXPECT_FALSE(ReadPostgresqlBinds("$1 = 42").has_value());
  EXPECT_FALSE(ReadPostgresqlBinds("$1 = 'open").has_value());
  EXPECT_FALSE(ReadPostgresqlBinds("$2 = 'x'").has_value());
}

TEST(WorkloadTest, NothingFoundSaysWhatThereWas) {
  const auto workload = ReadWorkload("  A (0.1ms)  BEGIN\n  A (0.1ms)  COMMIT\n", "dev.log");
  ASSERT_FALSE(workload.ok());
  EXPECT_EQ(workload.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(workload.status().message(), HasSubstr("dev.log: expected queries of a rails-log"));
  EXPECT_THAT(workload.status().message(), HasSubstr("1 BEGIN, 1 COMMIT"));
}

TEST(WorkloadTest, AFileOfStatementsThatLooksLikeALogIsNone) {
  const std::string text = "SELECT '(0.3ms) LOG:  statement: x' FROM t;\nSELECT 2;";
  EXPECT_THAT(Read(text, WorkloadFormat::kSql).queries, SizeIs(2));
}

}  // namespace
}  // namespace tacit
