// What each kind of constraint states, and what it does not.
#include "optimizer/algebra/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/sql/bind.h"

namespace tacit::algebra {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Schema Things() {
  Schema schema;
  Table things;
  things.name = "things";
  things.columns = {{"id", "integer", false, {}},  {"name", "varchar(5)", true, {}},
                    {"kind", "text", true, {}},    {"size", "integer", true, {}},
                    {"open", "boolean", true, {}}, {"owner_id", "integer", true, {}}};
  things.primary_key = {"id"};
  schema.tables = {things};
  return schema;
}

Constraint Of(ConstraintKind kind, std::vector<std::string> columns, ConstraintDetail detail = {}) {
  Constraint constraint;
  constraint.id = "c";
  constraint.kind = kind;
  constraint.table = "things";
  constraint.columns = std::move(columns);
  constraint.detail = std::move(detail);
  return constraint;
}

std::vector<Fact> Build(const Constraint& constraint, Dialect dialect = Dialect::kPostgresql) {
  Catalogue catalogue;
  catalogue.schema = Things();
  catalogue.constraints = {constraint};
  return Facts::Build(catalogue, Trust::kDeclared, dialect).all();
}

sql::ExprPtr Predicate(const std::string& text) {
  const Schema schema = Things();
  auto bound = sql::BindPredicate(text, schema.tables[0], Dialect::kPostgresql);
  EXPECT_TRUE(bound.ok()) << bound.status().message();
  return bound.ok() ? *bound : nullptr;
}

// The one check fact of a constraint says what `text` says.
void ExpectCheck(const Constraint& constraint, const std::string& text) {
  const std::vector<Fact> facts = Build(constraint);
  ASSERT_EQ(facts.size(), 1U) << text;
  EXPECT_EQ(facts[0].kind, FactKind::kCheck);
  EXPECT_TRUE(sql::Same(facts[0].predicate, Predicate(text))) << text;
}

TEST(FactsTest, ValuesBecomeWhatTheBinderMakesOfTheSamePredicate) {
  ExpectCheck(Of(ConstraintKind::kOneOf, {"kind"}, ValuesDetail{{Value("a"), Value("b")}}),
              "kind IN ('a', 'b')");
  ExpectCheck(
      Of(ConstraintKind::kNoneOf, {"size"}, ValuesDetail{{Value(std::int64_t{1}), Value(std::int64_t{2})}}),
      "size NOT IN (1, 2)");
  ExpectCheck(Of(ConstraintKind::kRange, {"size"},
                 RangeDetail{Value(std::int64_t{0}), Value(std::int64_t{9}), true, false, true}),
              "size > 0 AND size <= 9");
  ExpectCheck(Of(ConstraintKind::kLength, {"kind"}, LengthDetail{2, 4}),
              "char_length(kind) >= 2 AND char_length(kind) <= 4");
  ExpectCheck(Of(ConstraintKind::kCheck, {"size"}, CheckDetail{"size > 3 OR open"}), "size > 3 OR open");
}

TEST(FactsTest, ConditionGuardsTheFact) {
  Constraint guarded = Of(ConstraintKind::kNotNull, {"name"});
  guarded.condition = Condition{"kind = 'a'", false};
  ExpectCheck(guarded, "(kind = 'a') IS NOT TRUE OR name IS NOT NULL");
  Constraint key = Of(ConstraintKind::kUnique, {"name"}, UniqueDetail{});
  key.condition = guarded.condition;
  const std::vector<Fact> facts = Build(key);
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_TRUE(sql::Same(facts[0].condition, Predicate("kind = 'a'")));
  for (Constraint opaque : {guarded, key}) {
    opaque.condition->opaque = true;
    EXPECT_THAT(Build(opaque), IsEmpty());
  }
}

TEST(FactsTest, RejectedNullIsASecondFactOfTheSameConstraint) {
  Constraint rejects = Of(ConstraintKind::kOneOf, {"kind"}, ValuesDetail{{Value("a")}});
  rejects.nulls = NullPolicy::kRejected;
  const std::vector<Fact> facts = Build(rejects);
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[1].kind, FactKind::kNotNull);
  EXPECT_EQ(facts[1].constraint_id, "c");
  std::get<ValuesDetail>(rejects.detail).values.emplace_back(std::monostate{});
  EXPECT_EQ(Build(rejects).size(), 1U) << "NULL is listed as a legal value";
}

