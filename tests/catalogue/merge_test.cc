#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tacit/catalogue.h"

namespace tacit {
namespace {

Schema MakeSchema() {
  Table users{.name = "users"};
  users.columns = {{.name = "id", .type = "integer", .nullable = false},
                   {.name = "email", .type = "varchar(60)", .nullable = false},
                   {.name = "nick", .type = "varchar(20)"}};
  users.primary_key = {"id"};
  users.uniques = {{.name = "e", .columns = {"email"}}, {.name = "n", .columns = {"nick"}}};
  return {.tables = {users}};
}

Constraint Declared(std::string id, ConstraintKind kind, std::string column, ConstraintDetail detail,
                    NullPolicy nulls) {
  Constraint c;
  c.id = std::move(id);
  c.kind = kind;
  c.table = "users";
  c.columns = {std::move(column)};
  c.detail = std::move(detail);
  c.nulls = nulls;
  c.soundness = Soundness::kB;
  c.evidence = {{.file = "user.rb", .line = 3, .pattern = "validates"}};
  return c;
}

std::vector<Constraint> FromCode() {
  return {
      Declared("v1", ConstraintKind::kNotNull, "email", {}, NullPolicy::kRejected),
      Declared("v2", ConstraintKind::kUnique, "email", UniqueDetail{.nulls_equal = true},
               NullPolicy::kRejected),
      Declared("v3", ConstraintKind::kUnique, "nick", UniqueDetail{.nulls_equal = true},
               NullPolicy::kAllowed),
      Declared("v4", ConstraintKind::kLength, "email", LengthDetail{.max = 80}, NullPolicy::kAllowed),
      Declared("v5", ConstraintKind::kLength, "email", LengthDetail{.max = 30}, NullPolicy::kAllowed),
      Declared("v6", ConstraintKind::kNotNull, "nick", {}, NullPolicy::kRejected),
      Declared("v7", ConstraintKind::kNotNull, "gone", {}, NullPolicy::kRejected),
  };
}

const Constraint* Find(const Catalogue& c, std::string_view id) { return c.Find(id); }

TEST(MergeCatalogue, WhatTheSchemaImpliesIsEnforcedAndNothingElseIs) {
  const Catalogue merged = MergeCatalogue({}, MakeSchema(), FromCode());
  EXPECT_EQ(Find(merged, "v1")->trust, Trust::kEnforced);
  EXPECT_EQ(Find(merged, "v1")->soundness, Soundness::kA);
  EXPECT_EQ(Find(merged, "v2")->trust, Trust::kEnforced);  // the column is NOT NULL, so NULLs cannot matter
  EXPECT_EQ(Find(merged, "v3")->trust, Trust::kDeclared);  // two NULL nicks satisfy the index
  EXPECT_EQ(Find(merged, "v4")->trust, Trust::kEnforced);
  EXPECT_EQ(Find(merged, "v5")->trust, Trust::kDeclared);
  EXPECT_EQ(Find(merged, "v6")->trust, Trust::kDeclared);
  EXPECT_EQ(Find(merged, "v7"), nullptr) << "a column that the schema lacks";
}

TEST(MergeCatalogue, DuplicatesCollapseWithTheirEvidence) {
  const Catalogue merged = MergeCatalogue({}, MakeSchema(), FromCode());
  EXPECT_EQ(Find(merged, "users.email.not_null"), nullptr);
  EXPECT_EQ(Find(merged, "v1")->source, Source::kCode);
  EXPECT_EQ(Find(merged, "v1")->evidence.size(), 2U);
  EXPECT_NE(Find(merged, "users.id.unique"), nullptr);
}

TEST(MergeCatalogue, DerivedFromFollowsACollapse) {
  std::vector<Constraint> code = FromCode();
  Constraint twin = code[5];
  twin.id = "v6-again";
  Constraint derived =
      Declared("d", ConstraintKind::kLength, "nick", LengthDetail{.min = 1}, NullPolicy::kAllowed);
  derived.derived_from = "v6-again";
  code.push_back(twin);
  code.push_back(derived);
  const Catalogue merged = MergeCatalogue({}, MakeSchema(), code);
  EXPECT_EQ(Find(merged, "v6-again"), nullptr);
  EXPECT_EQ(Find(merged, "d")->derived_from, "v6");
}

TEST(MergeCatalogue, DoesNotDependOnTheOrderOfItsInputAndCanBeReadAgain) {
  std::vector<Constraint> code = FromCode();
  const std::string expected = FormatCatalogue(MergeCatalogue({}, MakeSchema(), code));
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(code.begin(), code.end(), random);
    EXPECT_EQ(FormatCatalogue(MergeCatalogue({}, MakeSchema(), code)), expected);
  }
  EXPECT_TRUE(ParseCatalogue(expected, "merged").ok());
}

TEST(MergeCatalogue, ClashingIdsAreToldApart) {
  std::vector<Constraint> code = FromCode();
  for (Constraint& c : code) c.id = "users.id.unique";
  const Catalogue merged = MergeCatalogue({}, MakeSchema(), code);
  EXPECT_TRUE(ParseCatalogue(FormatCatalogue(merged), "merged").ok());
}

}  // namespace
}  // namespace tacit
