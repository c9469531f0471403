// Whatever a log holds: no byte is read beyond it, and nothing grows beyond it.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "tacit/workload.h"

namespace tacit {
namespace {

constexpr WorkloadFormat kAll[] = {WorkloadFormat::kAuto,      WorkloadFormat::kSql,
                                   WorkloadFormat::kRailsLog,  WorkloadFormat::kPostgresqlLog,
                                   WorkloadFormat::kSqliteLog, WorkloadFormat::kPgStatStatements};

// Bytes with nothing after them that may be read: a sanitizer sees one byte too far.
void ReadAlone(const std::string& bytes) {
  const std::unique_ptr<char[]> alone(new char[bytes.size()]);
  bytes.copy(alone.get(), bytes.size());
  for (const WorkloadFormat format : kAll) {
    const auto workload = ReadWorkload({alone.get(), bytes.size()}, "log", format);
    if (!workload.ok()) {
      EXPECT_EQ(workload.status().message().find('\n'), std::string::npos);
      continue;
    }
    std::size_t size = 0;
    for (const WorkloadQuery& query : workload->queries) size += query.sql.size();
    // A mark of one byte may stand for a value that is told once.
    EXPECT_LE(size, 64 * bytes.size() + 64);
  }
}

const std::string kLogs[] = {
    "  Issue Load (0.3ms)  SELECT * FROM issues WHERE id = $1  [[\"id\", 1], [\"a\", \"\\\"\"]]\n  "
    "\xE2\x86\xB3 app/x.rb:1:in `f'\n",
    "2022-01-01 [1] LOG:  duration: 1.2 ms  execute <unnamed>: SELECT a\n\tFROM t WHERE b = $1\n"
    "2022-01-01 [1] DETAIL:  parameters: $1 = 'x'\n",
    "2022-01-01 10:00:00.000 UTC,\"u\",\"d\",11,\"h\",61d,1,\"S\",2022-01-01 10:00:00 UTC,3/4,0,LOG,00000,"
    "\"statement: SELECT 1\",,,,,,,,,\"psql\",\"x\",,0\n",
    "SELECT a FROM t WHERE b = 'x'; -- 2000 ns\n",
    "query,calls,total_exec_time\n\"SELECT a /*line:x.rb:3*/ FROM t\",1,2.5\n",
    " query    | calls \n----------+-------\n SELECT  +|     1\n 1        |      \n(1 row)\n",
    "{\"query\": \"SELECT 1\", \"calls\": 3}\n",
    "-- app/x.rb:3 note\nSELECT 1;\n",
};

TEST(HostileWorkloadTest, EveryCutIsRead) {
  for (const std::string& log : kLogs) {
    for (std::size_t size = 0; size <= log.size(); ++size) ReadAlone(log.substr(0, size));
  }
}

TEST(HostileWorkloadTest, ChangedBytesAreRead) {
  std::mt19937 random(1);
  for (const std::string& log : kLogs) {
    for (int round = 0; round < 200; ++round) {
      std::string changed = log;
      for (int i = 0; i < 4; ++i) changed[random() % changed.size()] = static_cast<char>(random());
      ReadAlone(changed);
    }
  }
}

TEST(HostileWorkloadTest, BinaryIsRead) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random() % 600, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    ReadAlone(bytes);
  }
}

TEST(HostileWorkloadTest, ALineOfManyMegabytesIsCountedAndLeft) {
  const std::string log = "  A (0.1ms)  SELECT a FROM t\n  B (0.1ms)  SELECT '" +
                          std::string(100'000'000, 'x') + "'\n  C (0.1ms)  SELECT c FROM t\n";
  const auto workload = ReadWorkload(log, "log");
  ASSERT_TRUE(workload.ok()) << workload.status().message();
  EXPECT_EQ(workload->queries.size(), 2U);
  EXPECT_EQ(workload->unread, 1);
  EXPECT_EQ(workload->first_unread.at(0).line, 2);
}

TEST(HostileWorkloadTest, DeepListsAndManyStatementsAreRead) {
  ReadAlone("  A (0.1ms)  SELECT 1  [[\"a\", " + std::string(100'000, '['));
  ReadAlone("[" + std::string(100'000, '['));
  ReadAlone("query,calls\n" + std::string(100'000, '"'));
  ReadAlone("  A (0.1ms)  SELECT " + std::string(100'000, '(') + "\n");
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "  A (0.1ms)  SELECT a" + std::to_string(i % 100) + " FROM t\n";
  const auto workload = ReadWorkload(many, "log");
  ASSERT_TRUE(workload.ok());
  EXPECT_EQ(workload->queries.size(), 100U);
  EXPECT_EQ(workload->queries[0].calls, 200);
}

}  // namespace
}  // namespace tacit
