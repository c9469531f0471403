#include "src/sql/ddl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tacit::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ParsedDdl Parse(std::string_view ddl) {
  Result<ParsedDdl> parsed = ParseDdl(ddl);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  return parsed.ok() ? *parsed : ParsedDdl();
}

Table ParseTable(std::string_view ddl) {
  ParsedDdl parsed = Parse(ddl);
  EXPECT_THAT(parsed.schema.tables, SizeIs(::testing::Ge(1U)));
  return parsed.schema.tables.empty() ? Table() : parsed.schema.tables.front();
}

std::vector<std::string> CheckTexts(const Table& table) {
  std::vector<std::string> texts;
  for (const Check& check : table.checks) texts.push_back(check.sql);
  return texts;
}

TEST(DdlTest, ColumnsHaveTypesNullabilityAndDefaultsAsWritten) {
  const Table table = ParseTable(R"(
      CREATE TABLE public."Users" (
        id bigserial PRIMARY KEY, Name character varying(60) DEFAULT 'a, b'::character varying NOT NULL,
        at timestamp(6) without time zone DEFAULT now() - interval '1 day', zoned timestamp (3) with time zone,
        price decimal(10, 2) DEFAULT -1.5 CHECK (price > (0)), tags text[] DEFAULT '{}'::text[], c char))");
  EXPECT_EQ(table.name, "Users");
  ASSERT_THAT(table.columns, SizeIs(7));
  EXPECT_EQ(table.columns[0].type, "bigint");
  EXPECT_FALSE(table.columns[0].nullable);
  EXPECT_EQ(table.columns[1].name, "name");
  EXPECT_EQ(table.columns[1].type, "varchar(60)");
  EXPECT_FALSE(table.columns[1].nullable);
  EXPECT_EQ(table.columns[1].default_sql, "'a, b'::character varying");
  EXPECT_EQ(table.columns[2].type, "timestamp(6)");
  EXPECT_EQ(table.columns[2].default_sql, "now() - interval '1 day'");
  EXPECT_EQ(table.columns[3].type, "timestamp(3) with time zone");
  EXPECT_EQ(table.columns[4].type, "numeric(10,2)");
  EXPECT_EQ(table.columns[4].default_sql, "-1.5");
  EXPECT_EQ(table.columns[5].type, "text[]");
  EXPECT_EQ(table.columns[6].type, "char(1)");
  EXPECT_THAT(table.primary_key, ElementsAre("id"));
  EXPECT_THAT(CheckTexts(table), ElementsAre("price > (0)"));
}

TEST(DdlTest, ConstraintsOfColumnsAndTablesBecomeTableMembers) {
  const ParsedDdl parsed = Parse(R"(
      CREATE TABLE line (
        order_id integer REFERENCES orders ON DELETE CASCADE, sku text UNIQUE, n integer,
        CONSTRAINT line_n CHECK (n > 0 AND (n < 10 OR sku = ')')),
        PRIMARY KEY (order_id, n), UNIQUE NULLS NOT DISTINCT (sku, n),
        FOREIGN KEY (n, sku) REFERENCES orders (b, a) ON DELETE SET NULL);
      CREATE TABLE orders (id integer PRIMARY KEY, a text, b integer);)");
  const Table& line = *parsed.schema.Find("line");
  EXPECT_THAT(line.primary_key, ElementsAre("order_id", "n"));
  EXPECT_FALSE(line.columns[0].nullable);
  EXPECT_TRUE(line.columns[1].nullable);
  EXPECT_FALSE(line.columns[2].nullable);
  ASSERT_THAT(line.uniques, SizeIs(2));
  EXPECT_THAT(line.uniques[0].columns, ElementsAre("sku"));
  EXPECT_FALSE(line.uniques[0].nulls_equal);
  EXPECT_THAT(line.uniques[1].columns, ElementsAre("sku", "n"));
  EXPECT_TRUE(line.uniques[1].nulls_equal);
  ASSERT_THAT(line.foreign_keys, SizeIs(2));
  EXPECT_THAT(line.foreign_keys[0].ref_columns, ElementsAre("id"));  // the primary key, declared later
  EXPECT_EQ(line.foreign_keys[0].on_delete, "cascade");
  EXPECT_THAT(line.foreign_keys[1].ref_columns, ElementsAre("b", "a"));
  EXPECT_EQ(line.foreign_keys[1].on_delete, "set null");
  ASSERT_THAT(line.checks, SizeIs(1));
  EXPECT_EQ(line.checks[0].name, "line_n");
  EXPECT_EQ(line.checks[0].sql, "n > 0 AND (n < 10 OR sku = ')')");
  EXPECT_THAT(parsed.ignored, IsEmpty());
}

