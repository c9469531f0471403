// Answers that are kept: they change nothing but the time, and are never given for what they were not found
// for.
#include "optimizer/rewrite/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "optimizer/enumerate/places.h"
#include "src/base/file.h"
#include "src/sql/bind.h"
#include "src/sql/identity.h"
#include "tests/optimizer/rules/cases.h"

namespace tacit::rewrite {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AnswersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tacit-proofs-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string Path() const { return (folder_ / "f.proofs").string(); }

  static RewriteOutcome Run(Rewriter& rewriter, const std::string& sql) {
    auto outcome = rewriter.Run(sql, nullptr);
    EXPECT_TRUE(outcome.ok()) << sql << ": " << outcome.status().message();
    return outcome.ok() ? *outcome : RewriteOutcome();
  }
  // Finds the answers to these statements, and keeps them.
  void Keep(const Catalogue& catalogue, const RewriteOptions& options,
            const std::vector<std::string>& statements) {
    Rewriter rewriter(catalogue, options);
    for (const std::string& sql : statements) (void)Run(rewriter, sql);
    const Status saved = rewriter.SaveProofs(Path());
    ASSERT_TRUE(saved.ok()) << saved.message();
  }
  // Whether the statement is answered from the file.
  bool IsKnown(const Catalogue& catalogue, const RewriteOptions& options, const std::string& sql) {
    Rewriter rewriter(catalogue, options);
    const Status loaded = rewriter.LoadProofs(Path());
    EXPECT_TRUE(loaded.ok()) << loaded.message();
    return Run(rewriter, sql).known;
  }
  static void ExpectSame(const RewriteOutcome& a, const RewriteOutcome& b) {
    EXPECT_EQ(a.unsupported, b.unsupported) << a.sql;
    EXPECT_EQ(a.fingerprint, b.fingerprint) << a.sql;
    EXPECT_EQ(a.cost, b.cost) << a.sql;
    EXPECT_EQ(a.counts.enumerated, b.counts.enumerated) << a.sql;
    EXPECT_EQ(a.counts.proved, b.counts.proved) << a.sql;
    ASSERT_EQ(a.rewrites.size(), b.rewrites.size()) << a.sql;
    for (std::size_t i = 0; i < a.rewrites.size(); ++i) {
      EXPECT_EQ(a.rewrites[i].sql, b.rewrites[i].sql);
      EXPECT_EQ(a.rewrites[i].rules, b.rewrites[i].rules) << a.sql;
      EXPECT_EQ(a.rewrites[i].constraints_used, b.rewrites[i].constraints_used) << a.sql;
      EXPECT_EQ(a.rewrites[i].cost, b.rewrites[i].cost) << a.sql;
      EXPECT_EQ(a.rewrites[i].certificate.left, b.rewrites[i].certificate.left) << a.sql;
      EXPECT_EQ(a.rewrites[i].certificate.right, b.rewrites[i].certificate.right) << a.sql;
      EXPECT_EQ(a.rewrites[i].certificate.steps.size(), b.rewrites[i].certificate.steps.size()) << a.sql;
    }
  }

  const Catalogue catalogue_ = testing::RuleSchema();
  std::filesystem::path folder_;
};

const char* const kDistinct = "SELECT DISTINCT id, name FROM projects WHERE parent_id = 3 AND rank = 4";

TEST_F(AnswersTest, AFileChangesNothingButTheTime) {
  std::vector<std::string> statements;
  for (const testing::RuleCase& c : testing::ReadRuleCases()) statements.push_back(c.query);
  Rewriter first(catalogue_, {});
  std::vector<RewriteOutcome> found;
  for (const std::string& sql : statements) found.push_back(Run(first, sql));
  ASSERT_TRUE(first.SaveProofs(Path()).ok());

  Rewriter second(catalogue_, {});
  ASSERT_TRUE(second.LoadProofs(Path()).ok());
  std::size_t known = 0;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const RewriteOutcome outcome = Run(second, statements[i]);
    known += outcome.known ? 1 : 0;
    ExpectSame(outcome, found[i]);
  }
  EXPECT_GE(known * 20, statements.size() * 19) << "almost all can be written again";
  EXPECT_GT(known, 60U);
}

