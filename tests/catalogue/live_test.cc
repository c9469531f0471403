#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/sql/ddl.h"
#include "tacit/catalogue.h"

namespace tacit {
namespace {

using ::testing::UnorderedElementsAre;

Schema Parse(std::string_view ddl) {
  Result<sql::ParsedDdl> parsed = sql::ParseDdl(ddl);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  return parsed.ok() ? parsed->schema : Schema();
}

// What is enforced beside a database with the schema `live`, of all that `stated` states.
std::vector<std::string> EnforcedBeside(std::string_view stated, std::string_view live) {
  const Catalogue catalogue = MergeCatalogue({}, Parse(stated), ConstraintsOfSchema(Parse(stated)));
  std::vector<std::string> ids;
  for (const Constraint& c : WithLiveSchema(catalogue, Parse(live), Dialect::kPostgresql).constraints) {
    if (c.trust == Trust::kEnforced)
      ids.push_back(c.id);
    else
      EXPECT_NE(c.soundness, Soundness::kA) << c.id;
  }
  return ids;
}

constexpr std::string_view kAll =
    "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (a integer NOT NULL UNIQUE, b varchar(9), "
    "c integer REFERENCES p, d integer CHECK (d > 3))";

TEST(WithLiveSchema, WhatTheDatabaseEnforcesStays) {
  EXPECT_THAT(EnforcedBeside(kAll, kAll),
              UnorderedElementsAre("p.id.not_null", "p.id.unique", "t.a.not_null", "t.a.unique", "t.b.length",
                                   "t.c.foreign_key", "t.d.range"));
}

TEST(WithLiveSchema, WhatItEnforcesNoMoreIsOnlyDeclared) {
  EXPECT_THAT(EnforcedBeside(kAll,
                             "CREATE TABLE p (id integer PRIMARY KEY);"
                             "CREATE TABLE t (a integer, b varchar(8), c integer, d integer CHECK (d > 2))"),
              UnorderedElementsAre("p.id.not_null", "p.id.unique", "t.b.length"))
      << "a tighter bound keeps a wider one, a wider one does not keep a tighter";
}

TEST(WithLiveSchema, AKeyAndItsNotNullsTogetherRejectNulls) {
  Constraint key{.id = "k", .kind = ConstraintKind::kUnique, .table = "t", .columns = {"b", "a"}};
  key.detail = UniqueDetail{};
  key.nulls = NullPolicy::kRejected;
  const Schema schema = Parse("CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, UNIQUE (a, b))");
  const Catalogue merged = MergeCatalogue({}, schema, {key});
  for (const Constraint& c : WithLiveSchema(merged, schema, Dialect::kPostgresql).constraints) {
    EXPECT_EQ(c.trust, Trust::kEnforced) << c.id;
  }
  const Schema loose = Parse("CREATE TABLE t (a integer NOT NULL, b integer, UNIQUE (a, b))");
  for (const Constraint& c : WithLiveSchema(merged, loose, Dialect::kPostgresql).constraints) {
    const bool lost = c.nulls == NullPolicy::kRejected && c.columns != std::vector<std::string>{"a"};
    EXPECT_EQ(c.trust, lost ? Trust::kDeclared : Trust::kEnforced) << c.id;
  }
}

TEST(WithLiveSchema, NotValidIsNotEnforced) {
  EXPECT_THAT(EnforcedBeside("CREATE TABLE t (d integer CHECK (d > 3))",
                             "CREATE TABLE t (d integer); ALTER TABLE t ADD CHECK (d > 3) NOT VALID"),
              ::testing::IsEmpty());
}

TEST(WithLiveSchema, WhatIsGoneIsLeftOut) {
  const Catalogue catalogue = MergeCatalogue({}, Parse(kAll), {});
  const Catalogue beside =
      WithLiveSchema(catalogue, Parse("CREATE TABLE t (d integer, extra text)"), Dialect::kPostgresql);
  for (const Constraint& c : beside.constraints) EXPECT_EQ(c.id, "t.d.range");
  ASSERT_EQ(beside.schema.tables.size(), 1U);
  EXPECT_EQ(beside.schema.tables[0].columns.size(), 2U);
}

TEST(WithLiveSchema, TypesStayTheCataloguesWhereTheDatabaseSaysLess) {
  const Catalogue catalogue = MergeCatalogue({}, Parse("CREATE TABLE t (a boolean)"), {});
  const Schema live = Parse("CREATE TABLE t (a integer)");
  EXPECT_EQ(WithLiveSchema(catalogue, live, Dialect::kSqlite).schema.tables[0].columns[0].type, "boolean");
  EXPECT_EQ(WithLiveSchema(catalogue, live, Dialect::kPostgresql).schema.tables[0].columns[0].type,
            "integer");
}

TEST(WithLiveSchema, SqliteHoldsNoTextToItsTypesLength) {
  const std::string ddl = "CREATE TABLE t (a varchar(9), b varchar(9) CHECK (char_length(b) <= 9))";
  const Catalogue catalogue = MergeCatalogue({}, Parse(ddl), ConstraintsOfSchema(Parse(ddl)));
  for (const Constraint& c : WithLiveSchema(catalogue, Parse(ddl), Dialect::kSqlite).constraints) {
    const bool checked = c.columns == std::vector<std::string>{"b"};
    EXPECT_EQ(c.trust, checked ? Trust::kEnforced : Trust::kDeclared) << c.id;
  }
}

}  // namespace
}  // namespace tacit