TEST(DdlTest, UniqueIndexesAreKeysAndKeepTheirCondition) {
  const Table table = ParseTable(R"(
      CREATE TABLE t (a text, b integer, c boolean);
      CREATE UNIQUE INDEX t_ab ON ONLY public.t USING btree (a varchar_pattern_ops DESC, b) INCLUDE (c)
        WHERE (c IS TRUE AND a <> 'where');
      CREATE UNIQUE INDEX t_lower ON t (lower((a)::text), ((b + 1)) NULLS FIRST, b);
      CREATE INDEX t_b ON t (b);)");
  ASSERT_THAT(table.uniques, SizeIs(2));
  EXPECT_THAT(table.uniques[0].columns, ElementsAre("a", "b"));
  EXPECT_EQ(table.uniques[0].where, "(c IS TRUE AND a <> 'where')");
  EXPECT_THAT(table.uniques[1].columns, IsEmpty());
  EXPECT_THAT(table.uniques[1].expressions, ElementsAre("lower((a)::text)", "(b + 1)", "b"));
  ASSERT_THAT(table.indexes, SizeIs(3));
  EXPECT_TRUE(table.indexes[1].unique);
  EXPECT_FALSE(table.indexes[2].unique);
}

TEST(DdlTest, EnumsAndDomainsAreSpelledOut) {
  const Table table = ParseTable(R"(
      CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
      CREATE DOMAIN positive AS integer NOT NULL DEFAULT 1 CHECK (VALUE > 0) CHECK (value < 'value'::text::int);
      CREATE TABLE t (m mood, "Select" positive, q positive DEFAULT 7);)");
  EXPECT_TRUE(table.columns[0].nullable);
  EXPECT_EQ(table.columns[1].type, "integer");
  EXPECT_TRUE(table.columns[1].nullable) << "a domain's NOT NULL keeps no NULL out of a column";
  EXPECT_EQ(table.columns[1].default_sql, "1");
  EXPECT_EQ(table.columns[2].default_sql, "7");
  EXPECT_THAT(CheckTexts(table), ElementsAre("\"Select\" > 0", "\"Select\" < 'value'::text::int", "q > 0",
                                             "q < 'value'::text::int", "m IN ('sad', 'it''s ok')"));
}

TEST(DdlTest, EnumsThatChangeSpeakForTheColumnsThatHaveThem) {
  const Table table = ParseTable(R"(
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TYPE size AS ENUM ('s');
      CREATE TABLE t (a mood, b mood, c size, d size);
      ALTER TYPE mood ADD VALUE 'glad';
      ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
      ALTER TABLE t ALTER COLUMN b TYPE text;
      CREATE TYPE size_new AS ENUM ('s', 'm');
      ALTER TABLE t ALTER COLUMN c TYPE size_new USING (c::text::size_new);
      ALTER TABLE t ALTER COLUMN d TYPE text;
      ALTER TYPE size RENAME TO size_old;
      ALTER TYPE size_new RENAME TO size;
      DROP TYPE size_old;)");
  EXPECT_EQ(table.columns[2].type, "size");
  EXPECT_THAT(CheckTexts(table), ElementsAre("a IN ('sad', 'fine', 'glad')", "c IN ('s', 'm')"));
}

