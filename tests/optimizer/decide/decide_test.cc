// One pair to one verdict, and batches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tacit/prove_batch.h"
#include "tacit/prover.h"

namespace tacit {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kDdl =
    "CREATE TABLE a (id integer PRIMARY KEY, x integer, y integer NOT NULL);"
    "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL)";

Verdict Decide(const std::string& left, const std::string& right, ProveOptions options = {}) {
  const auto catalogue = CatalogueFromDdl(kDdl, "test.sql");
  return Prove(catalogue.value(), left, right, options).value();
}

TEST(ProveTest, ProvesAndNamesWhatItUses) {
  const Verdict verdict = Decide("SELECT DISTINCT id FROM a", "SELECT id FROM a");
  ASSERT_TRUE(verdict.proved()) << verdict.reason();
  EXPECT_FALSE(verdict.constraints_used().empty());
  EXPECT_FALSE(verdict.certificate().steps.empty());
}

TEST(ProveTest, RefutesWithAScript) {
  const Verdict verdict = Decide("SELECT x FROM a WHERE x = x", "SELECT x FROM a");
  ASSERT_TRUE(verdict.refuted()) << verdict.reason();
  EXPECT_THAT(verdict.witness().script, HasSubstr("INSERT INTO"));
}

TEST(ProveTest, ReasonsBeginWithACode) {
  EXPECT_THAT(Decide("SELEC x", "SELECT x FROM a").reason(), StartsWith("parse: "));
  EXPECT_THAT(Decide("SELECT x FROM a", "SELECT z FROM a").reason(), StartsWith("bind: "));
  EXPECT_THAT(Decide("SELECT x FROM a", "SELECT z FROM a").reason(), HasSubstr("right"));
  EXPECT_THAT(Decide("SELECT row_number() OVER (ORDER BY x) FROM a", "SELECT 1").reason(),
              StartsWith("unsupported: "));
}

TEST(ProveTest, WithoutRefutationNothingIsRun) {
  ProveOptions options;
  options.refute = false;
  EXPECT_EQ(Decide("SELECT x FROM a", "SELECT y FROM a", options).kind(), Verdict::Kind::kUnknown);
}

TEST(CatalogueFromDdlTest, ErrorsNameTheFile) {
  const auto broken = CatalogueFromDdl("CREATE TABLE t (id integer,, x)", "shop.sql");
  ASSERT_FALSE(broken.ok());
  EXPECT_THAT(broken.status().message(), StartsWith("shop.sql: "));
}

std::vector<json> RunBatch(const std::string& pairs, const std::string& schemas = "",
                           ProveOptions prove = {}) {
  std::vector<json> lines;
  BatchOptions options;
  options.prove = prove;
  options.write = [&](std::string_view line, const Verdict&) {
    EXPECT_EQ(line.back(), '\n');
    lines.push_back(json::parse(line));
    return Status::Ok();
  };
  const auto counts = ProveBatch({pairs, "p.jsonl", schemas, "s.jsonl"}, options);
  EXPECT_TRUE(counts.ok()) << counts.status().message();
  return lines;
}

std::string PairLine(const std::string& id, const std::string& left, const std::string& right) {
  return json{{"id", id}, {"sql1", left}, {"sql2", right}, {"schema", kDdl}, {"notes", "ignored"}}.dump() +
         "\n";
}

TEST(BatchTest, EveryLineIsAnswered) {
  const auto lines =
      RunBatch(PairLine("p", "SELECT id FROM a", "SELECT DISTINCT id FROM a") + "\n" +
               PairLine("r", "SELECT y FROM a", "SELECT DISTINCT y FROM a") + "{\"id\": \"broken\", \n" +
               PairLine("u", "SELECT", "SELECT 1 +") + "{\"id\": 7, \"sql1\": \"SELECT 1\"}\n" +
               "{\"id\": \"s\", \"sql1\": \"SELECT 1\", \"sql2\": \"SELECT 1\", \"schema_id\": \"?\"}");
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0]["verdict"], "proved");
  EXPECT_FALSE(lines[0]["constraints_used"].empty());
  EXPECT_TRUE(lines[0].contains("certificate"));
  EXPECT_EQ(lines[1]["verdict"], "refuted");
  EXPECT_EQ(lines[1]["witness"]["a"].size(), 2U);
  EXPECT_GE(lines[1]["ms"].get<double>(), 0);
  EXPECT_EQ(lines[2]["verdict"], "unknown");
  EXPECT_THAT(lines[2]["reason"].get<std::string>(), StartsWith("parse: p.jsonl:4: "));
  EXPECT_THAT(lines[3]["reason"].get<std::string>(), StartsWith("parse: "));
  EXPECT_EQ(lines[4]["id"], "7");
  EXPECT_THAT(lines[4]["reason"].get<std::string>(), HasSubstr("sql2"));
  EXPECT_THAT(lines[5]["reason"].get<std::string>(), HasSubstr("schema_id"));
}

TEST(BatchTest, SchemasAreLookedUp) {
  const std::string schemas = json{{"schema_id", "one"}, {"ddl", kDdl}}.dump();
  const auto lines = RunBatch(
      R"({"id": "p", "sql1": "SELECT id FROM a", "sql2": "SELECT DISTINCT id FROM a", "schema": null, "schema_id": "one"})",
      schemas);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["verdict"], "proved");
}

TEST(BatchTest, ABadSchemaLineIsAnError) {
  BatchOptions options;
  options.write = [](std::string_view, const Verdict&) { return Status::Ok(); };
  const auto counts = ProveBatch({"", "p", "{\"schema_id\": \"x\", \"ddl\": 3}", "s.jsonl"}, options);
  ASSERT_FALSE(counts.ok());
  EXPECT_THAT(counts.status().message(), StartsWith("s.jsonl:1: "));
}

// What stands beside the DDL is a hypothesis: assumed only by who asks for that trust, and then named.
TEST(BatchTest, ListedConstraintsAreDeclared) {
  json pair = json::parse(PairLine("d", "SELECT y FROM a", "SELECT DISTINCT y FROM a"));
  pair["constraints"] =
      json::parse(R"([{"type": "unique", "table": "A", "columns": ["\"y\""]}, {"type": "odd"}])");
  EXPECT_EQ(RunBatch(pair.dump())[0]["verdict"], "refuted");
  ProveOptions trusting;
  trusting.trust = Trust::kDeclared;
  const auto lines = RunBatch(pair.dump(), "", trusting);
  EXPECT_EQ(lines[0]["verdict"], "proved") << lines[0]["reason"];
  EXPECT_THAT(lines[0]["constraints_used"].get<std::vector<std::string>>(), ::testing::Contains("given_1"));
}

TEST(BatchTest, AFailingWriterEndsIt) {
  BatchOptions options;
  options.write = [](std::string_view, const Verdict&) { return Status::Io("disk full"); };
  const auto counts = ProveBatch({PairLine("a", "SELECT 1", "SELECT 1"), "p", "", "s"}, options);
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.status().code(), StatusCode::kIo);
}

}  // namespace
}  // namespace tacit