TEST(FactsTest, WhatHasNoFormGivesNoFact) {
  EXPECT_THAT(Build(Of(ConstraintKind::kUnique, {"name"}, UniqueDetail{.case_sensitive = false})), IsEmpty());
  EXPECT_THAT(Build(Of(ConstraintKind::kFormat, {"name"}, FormatDetail{"\\A[a-z]+\\z", "ruby"})), IsEmpty());
  EXPECT_THAT(Build(Of(ConstraintKind::kForeignKey, {"owner_id"}, ForeignKeyDetail{"", {}, "kind"})),
              IsEmpty());
  EXPECT_THAT(Build(Of(ConstraintKind::kForeignKey, {"owner_id"}, ForeignKeyDetail{"gone", {"id"}, {}})),
              IsEmpty());
  EXPECT_THAT(Build(Of(ConstraintKind::kCheck, {"size"}, CheckDetail{"size IN (SELECT 1)"})), IsEmpty());
  EXPECT_THAT(Build(Of(ConstraintKind::kRange, {"kind"},
                       RangeDetail{Value(std::int64_t{1}), {}, false, false, false})),
              IsEmpty());
}

TEST(FactsTest, BlankStringsEscape) {
  Constraint lax = Of(ConstraintKind::kOneOf, {"kind"}, ValuesDetail{{Value("a")}});
  lax.nulls = NullPolicy::kBlankAllowed;
  EXPECT_THAT(Build(lax), IsEmpty());
  Constraint key = Of(ConstraintKind::kUnique, {"name"}, UniqueDetail{});
  key.nulls = NullPolicy::kBlankAllowed;
  EXPECT_THAT(Build(key), IsEmpty());
  key.columns = {"size"};
  EXPECT_EQ(Build(key).size(), 1U) << "a number is blank where it is NULL, which is no key anyway";
}

TEST(FactsTest, SqliteEnforcesLess) {
  Constraint length = Of(ConstraintKind::kLength, {"name"}, LengthDetail{{}, 5});
  length.source = Source::kSchema;
  EXPECT_EQ(Build(length, Dialect::kPostgresql).size(), 1U);
  EXPECT_THAT(Build(length, Dialect::kSqlite), IsEmpty());

  // The code says it too, and is believed to enforce nothing.
  Catalogue merged;
  merged.schema = Things();
  merged.constraints = {Of(ConstraintKind::kLength, {"name"}, LengthDetail{{}, 7})};
  merged.constraints[0].trust = Trust::kEnforced;
  EXPECT_EQ(Facts::Build(merged, Trust::kEnforced, Dialect::kPostgresql).all().size(), 1U);
  EXPECT_THAT(Facts::Build(merged, Trust::kEnforced, Dialect::kSqlite).all(), IsEmpty());
  EXPECT_EQ(Facts::Build(merged, Trust::kDeclared, Dialect::kSqlite).all().size(), 1U);
  merged.constraints[0].detail =
      LengthDetail{{}, 4};  // the type does not imply it: something else enforces it
  EXPECT_EQ(Facts::Build(merged, Trust::kEnforced, Dialect::kSqlite).all().size(), 1U);

  Catalogue catalogue;
  catalogue.schema = Things();
  catalogue.schema.tables[0].columns[1].nullable = true;
  catalogue.schema.tables[0].primary_key = {"name"};
  Constraint not_null = Of(ConstraintKind::kNotNull, {"name"});
  not_null.source = Source::kSchema;
  catalogue.constraints = {not_null};
  EXPECT_EQ(Facts::Build(catalogue, Trust::kDeclared, Dialect::kPostgresql).all().size(), 1U);
  EXPECT_THAT(Facts::Build(catalogue, Trust::kDeclared, Dialect::kSqlite).all(), IsEmpty());
}

TEST(FactsTest, TrustBelowTheLeastIsNotTaken) {
  Catalogue catalogue;
  catalogue.schema = Things();
  catalogue.constraints = {Of(ConstraintKind::kNotNull, {"name"}), Of(ConstraintKind::kNotNull, {"size"})};
  catalogue.constraints[1].id = "d";
  catalogue.constraints[1].trust = Trust::kEnforced;
  const Facts facts = Facts::Build(catalogue, Trust::kVerified, Dialect::kPostgresql);
  EXPECT_EQ(facts.NotNull("things", 1), -1);
  ASSERT_EQ(facts.NotNull("things", 3), 0);
  EXPECT_THAT(facts.ConstraintIds({0, 0}), ElementsAre("d"));
  EXPECT_THAT(facts.OfTable("nothing"), IsEmpty());
}

}  // namespace
}  // namespace tacit::algebra
