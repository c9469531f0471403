#include "tacit/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tacit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Catalogue TinyCatalogue() {
  Catalogue catalogue;
  catalogue.application = {.root = "shop", .framework = "rails", .files = 2, .commit = ""};
  Table orders;
  orders.name = "orders";
  orders.columns = {{.name = "id", .type = "integer", .nullable = false, .default_sql = {}},
                    {.name = "state", .type = "varchar", .nullable = true, .default_sql = {}}};
  orders.primary_key = {"id"};
  catalogue.schema.tables = {orders};
  Constraint state;
  state.id = "orders.state.one_of";
  state.kind = ConstraintKind::kOneOf;
  state.table = "orders";
  state.columns = {"state"};
  state.detail = ValuesDetail{{Value("open"), Value("closed")}};
  state.soundness = Soundness::kB;
  state.evidence = {{.file = "app/models/order.rb", .line = 4, .pattern = "validates-inclusion"}};
  catalogue.constraints = {state};
  return catalogue;
}

Rewrite EmptyRewrite() {
  Rewrite rewrite;
  rewrite.sql = "SELECT id FROM orders WHERE FALSE";
  rewrite.rules = {"domain-contradiction-to-empty"};
  rewrite.constraints_used = {"orders.state.one_of"};
  rewrite.prove_ms = 0.25;
  return rewrite;
}

Study TinyStudy() {
  Study study;
  study.catalogue = TinyCatalogue();
  study.install.after = study.catalogue;
  study.margin = 0.05;
  study.floor_ms = 0.02;
  study.checked = {{.id = "orders.state.one_of",
                    .result = CheckResult::kViolated,
                    .violations = 3,
                    .examples = {{Value(std::int64_t{7}), Value("<b>odd</b>")}},
                    .example_columns = {"id", "state"},
                    .query = "SELECT * FROM orders WHERE state NOT IN ('open', 'closed')",
                    .reason = ""}};
  StudiedQuery fast;
  fast.query = {.sql = "SELECT id FROM orders WHERE state = 'x<y'",
                .line = 2,
                .file = "app/models/order.rb",
                .file_line = 9,
                .note = "Order.odd"};
  fast.installed.sql = fast.query.sql;
  fast.installed.rewrites = {EmptyRewrite()};
  fast.installed.counts = {.enumerated = 1, .cheaper = 1, .proved = 1};
  fast.times = StudyTimes{.original = 8, .installed = 8, .rewrite = 0.5, .both = 0.4};
  StudiedQuery slow;
  slow.query.sql = "SELECT id FROM orders";
  slow.times = StudyTimes{.original = 4, .installed = 4, .rewrite = {}, .both = {}};
  study.queries = {fast, slow};
  study.steps = {{.name = "measure", .seconds = 1.5}};
  return study;
}

TEST(StudyReport, AGainIsMoreThanTheMarginAndTheFloor) {
  const Study study = TinyStudy();
  EXPECT_DOUBLE_EQ(study.queries[0].BestMs(), 0.4);
  EXPECT_DOUBLE_EQ(study.queries[1].BestMs(), 4);
  EXPECT_TRUE(study.Gains(10, 9.4));
  EXPECT_FALSE(study.Gains(10, 9.6));     // within the margin
  EXPECT_FALSE(study.Gains(0.02, 0.01));  // half the time, but less than the clock can tell
}

TEST(StudyReport, TotalsCountWhatGainedAndThroughWhat) {
  const nlohmann::json totals = nlohmann::json::parse(StudyAsJson(TinyStudy()))["totals"];
  EXPECT_EQ(totals["queries"], 2);
  EXPECT_EQ(totals["gained"], 1);
  EXPECT_EQ(totals["not_gained"], 1);
  EXPECT_EQ(totals["gained_by_rewrite_alone"], 1);
  EXPECT_EQ(totals["gained_by_constraints_alone"], 0);
  EXPECT_EQ(totals["gained_by_both"], 1);
  EXPECT_EQ(totals["proved_on_installed"], 1);
  EXPECT_EQ(totals["proved_on_enforced"], 0);
}

TEST(StudyReport, TextNamesBeforeAfterWhyAndTimes) {
  Result<std::string> text = StudyTextFromJson(StudyAsJson(TinyStudy()), "study.json");
  ASSERT_TRUE(text.ok()) << text.status().message();
  EXPECT_THAT(
      *text,
      AllOf(HasSubstr("20.0x faster   app/models/order.rb:9   Order.odd"),
            HasSubstr("- SELECT id FROM orders WHERE state = 'x<y'"),
            HasSubstr("+ SELECT id FROM orders WHERE FALSE"),
            HasSubstr("before 8.00 ms; rewrite alone 0.500 ms; constraints alone 8.00 ms; both 0.400 ms"),
            HasSubstr("orders.state is one of 'open', 'closed'  (app/models/order.rb:4)"),
            HasSubstr("1 in all, 1 at least twice as fast, 1 did not gain")));
}

TEST(StudyReport, PageEscapesWhatComesFromOutside) {
  Result<std::string> page = StudyPageFromJson(StudyAsJson(TinyStudy()), "study.json");
  ASSERT_TRUE(page.ok()) << page.status().message();
  EXPECT_THAT(*page, AllOf(HasSubstr("x&lt;y"), Not(HasSubstr("x<y")), HasSubstr("20.0x"),
                           HasSubstr("app/models/order.rb:9"), Not(HasSubstr("<script"))));
}

TEST(StudyReport, BadDocumentsGetOneLineWithThePlace) {
  EXPECT_EQ(StudyTextFromJson("{\n  \"a\": ]", "s.json").status().message(),
            "s.json:2:8: expected JSON, found something else");
  EXPECT_EQ(StudyTextFromJson("", "s.json").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyTextFromJson("[]", "s.json").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyPageFromJson("{\"tacit_study\": 1}", "s.json").status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyTextFromJson("{\"tacit_study\": 1, \"queries\": 7}", "s.json").status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(StudyTextFromJson("{\"tacit_study\": 2}", "s.json").status().code(), StatusCode::kNotSupported);
}

TEST(AnalysisReport, SarifPointsAtTheLine) {
  Analysis analysis;
  analysis.catalogue = TinyCatalogue();
  analysis.diagnostics = {{.file = "app/models/bad.rb", .line = 3, .message = "syntax error"}};
  const nlohmann::json sarif = nlohmann::json::parse(AnalysisAsSarif(analysis));
  EXPECT_EQ(sarif["version"], "2.1.0");
  const nlohmann::json& results = sarif["runs"][0]["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["ruleId"], "rails/validates-inclusion");
  EXPECT_EQ(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
  EXPECT_EQ(results[1]["ruleId"], "not-analyzed");
}

TEST(CheckReport, ViolationsShowExamplesAndTheQuery) {
  const Study study = TinyStudy();
  const std::string text = CheckAsText(study.catalogue, study.checked);
  EXPECT_THAT(text, AllOf(HasSubstr("violated by 3 rows"), HasSubstr("id=7 state='<b>odd</b>'"),
                          HasSubstr("state NOT IN"), HasSubstr("0 hold, 1 violated, 0 unknown")));
}

}  // namespace
}  // namespace tacit