// Each case's query with other numbers: the answer of the template must be the one that it would get alone.
TEST_F(AnswersTest, OtherLiteralsGetTheirOwnAnswer) {
  Rewriter rewriter(catalogue_, {});
  std::size_t known = 0;
  for (const testing::RuleCase& c : testing::ReadRuleCases()) {
    (void)Run(rewriter, c.query);
    std::string other = c.query;
    for (std::size_t i = 0; i < other.size(); ++i) {
      const bool alone = i > 0 && other[i - 1] == ' ' && (i + 1 == other.size() || other[i + 1] == ' ');
      if (alone && other[i] >= '1' && other[i] <= '8') ++other[i];
    }
    if (other == c.query) continue;
    Rewriter alone(catalogue_, {});
    const RewriteOutcome outcome = Run(rewriter, other);
    known += outcome.known ? 1 : 0;
    const RewriteOutcome expected = Run(alone, other);
    ASSERT_EQ(outcome.rewrites.size(), expected.rewrites.size()) << other;
    for (std::size_t i = 0; i < outcome.rewrites.size(); ++i) {
      EXPECT_EQ(outcome.rewrites[i].sql, expected.rewrites[i].sql);
    }
  }
  EXPECT_GT(known, 3U);
}

TEST_F(AnswersTest, NegativeAnswersAreKeptToo) {
  const std::string nothing = "SELECT id FROM projects WHERE rank = 4";
  Keep(catalogue_, {}, {nothing});
  EXPECT_TRUE(IsKnown(catalogue_, {}, nothing));
}

TEST_F(AnswersTest, LiteralsAndAliasesAreTheStatementsOwn) {
  Keep(catalogue_, {}, {kDistinct});
  Rewriter rewriter(catalogue_, {});
  ASSERT_TRUE(rewriter.LoadProofs(Path()).ok());
  const RewriteOutcome other =
      Run(rewriter, "SELECT DISTINCT id, name FROM projects WHERE parent_id = 70 AND rank = 8");
  EXPECT_TRUE(other.known);
  ASSERT_THAT(other.rewrites, SizeIs(1));
  EXPECT_EQ(other.rewrites[0].sql, "SELECT id, name FROM projects WHERE parent_id = 70 AND rank = 8");
  const RewriteOutcome alias =
      Run(rewriter, "SELECT DISTINCT p.id, p.name AS n FROM projects p WHERE parent_id = 70 AND rank = 8");
  ASSERT_THAT(alias.rewrites, SizeIs(1));
  EXPECT_EQ(alias.rewrites[0].sql,
            "SELECT id, name AS n FROM projects AS p WHERE parent_id = 70 AND rank = 8");
}

