#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/advisor.h"
#include "tests/optimizer/advise/people.h"
#include "tests/postgres/server.h"

namespace tacit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Kept;
using testing::Make;
using testing::People;
using ::testing::SizeIs;

std::unique_ptr<Connection> Open(const std::vector<std::string>& inserts) {
  std::string ddl = testing::PostgresPeople();
  for (const std::string& insert : inserts) ddl += insert + ";\n";
  return testing::ReopenPostgres(ddl);
}

Catalogue Verified(std::vector<Constraint> constraints) {
  Catalogue catalogue = People();
  catalogue.constraints = std::move(constraints);
  for (Constraint& c : catalogue.constraints) c.trust = Trust::kVerified;
  return catalogue;
}

std::vector<Row> All(Connection& db, const std::string& sql) {
  const auto result = db.Run(sql);
  EXPECT_TRUE(result.ok()) << sql << ": " << result.status().message();
  return result.ok() ? result->rows : std::vector<Row>();
}

// Every constraint and index, as the server describes it.
std::vector<Row> Catalogs(Connection& db) {
  return All(
      db,
      "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid >= 16384 "
      "UNION ALL SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) || indisvalid FROM pg_index "
      "WHERE indrelid >= 16384 UNION ALL SELECT attrelid::regclass::text, attname || attnotnull FROM "
      "pg_attribute WHERE attrelid >= 16384 AND attnum > 0 ORDER BY 1, 2");
}

// Installed, guarded, run again, taken back, taken back again: for every kind.
TEST(InstallOnPostgres, EveryKindIsEnforcedAndCanBeTakenBack) {
  for (const Kept& kept : testing::EveryKind()) {
    if (kept.constraint.id == "range.integer") continue;  // an integer column holds nothing else
    const auto db = Open(kept.keeps);
    ASSERT_NE(db, nullptr);
    const std::vector<Row> before = Catalogs(*db);
    const auto plan = PlanInstall(Verified({kept.constraint}), *db);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    ASSERT_THAT(plan->skipped, IsEmpty()) << kept.constraint.id;
    EXPECT_THAT(All(*db, plan->guard), ::testing::Not(IsEmpty())) << plan->guard;
    for (int run = 0; run < 2; ++run) {
      const Status installed = db->Execute(plan->script);
      ASSERT_TRUE(installed.ok()) << kept.constraint.id << ": " << installed.message() << "\n"
                                  << plan->script;
    }
    EXPECT_FALSE(db->Execute(kept.breaks).ok()) << kept.constraint.id << "\n" << plan->script;
    EXPECT_THAT(All(*db, plan->guard), IsEmpty()) << plan->guard;
    const auto again = PlanInstall(Verified({kept.constraint}), *db);
    ASSERT_TRUE(again.ok());
    EXPECT_THAT(again->script, IsEmpty()) << kept.constraint.id << " is there already";
    for (int run = 0; run < 2; ++run) {
      const Status gone = db->Execute(plan->rollback);
      ASSERT_TRUE(gone.ok()) << kept.constraint.id << ": " << gone.message() << "\n" << plan->rollback;
    }
    EXPECT_EQ(Catalogs(*db), before) << kept.constraint.id << "\n" << plan->rollback;
    EXPECT_TRUE(db->Execute(kept.breaks).ok()) << kept.constraint.id;
  }
}

TEST(InstallOnPostgres, NoMoreThanWasAsked) {
  for (const Kept& kept : testing::EveryKind()) {
    const auto db = Open({});
    ASSERT_NE(db, nullptr);
    const auto plan = PlanInstall(Verified({kept.constraint}), *db);
    ASSERT_TRUE(plan.ok());
    ASSERT_TRUE(db->Execute(plan->script).ok()) << plan->script;
    for (const std::string& insert : kept.keeps) {
      const Status status = db->Execute(insert);
      EXPECT_TRUE(status.ok()) << kept.constraint.id << ": " << insert << ": " << status.message();
    }
  }
}

