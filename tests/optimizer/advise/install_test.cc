#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/advisor.h"
#include "tests/optimizer/advise/people.h"

namespace tacit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Kept;
using testing::Make;
using ::testing::Not;
using testing::Open;
using testing::People;

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

TEST(PlanInstall, SqliteEnforcesEveryKindAndKeepsWhatIsThere) {
  for (const Kept& kept : testing::EveryKind()) {
    const auto db = Open(kept.keeps);
    const std::vector<Row> before = All(*db, "SELECT * FROM people ORDER BY id");
    const auto plan = PlanInstall(Verified({kept.constraint}), *db);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    ASSERT_THAT(plan->skipped, ElementsAre()) << kept.constraint.id;
    const Status installed = db->Execute(plan->script);
    ASSERT_TRUE(installed.ok()) << kept.constraint.id << ": " << installed.message() << "\n" << plan->script;
    EXPECT_EQ(All(*db, "SELECT * FROM people ORDER BY id"), before) << kept.constraint.id;
    EXPECT_FALSE(db->Execute(kept.breaks).ok()) << kept.constraint.id << "\n" << plan->script;
    const Constraint* after = plan->after.Find(kept.constraint.id);
    EXPECT_EQ(after->trust, Trust::kEnforced);
    EXPECT_EQ(after->soundness, Soundness::kA);
  }
}

// Rows that keep the constraint are still taken: it is enforced as it is, not more strictly.
TEST(PlanInstall, SqliteEnforcesNoMoreThanWasAsked) {
  for (const Kept& kept : testing::EveryKind()) {
    const auto db = Open({});
    const auto plan = PlanInstall(Verified({kept.constraint}), *db);
    ASSERT_TRUE(plan.ok());
    ASSERT_TRUE(db->Execute(plan->script).ok()) << plan->script;
    for (const std::string& insert : kept.keeps) {
      const Status status = db->Execute(insert);
      EXPECT_TRUE(status.ok()) << kept.constraint.id << ": " << insert << ": " << status.message();
    }
  }
}

TEST(PlanInstall, ARebuiltTableKeepsItsConstraintsIndexesTriggersAndCounter) {
  const auto db = Open({"INSERT INTO people (name, age) VALUES ('a', 1), ('b', 2), ('c', 3)",
                        "DELETE FROM people WHERE name = 'c'"});
  RangeDetail range{.min = Value(std::int64_t{0})};
  const auto plan = PlanInstall(
      Verified({Make(ConstraintKind::kNotNull, {"name"}), Make(ConstraintKind::kRange, {"age"}, range)}),
      *db);
  ASSERT_TRUE(plan.ok());
  // One rebuild for both.
  EXPECT_EQ(plan->script.find("DROP TABLE"), plan->script.rfind("DROP TABLE"));
  const Status status = db->Execute(plan->script);
  ASSERT_TRUE(status.ok()) << status.message() << plan->script;
  EXPECT_FALSE(db->Execute("INSERT INTO people (name, age) VALUES ('x', 1000)").ok())
      << "the old table constraint";
  EXPECT_FALSE(db->Execute("INSERT INTO people (name, state) VALUES ('x', 'a, b)')").ok())
      << "the old column's";
  ASSERT_TRUE(db->Execute("INSERT INTO people (name) VALUES ('d')").ok());
  EXPECT_THAT(All(*db, "SELECT id, email FROM people WHERE name = 'd'"),
              ElementsAre(Row{std::int64_t{4}, std::string("none")}))
      << "the counter goes on, the default is kept";
  ASSERT_TRUE(db->Execute("DELETE FROM people WHERE name = 'd'").ok());
  EXPECT_THAT(All(*db, "SELECT what FROM log WHERE what = 'd'"), ElementsAre(Row{std::string("d")}));
  EXPECT_EQ(All(*db, "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'people_by_age'").size(),
            1U);
  EXPECT_TRUE(All(*db, "SELECT * FROM adults").empty());
  const auto live = db->ReadSchema();
  ASSERT_TRUE(live.ok());
  EXPECT_FALSE(live->Find("people")->columns[1].nullable);
}

TEST(PlanInstall, AFailureLeavesTheDatabaseAsItWas) {
  const auto db = Open({"INSERT INTO people (name) VALUES (NULL)"});
  const auto plan = PlanInstall(Verified({Make(ConstraintKind::kNotNull, {"name"})}), *db);
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(db->Execute(plan->script).ok());
  (void)db->Execute("ROLLBACK");
  EXPECT_EQ(All(*db, "SELECT * FROM people").size(), 1U);
}

TEST(PlanInstall, AKeyIsThereBeforeTheReferenceThatNeedsIt) {
  const auto db = Open({"INSERT INTO people (id, age, boss_id) VALUES (1, 7, 7)"});
  Constraint reference = Make(ConstraintKind::kForeignKey, {"boss_id"},
                              ForeignKeyDetail{.ref_table = "people", .ref_columns = {"age"}});
  const auto without = PlanInstall(Verified({reference}), *db);
  ASSERT_TRUE(without.ok());
  EXPECT_THAT(without->skipped, ElementsAre(HasSubstr("are no key")));
  EXPECT_EQ(without->after.constraints[0].trust, Trust::kVerified);
  const auto with =
      PlanInstall(Verified({reference, Make(ConstraintKind::kUnique, {"age"}, UniqueDetail{})}), *db);
  ASSERT_TRUE(with.ok());
  EXPECT_TRUE(with->skipped.empty());
  ASSERT_TRUE(db->Execute(with->script).ok()) << with->script;
  EXPECT_FALSE(db->Execute("INSERT INTO people (age, boss_id) VALUES (8, 9)").ok());
  EXPECT_TRUE(db->Execute("INSERT INTO people (age, boss_id) VALUES (8, 7)").ok());
}