TEST(DdlTest, ARenamedConstraintIsDroppedByItsNewName) {
  const Table table = ParseTable(R"(
      CREATE TABLE t (a int CONSTRAINT one CHECK (a > 0), b int CONSTRAINT two UNIQUE);
      CREATE UNIQUE INDEX three ON t (a, b);
      ALTER TABLE t RENAME CONSTRAINT one TO uno;
      ALTER TABLE t RENAME CONSTRAINT two TO due;
      ALTER INDEX three RENAME TO tre;
      ALTER TABLE t DROP CONSTRAINT uno, DROP CONSTRAINT due;
      DROP INDEX tre;)");
  EXPECT_THAT(CheckTexts(table), IsEmpty());
  EXPECT_THAT(table.uniques, IsEmpty());
}

TEST(DdlTest, ADomainsCheckSpeaksOfValuesThatAreThere) {
  const Table table = ParseTable(R"(
      CREATE DOMAIN filled AS text CHECK (VALUE IS NOT NULL) CHECK (coalesce(VALUE, '') <> '');
      CREATE TYPE mood AS ENUM ('sad');
      CREATE DOMAIN felt AS mood;
      CREATE TABLE t (a filled, b felt);)");
  EXPECT_THAT(CheckTexts(table), ElementsAre("a IS NULL OR (a IS NOT NULL)",
                                             "a IS NULL OR (coalesce(a, '') <> '')", "b IN ('sad')"));
}

TEST(DdlTest, AlterTableAddsAndTakesAway) {
  const Table table = ParseTable(R"(
      CREATE TABLE t (id integer, a integer NOT NULL, b integer, c integer UNIQUE, d integer CHECK (d > 0));
      ALTER TABLE ONLY t ADD CONSTRAINT t_pkey PRIMARY KEY (id), ADD COLUMN e text DEFAULT 'x' NOT NULL;
      ALTER TABLE t ALTER COLUMN b SET NOT NULL, ALTER COLUMN a DROP NOT NULL, ALTER b SET DEFAULT 2 + 1,
        ALTER c SET DEFAULT f(3, 4);
      ALTER TABLE t DROP CONSTRAINT t_c_key;
      ALTER TABLE t DROP COLUMN d;
      ALTER TABLE t RENAME COLUMN e TO f;)");
  EXPECT_THAT(table.primary_key, ElementsAre("id"));
  EXPECT_FALSE(table.columns[0].nullable);
  EXPECT_TRUE(table.columns[1].nullable);
  EXPECT_FALSE(table.columns[2].nullable);
  EXPECT_EQ(table.columns[2].default_sql, "2 + 1");
  EXPECT_EQ(table.columns[3].default_sql, "f(3, 4)");
  EXPECT_THAT(table.uniques, IsEmpty());
  EXPECT_THAT(table.checks, IsEmpty());
  EXPECT_EQ(table.columns.back().name, "f");
  EXPECT_EQ(table.columns.back().default_sql, "'x'");
}

TEST(DdlTest, WhatOldRowsMayBreakIsNotBelieved) {
  const std::string ddl = R"(
      CREATE TABLE p (id integer PRIMARY KEY);
      CREATE TABLE t (a integer);
      ALTER TABLE t ADD CONSTRAINT t_a CHECK (a > 0) NOT VALID;
      ALTER TABLE t ADD CONSTRAINT t_p FOREIGN KEY (a) REFERENCES p (id) NOT VALID;)";
  const ParsedDdl before = Parse(ddl);
  const Table& doubted = *before.schema.Find("t");
  ASSERT_THAT(doubted.checks, SizeIs(1));
  EXPECT_FALSE(doubted.checks[0].validated);
  EXPECT_THAT(doubted.foreign_keys, IsEmpty());
  EXPECT_THAT(before.ignored, ElementsAre(HasSubstr("t_p")));

  const ParsedDdl after = Parse(ddl + "ALTER TABLE t VALIDATE CONSTRAINT t_a, VALIDATE CONSTRAINT t_p;");
  EXPECT_TRUE(after.schema.Find("t")->checks[0].validated);
  EXPECT_THAT(after.schema.Find("t")->foreign_keys, SizeIs(1));
}