TEST(InstallOnPostgres, AllAtOnceAfterAnInterruption) {
  const auto db = Open({"INSERT INTO houses VALUES (1)",
                        "INSERT INTO people (id, name, age, boss_id) VALUES (100, 'aa', 7, 1)"});
  ASSERT_NE(db, nullptr);
  Catalogue catalogue = Verified(
      {Make(ConstraintKind::kNotNull, {"name"}), Make(ConstraintKind::kUnique, {"age"}, UniqueDetail{}),
       Make(ConstraintKind::kForeignKey, {"boss_id"},
            ForeignKeyDetail{.ref_table = "houses", .ref_columns = {"id"}}),
       Make(ConstraintKind::kLength, {"name"}, LengthDetail{.min = 2, .max = 9}),
       Make(ConstraintKind::kFormat, {"name"}, FormatDetail{.regex = "\\A[a-z$]+\\z", .dialect = "ruby"})});
  const auto plan = PlanInstall(catalogue, *db);
  ASSERT_TRUE(plan.ok()) << plan.status().message();
  ASSERT_THAT(plan->skipped, IsEmpty());
  // Another's row that breaks the key while the index is built: it is left invalid.
  ASSERT_TRUE(db->Execute("INSERT INTO people (name, age) VALUES ('bb', 7)").ok());
  EXPECT_FALSE(db->Execute(plan->script).ok());
  EXPECT_THAT(All(*db, plan->guard), SizeIs(5));
  ASSERT_TRUE(db->Execute("DELETE FROM people WHERE name = 'bb'").ok());
  const Status done = db->Execute(plan->script);
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_THAT(All(*db, plan->guard), IsEmpty());
  EXPECT_THAT(All(*db, "SELECT conname FROM pg_constraint WHERE contype = 'u' AND conrelid >= 16384"),
              SizeIs(1))
      << "a key of columns is a constraint";
  EXPECT_FALSE(db->Execute("INSERT INTO people (name) VALUES ('A')").ok());
  const auto again = PlanInstall(catalogue, *db);
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(again->script, IsEmpty());
  // What somebody drops is told, and put back.
  ASSERT_TRUE(db->Execute("ALTER TABLE people ALTER COLUMN name DROP NOT NULL").ok());
  EXPECT_THAT(All(*db, plan->guard), ElementsAre(Row{Value("not_null"), Value("people: name NOT NULL")}));
  const auto mended = PlanInstall(catalogue, *db);
  ASSERT_TRUE(mended.ok());
  ASSERT_TRUE(db->Execute(mended->script).ok());
  EXPECT_THAT(All(*db, plan->guard), IsEmpty());
}

TEST(InstallOnPostgres, ADefaultFillsWhatANotNullForbids) {
  const auto db = Open({"INSERT INTO people (email) SELECT NULL FROM generate_series(1, 25000)",
                        "INSERT INTO people (email) VALUES ('x')"});
  ASSERT_NE(db, nullptr);
  Catalogue catalogue = People();
  catalogue.constraints = {Make(ConstraintKind::kNotNull, {"email"}),
                           Make(ConstraintKind::kNotNull, {"name"})};
  catalogue.constraints[1].id = "no default";
  const auto checked = CheckConstraints(catalogue, *db);
  ASSERT_TRUE(checked.ok());
  const auto plan = PlanInstall(WithVerified(catalogue, *checked), *db, *checked);
  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->script, IsEmpty());
  EXPECT_THAT(plan->backfill, ::testing::Not(HasSubstr("no default")));
  const Status filled = db->Execute(plan->backfill);
  ASSERT_TRUE(filled.ok()) << filled.message() << plan->backfill;
  EXPECT_THAT(All(*db, "SELECT count(*) FROM people WHERE email = 'none'"),
              ElementsAre(Row{Value(std::int64_t{25'000})}));
  const auto after = CheckConstraints(catalogue, *db);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ((*after)[0].result, CheckResult::kHolds);
}

TEST(InstallOnPostgres, TablesWithPartitionsAreLeftAlone) {
  const auto db =
      testing::OpenPostgres("CREATE TABLE people (id integer, name text) PARTITION BY RANGE (id)");
  ASSERT_NE(db, nullptr);
  const auto plan = PlanInstall(Verified({Make(ConstraintKind::kNotNull, {"name"})}), *db);
  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->skipped, ElementsAre(HasSubstr("partitions")));
  EXPECT_THAT(plan->script, IsEmpty());
}

}  // namespace
}  // namespace tacit
