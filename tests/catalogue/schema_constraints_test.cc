#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/catalogue.h"

namespace tacit {
namespace {

using ::testing::ElementsAre;

Table Users() {
  Table table{.name = "users"};
  table.columns = {{.name = "id", .type = "integer", .nullable = false},
                   {.name = "email", .type = "varchar(60)", .nullable = false},
                   {.name = "age", .type = "integer"},
                   {.name = "team_id", .type = "integer"}};
  table.primary_key = {"id"};
  table.uniques = {{.name = "u", .columns = {"email"}, .where = "age IS NULL"}};
  table.foreign_keys = {{.columns = {"team_id"}, .ref_table = "users", .ref_columns = {"id"}}};
  table.indexes = {{.name = "i", .columns = {"lower(email)", "team_id"}, .unique = true},
                   {.name = "j", .columns = {"email"}, .unique = true, .where = "age IS NULL"},
                   {.name = "k", .columns = {"age"}}};
  return table;
}

const Constraint& ById(const std::vector<Constraint>& constraints, std::string_view id) {
  for (const Constraint& constraint : constraints) {
    if (constraint.id == id) return constraint;
  }
  ADD_FAILURE() << "no constraint " << id;
  return constraints.front();
}

TEST(ConstraintsOfSchema, EachDeclarationOnceWithAStableId) {
  const std::vector<Constraint> found = ConstraintsOfSchema({.tables = {Users()}});
  std::vector<std::string> ids;
  for (const Constraint& c : found) {
    ids.push_back(c.id);
    EXPECT_EQ(c.source, Source::kSchema);
    EXPECT_EQ(c.soundness, Soundness::kA);
    EXPECT_EQ(c.trust, Trust::kEnforced);
  }
  EXPECT_THAT(
      ids, ElementsAre("users.id.not_null", "users.email.not_null", "users.email.length", "users.id.unique",
                       "users.email.unique", "users.email+team_id.unique", "users.team_id.foreign_key"));
}

TEST(ConstraintsOfSchema, DetailsAreThoseOfTheSchema) {
  const std::vector<Constraint> found = ConstraintsOfSchema({.tables = {Users()}});
  EXPECT_EQ(std::get<LengthDetail>(ById(found, "users.email.length").detail).max, 60);
  EXPECT_EQ(ById(found, "users.email.unique").condition->text, "age IS NULL");
  EXPECT_FALSE(std::get<UniqueDetail>(ById(found, "users.email+team_id.unique").detail).case_sensitive);
  EXPECT_EQ(ById(found, "users.id.unique").nulls, NullPolicy::kRejected);
}

TEST(ConstraintsOfSchema, AnUnvalidatedCheckIsNotEnforced) {
  Table table{.name = "t"};
  table.columns = {{.name = "a", .type = "integer"}};
  table.checks = {{.name = "c", .sql = "a + a > 7", .validated = false}};
  const std::vector<Constraint> found = ConstraintsOfSchema({.tables = {table}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].trust, Trust::kDeclared);
  EXPECT_NE(found[0].soundness, Soundness::kA);
}

}  // namespace
}  // namespace tacit