TEST(DdlTest, AParentOfInheritanceHasNoKeys) {
  const ParsedDdl parsed = Parse(R"(
      CREATE TABLE p (id integer NOT NULL, n integer CHECK (n > 0));
      CREATE TABLE c (m integer) INHERITS (p);
      ALTER TABLE ONLY p ADD PRIMARY KEY (id);
      CREATE TABLE whole (id integer PRIMARY KEY) PARTITION BY RANGE (id);
      CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10);)");
  EXPECT_THAT(parsed.schema.Find("p")->primary_key, IsEmpty());
  EXPECT_THAT(parsed.schema.Find("c")->columns, SizeIs(3));
  EXPECT_THAT(parsed.schema.Find("c")->checks, SizeIs(1));
  EXPECT_THAT(parsed.schema.Find("whole")->primary_key, ElementsAre("id"));
  EXPECT_THAT(parsed.schema.Find("part")->primary_key, ElementsAre("id"));
}

TEST(DdlTest, StatementsThatSayNothingOfASchemaAreListed) {
  const ParsedDdl parsed = Parse(R"(
      SET client_encoding = 'UTF8';
      DROP TABLE IF EXISTS t;
      CREATE TABLE t (a integer);
      CREATE SEQUENCE s;
      COPY t (a) FROM stdin;
1
\.
      INSERT INTO t VALUES (1);
      NOT SQL AT ALL;)");
  EXPECT_THAT(parsed.schema.tables, SizeIs(1));
  EXPECT_THAT(parsed.ignored, ElementsAre(HasSubstr("SET"), HasSubstr("CREATE SEQUENCE"), HasSubstr("COPY"),
                                          HasSubstr("INSERT"), HasSubstr("NOT SQL")));
}

TEST(DdlTest, DroppedThingsAreGone) {
  const ParsedDdl parsed = Parse(R"(
      CREATE TABLE t (a integer);
      CREATE UNIQUE INDEX t_a ON t (a);
      DROP INDEX t_a;
      CREATE TABLE gone (a integer);
      DROP TABLE gone;)");
  EXPECT_EQ(parsed.schema.Find("gone"), nullptr);
  EXPECT_THAT(parsed.schema.Find("t")->uniques, IsEmpty());
  EXPECT_THAT(parsed.schema.Find("t")->indexes, IsEmpty());
}

TEST(DdlTest, AForeignKeyToNothingIsIgnoredAndNamed) {
  const ParsedDdl parsed = Parse("CREATE TABLE t (a integer REFERENCES nowhere)");
  EXPECT_THAT(parsed.schema.tables[0].foreign_keys, IsEmpty());
  EXPECT_THAT(parsed.ignored, ElementsAre(HasSubstr("nowhere")));
}

TEST(DdlTest, ATableThatCannotBeReadIsAnErrorWithItsLine) {
  const Result<ParsedDdl> parsed =
      ParseDdl("SET a = 1;\n-- a table\nCREATE TABLE t (\n  a integer,\n  b integer (,\n);");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(parsed.status().message(), HasSubstr("ddl:5: "));
  EXPECT_THAT(parsed.status().message(), HasSubstr("line 3"));
  EXPECT_FALSE(ParseDdl("CREATE TABLE t (").ok());
  EXPECT_FALSE(ParseDdl("CREATE TABLE").ok());
  EXPECT_FALSE(ParseDdl("CREATE TABLE t (a integer, ").ok());
  EXPECT_FALSE(ParseDdl("CREATE TABLE t (a integer,, b integer)").ok());
  EXPECT_FALSE(ParseDdl("CREATE TABLE t (a integer, constraint)").ok());
  // What the parser quotes may be the rest of the file.
  const std::string endless = "CREATE TABLE t (a text DEFAULT 'x);\n" + std::string(5'000, 'y');
  const auto unterminated = ParseDdl(endless);
  ASSERT_FALSE(unterminated.ok());
  EXPECT_LT(unterminated.status().message().size(), 500U);
  EXPECT_EQ(unterminated.status().message().find('\n'), std::string::npos);
  EXPECT_FALSE(ParseDdl(std::string_view("CREATE TABLE t (a\0 integer)", 27)).ok());
}

TEST(DdlTest, TextOfNoStatementsIsAnEmptySchema) {
  EXPECT_THAT(Parse("").schema.tables, IsEmpty());
  EXPECT_THAT(Parse("-- nothing\n").schema.tables, IsEmpty());
}

}  // namespace
}  // namespace tacit::sql