// What differs from what was asked in one thing, and must not get its answer.
TEST_F(AnswersTest, NearMissesAreNotAnswered) {
  Keep(catalogue_, {}, {kDistinct});
  EXPECT_TRUE(IsKnown(catalogue_, {}, kDistinct));
  EXPECT_FALSE(
      IsKnown(catalogue_, {}, "SELECT DISTINCT id, name FROM projects WHERE parent_id = 3 AND rank = 3"))
      << "literals that are equal where they were not";
  EXPECT_FALSE(
      IsKnown(catalogue_, {}, "SELECT DISTINCT id, name FROM projects WHERE parent_id = 3 AND rank = '4x'"));
  EXPECT_FALSE(
      IsKnown(catalogue_, {}, "SELECT DISTINCT id, name FROM projects WHERE parent_id = 3 AND rank > 4"));
  EXPECT_FALSE(
      IsKnown(catalogue_, {}, "SELECT DISTINCT id, rank FROM projects WHERE parent_id = 3 AND rank = 4"));
  EXPECT_FALSE(IsKnown(catalogue_, {}, "SELECT id, name FROM projects WHERE parent_id = 3 AND rank = 4"));
  EXPECT_FALSE(
      IsKnown(catalogue_, {}, "SELECT DISTINCT id, name FROM projects WHERE parent_id = 3 AND rank = 4.0"))
      << "a literal of another type";

  EXPECT_FALSE(IsKnown(catalogue_, {.trust = Trust::kVerified}, kDistinct));
  EXPECT_FALSE(IsKnown(catalogue_, {.dialect = Dialect::kSqlite}, kDistinct));
  EXPECT_FALSE(IsKnown(catalogue_, {.depth = 9}, kDistinct));
  EXPECT_FALSE(IsKnown(catalogue_, {.max_candidates = 255}, kDistinct));
  EXPECT_FALSE(IsKnown(catalogue_, {.prove = {.budget_ms = 2'000}}, kDistinct));
  EXPECT_FALSE(IsKnown(catalogue_, {.prove = {.refute = false}}, kDistinct));
}

TEST_F(AnswersTest, ChangedConstraintsAreAnotherEnvironment) {
  Keep(catalogue_, {}, {kDistinct});
  const auto unique_key = [](const Constraint& c) {
    return c.kind == ConstraintKind::kUnique && c.table == "projects" &&
           c.columns == std::vector<std::string>{"id"};
  };
  Catalogue without = catalogue_;
  ASSERT_EQ(std::erase_if(without.constraints, unique_key), 1U);
  Rewriter rewriter(without, {});
  ASSERT_TRUE(rewriter.LoadProofs(Path()).ok());
  const RewriteOutcome outcome = Run(rewriter, kDistinct);
  EXPECT_FALSE(outcome.known);
  EXPECT_THAT(outcome.rewrites, IsEmpty()) << "its proof rests on the key that is gone";

  Catalogue declared = catalogue_;
  for (Constraint& c : declared.constraints) c.trust = Trust::kDeclared;
  EXPECT_FALSE(IsKnown(declared, {}, kDistinct));
  Catalogue renamed = catalogue_;
  renamed.constraints[0].id += "x";
  EXPECT_FALSE(IsKnown(renamed, {}, kDistinct)) << "answers name constraints";
  Catalogue typed = catalogue_;
  typed.schema.tables[0].columns[0].type = "bigint";
  EXPECT_FALSE(IsKnown(typed, {}, kDistinct));
}

TEST_F(AnswersTest, EverythingIsPartOfTheEnvironment) {
  const auto facts = [](const Catalogue& c) {
    return algebra::Facts::Build(c, Trust::kEnforced, Dialect::kPostgresql);
  };
  const std::string now = EnvironmentOf(catalogue_.schema, facts(catalogue_), {}, "1");
  EXPECT_EQ(now, EnvironmentOf(catalogue_.schema, facts(catalogue_), {}, "1"));
  EXPECT_THAT(now, SizeIs(kEnvironmentDigits));
  EXPECT_NE(now, EnvironmentOf(catalogue_.schema, facts(catalogue_), {}, "2")) << "another build";
  Catalogue fewer = catalogue_;
  fewer.constraints.pop_back();
  EXPECT_NE(now, EnvironmentOf(catalogue_.schema, facts(fewer), {}, "1"));
  Catalogue index = catalogue_;
  index.schema.tables[0].indexes.push_back({"i", {index.schema.tables[0].columns[0].name}, false, {}});
  EXPECT_NE(now, EnvironmentOf(index.schema, facts(catalogue_), {}, "1")) << "costs count indexes";
}

TEST_F(AnswersTest, AnswersJoinThoseOfOthersInTheFile) {
  const std::string other = "SELECT id FROM users WHERE id > 4";
  Keep(catalogue_, {}, {kDistinct});
  Keep(catalogue_, {.depth = 9}, {other});
  Keep(catalogue_, {}, {other});
  EXPECT_TRUE(IsKnown(catalogue_, {}, kDistinct));
  EXPECT_TRUE(IsKnown(catalogue_, {}, other));
  EXPECT_TRUE(IsKnown(catalogue_, {.depth = 9}, other));
  EXPECT_FALSE(IsKnown(catalogue_, {.depth = 9}, kDistinct));
}

TEST_F(AnswersTest, OnlyTheLatestEnvironmentsStay) {
  for (int depth = 1; depth <= static_cast<int>(kMaxProofSections) + 2; ++depth) {
    Keep(catalogue_, {.depth = depth}, {kDistinct});
  }
  EXPECT_THAT(ReadProofs(Path())->sections, SizeIs(kMaxProofSections));
  EXPECT_FALSE(IsKnown(catalogue_, {.depth = 1}, kDistinct));
  EXPECT_TRUE(IsKnown(catalogue_, {.depth = 4}, kDistinct));
}

TEST_F(AnswersTest, ADamagedFileIsAnErrorAndStaysAsItIs) {
  Keep(catalogue_, {}, {kDistinct});
  std::string bytes = *base::ReadFile(Path());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(base::WriteFileAtomically(Path(), bytes).ok());
  Rewriter rewriter(catalogue_, {});
  EXPECT_EQ(rewriter.LoadProofs(Path()).code(), StatusCode::kCorruption);
  EXPECT_FALSE(Run(rewriter, kDistinct).known);
  EXPECT_EQ(rewriter.SaveProofs(Path()).code(), StatusCode::kCorruption);
  EXPECT_EQ(*base::ReadFile(Path()), bytes);
}

TEST_F(AnswersTest, AnAnswerThatIsNoneIsCorruption) {
  Keep(catalogue_, {}, {kDistinct});
  ProofFile file = *ReadProofs(Path());
  for (const char* text :
       {"", "[]", "{}", "{\"reads_literals\": 1}", "{\"reads_literals\": false, \"cost\": \"1\"}"}) {
    file.sections[0].answers.begin()->second = text;
    ASSERT_TRUE(base::WriteFileAtomically(Path(), PackProofs(file)).ok());
    Rewriter rewriter(catalogue_, {});
    EXPECT_EQ(rewriter.LoadProofs(Path()).code(), StatusCode::kCorruption) << text;
  }
}

TEST_F(AnswersTest, AnswersSurviveTheirJson) {
  Answer answer;
  answer.cost = 0.1;
  answer.counts = {1, 2, 3};
  answer.spent_ms = 1e-9;
  KnownRewrite rewrite{"SELECT '\xC3\xA9'", {"a"}, {"b", "c"}, {}, 2, 3, true};
  rewrite.certificate = {
      Dialect::kMysql, "l", "r", {{"rule", "says", {"b"}, "smt"}, {"x", "", {}, ""}}, true, true};
  answer.rewrites = {rewrite};
  const auto json = AnswerAsJson(answer);
  ASSERT_TRUE(json.has_value());
  const auto again = AnswerFromJson(*json);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(AnswerAsJson(*again), json);
  EXPECT_EQ(again->rewrites.at(0).certificate.steps.at(0).obligation, "smt");
  EXPECT_TRUE(again->rewrites.at(0).certificate.any_of_ties);
  EXPECT_EQ(again->cost, 0.1);

  answer.rewrites[0].sql = "SELECT '\xFF'";
  EXPECT_FALSE(AnswerAsJson(answer).has_value()) << "no UTF-8: not kept, never changed";
}

TEST_F(AnswersTest, IdentityIsEqualUpToRelationNumbersOnly) {
  const auto bound = [this](const char* sql) {
    return *sql::Bind(sql, catalogue_.schema, Dialect::kPostgresql);
  };
  const auto q = bound("SELECT i.id FROM issues i WHERE i.subject = 'a' AND EXISTS (SELECT 1 FROM projects)");
  sql::RelId next = 40;
  EXPECT_EQ(sql::Identity(q), sql::Identity(sql::Renumber(q, &next)));
  for (const char* other :
       {"SELECT j.id FROM issues j WHERE j.subject = 'a' AND EXISTS (SELECT 1 FROM projects)",
        "SELECT i.id AS x FROM issues i WHERE i.subject = 'a' AND EXISTS (SELECT 1 FROM projects)",
        "SELECT i.id FROM issues i WHERE i.subject = 'b' AND EXISTS (SELECT 1 FROM projects)",
        "SELECT i.id FROM issues i WHERE i.subject <> 'a' AND EXISTS (SELECT 1 FROM projects)",
        "SELECT i.id FROM issues i WHERE i.subject = 'a' AND NOT EXISTS (SELECT 1 FROM projects)"}) {
    EXPECT_NE(sql::Identity(q), sql::Identity(bound(other))) << other;
  }
}

}  // namespace
}  // namespace tacit::rewrite
