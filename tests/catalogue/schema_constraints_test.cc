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
  table.indexes = {{.name = "i", .columns = {"lower((email)::text)", "team_id"}, .unique = true},
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

std::vector<Constraint> OfCheck(const std::string& sql) {
  Table table{.name = "t"};
  table.columns = {{.name = "a", .type = "integer"},
                   {.name = "s", .type = "varchar"},
                   {.name = "d", .type = "date"},
                   {.name = "n", .type = "numeric"}};
  table.checks = {{.name = "c", .sql = sql}};
  return ConstraintsOfSchema({.tables = {table}});
}

TEST(ConstraintsOfSchema, AChecksMostSpecificKind) {
  const auto range = OfCheck("a >= 0 AND 9 > a");
  ASSERT_EQ(range.size(), 1U);
  const auto& bounds = std::get<RangeDetail>(range[0].detail);
  EXPECT_EQ(bounds.min, Value(std::int64_t{0}));
  EXPECT_EQ(bounds.max, Value(std::int64_t{9}));
  EXPECT_FALSE(bounds.min_exclusive);
  EXPECT_TRUE(bounds.max_exclusive);
  EXPECT_EQ(range[0].id, "t.a.range");

  const auto list = OfCheck("s::text IN ('x', 'y'::character varying)");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].kind, ConstraintKind::kOneOf);

  const auto length = OfCheck("char_length(s) <= 5 AND s IS NOT NULL AND s <> ''");
  ASSERT_EQ(length.size(), 3U);
  EXPECT_EQ(std::get<LengthDetail>(length[0].detail).max, 5);
  EXPECT_EQ(length[1].kind, ConstraintKind::kNotNull);
  EXPECT_EQ(length[2].kind, ConstraintKind::kNoneOf);

  const auto day = OfCheck("d >= DATE '2020-01-01'");
  ASSERT_EQ(day.size(), 1U);
  EXPECT_EQ(std::get<RangeDetail>(day[0].detail).min, Value("2020-01-01"));

  const auto decimal = OfCheck("n < 0.5");
  ASSERT_EQ(decimal.size(), 1U);
  EXPECT_EQ(std::get<RangeDetail>(decimal[0].detail).max, Value(0.5));
}

TEST(ConstraintsOfSchema, WhatHasNoSpecificKindStaysACheckOfItsColumns) {
  for (const std::string sql : {"a > n", "s > 'm'", "a = 1 OR a = n", "a NOT IN (1, NULL)", "btrim(s) <> ''",
                                "char_length(s) <> 3", "a > 1 AND a < n", "n < 0.1000000000000000000001"}) {
    const auto found = OfCheck(sql);
    ASSERT_EQ(found.size(), 1U) << sql;
    EXPECT_EQ(found[0].kind, ConstraintKind::kCheck) << sql;
    EXPECT_EQ(std::get<CheckDetail>(found[0].detail).sql, sql);
    EXPECT_FALSE(found[0].columns.empty()) << sql;
  }
  EXPECT_THAT(OfCheck("no_such_function(a) > 1")[0].kind, ConstraintKind::kCheck);
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