TEST(PlanInstall, OnlyWhatIsVerifiedIsInstalled) {
  const auto db = Open({});
  Catalogue catalogue =
      Verified({Make(ConstraintKind::kNotNull, {"name"}), Make(ConstraintKind::kNotNull, {"age"})});
  catalogue.constraints[0].trust = Trust::kDeclared;
  catalogue.constraints[1].trust = Trust::kEnforced;
  const auto plan = PlanInstall(catalogue, *db);
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->steps.empty());
  EXPECT_TRUE(plan->script.empty());
}

TEST(PlanInstall, PostgresqlIsStaged) {
  Constraint lower =
      Make(ConstraintKind::kUnique, {"email"}, UniqueDetail{.case_sensitive = false, .nulls_equal = true});
  lower.condition = Condition{.text = "active"};
  Constraint list = Make(ConstraintKind::kOneOf, {"state"}, ValuesDetail{{Value("on"), Value("o'ff")}},
                         NullPolicy::kRejected);
  list.condition = Condition{.text = "age > 3"};
  const auto plan =
      PlanInstall(Verified({Make(ConstraintKind::kForeignKey, {"boss_id"},
                                 ForeignKeyDetail{.ref_table = "houses", .ref_columns = {"id"}}),
                            lower, list, Make(ConstraintKind::kNotNull, {"name"})}),
                  Dialect::kPostgresql);
  ASSERT_TRUE(plan.ok()) << plan.status().message();
  ASSERT_EQ(plan->steps.size(), 4U);
  // NOT VALID for new rows, VALIDATE for old ones, then NOT NULL by the check's proof.
  for (const char* part :
       {"ALTER TABLE people ADD CONSTRAINT tacit_name_not_null CHECK (name IS NOT NULL) NOT VALID",
        "ALTER TABLE people VALIDATE CONSTRAINT tacit_name_not_null",
        "ALTER TABLE people ALTER COLUMN name SET NOT NULL;\n",
        "ALTER TABLE people DROP CONSTRAINT IF EXISTS tacit_name_not_null;\n"}) {
    EXPECT_THAT(plan->steps[0].sql, HasSubstr(part));
  }
  EXPECT_THAT(plan->steps[1].sql,
              HasSubstr("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS people_email_unique ON people "
                        "(lower(email)) NULLS NOT DISTINCT WHERE (active);\n"));
  EXPECT_THAT(plan->steps[1].sql, Not(HasSubstr("USING INDEX")));
  EXPECT_THAT(plan->steps[2].sql,
              HasSubstr("ADD CONSTRAINT people_state_one_of CHECK ((age > 3) IS NOT TRUE OR (state IS NOT "
                        "NULL AND state IN ('on', 'o''ff'))) NOT VALID"));
  EXPECT_THAT(plan->steps[3].sql, HasSubstr("ADD CONSTRAINT people_boss_id_foreign_key FOREIGN KEY (boss_id) "
                                            "REFERENCES houses (id) NOT VALID"));
  EXPECT_THAT(plan->steps[3].sql, HasSubstr("VALIDATE CONSTRAINT people_boss_id_foreign_key"));
  EXPECT_LT(plan->script.find("Stage 1 of 5"), plan->script.find("CREATE UNIQUE INDEX"));
  EXPECT_LT(plan->script.find("people_boss_id_foreign_key"), plan->script.find("Stage 4 of 5"));
  EXPECT_LT(plan->script.find("Stage 5 of 5"), plan->script.find("SET NOT NULL"));
  const Table& after = *plan->after.schema.Find("people");
  EXPECT_FALSE(after.columns[1].nullable);
  ASSERT_EQ(after.uniques.size(), 1U);
  EXPECT_THAT(after.uniques[0].expressions, ElementsAre("lower(email)"));
  EXPECT_EQ(after.foreign_keys.size(), 1U);
  EXPECT_EQ(after.checks.size(), 1U);
}

TEST(PlanInstall, SqliteUnseenIsNotSupported) {
  EXPECT_EQ(PlanInstall(People(), Dialect::kSqlite).status().code(), StatusCode::kNotSupported);
}

TEST(PlanInstall, LongNamesAreShortenedAndStayApart) {
  Catalogue catalogue = People();
  Table table{.name = std::string(50, 't')};
  table.columns = {{.name = "a_rather_long_column", .type = "text"},
                   {.name = "a_rather_long_columns", .type = "text"}};
  catalogue.schema.tables.push_back(table);
  for (const Column& column : table.columns) {
    Constraint c = Make(ConstraintKind::kUnique, {column.name}, UniqueDetail{});
    c.table = table.name;
    c.id = column.name;
    c.trust = Trust::kVerified;
    catalogue.constraints.push_back(c);
  }
  const auto plan = PlanInstall(catalogue, Dialect::kPostgresql);
  ASSERT_TRUE(plan.ok());
  const auto& uniques = plan->after.schema.Find(table.name)->uniques;
  ASSERT_EQ(uniques.size(), 2U);
  EXPECT_LE(uniques[0].name.size(), 63U);
  EXPECT_NE(uniques[0].name, uniques[1].name);
}

}  // namespace
}  // namespace tacit
