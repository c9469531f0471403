#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/sql/ddl.h"

namespace tacit::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kDdl = R"(
    CREATE TABLE post (id serial PRIMARY KEY, author_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      "order" integer DEFAULT 3, title varchar(20) DEFAULT 'a'::varchar, price numeric(8,2), at timestamp,
      ok boolean DEFAULT true, made timestamp DEFAULT now(), CONSTRAINT positive CHECK (price > 0));
    CREATE TABLE person (a integer, b text, PRIMARY KEY (a));
    CREATE TABLE pair (x integer, y integer, PRIMARY KEY (x, y), UNIQUE (y));
    CREATE UNIQUE INDEX post_title ON post (title) WHERE at IS NOT NULL;
    CREATE UNIQUE INDEX post_lower ON post (lower(title));
    CREATE INDEX post_at ON post (at, "order");)";

Schema Parse(std::string_view ddl) {
  Result<ParsedDdl> parsed = ParseDdl(ddl);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message() << "\n" << ddl;
  return parsed.ok() ? parsed->schema : Schema();
}

TEST(DdlPrintTest, PrintingIsAFixpointOfReading) {
  for (const Dialect dialect : {Dialect::kPostgresql, Dialect::kSqlite, Dialect::kMysql}) {
    const std::string once = PrintDdl(Parse(kDdl), dialect);
    EXPECT_EQ(PrintDdl(Parse(once), dialect), once);
  }
}

TEST(DdlPrintTest, PostgresqlKeepsEveryConstraint) {
  const Schema before = Parse(kDdl);
  const Schema after = Parse(PrintDdl(before, Dialect::kPostgresql));
  ASSERT_EQ(after.tables.size(), before.tables.size());
  for (std::size_t i = 0; i < before.tables.size(); ++i) {
    EXPECT_EQ(after.tables[i].name, before.tables[i].name);
    EXPECT_EQ(after.tables[i].columns.size(), before.tables[i].columns.size());
    EXPECT_EQ(after.tables[i].primary_key, before.tables[i].primary_key);
    EXPECT_EQ(after.tables[i].uniques.size(), before.tables[i].uniques.size());
    EXPECT_EQ(after.tables[i].foreign_keys.size(), before.tables[i].foreign_keys.size());
    EXPECT_EQ(after.tables[i].checks.size(), before.tables[i].checks.size());
    EXPECT_EQ(after.tables[i].indexes.size(), before.tables[i].indexes.size());
  }
}

TEST(DdlPrintTest, ForeignKeysComeAfterTheTablesTheyName) {
  const std::string printed = PrintDdl(Parse(kDdl), Dialect::kPostgresql);
  EXPECT_GT(printed.find("ADD FOREIGN KEY"), printed.find("CREATE TABLE person"));
}

TEST(DdlPrintTest, SqliteTypesHaveTheAffinityOfTheirValues) {
  const std::string printed = PrintDdl(Parse(kDdl), Dialect::kSqlite);
  EXPECT_THAT(printed, HasSubstr("id INTEGER PRIMARY KEY"));
  EXPECT_THAT(printed, HasSubstr("\"order\" INTEGER DEFAULT 3"));
  EXPECT_THAT(printed, HasSubstr("title TEXT DEFAULT 'a'"));
  EXPECT_THAT(printed, HasSubstr("price NUMERIC"));
  EXPECT_THAT(printed, HasSubstr("at TEXT"));
  EXPECT_THAT(printed, HasSubstr("ok INTEGER DEFAULT true"));
  EXPECT_THAT(printed, Not(HasSubstr("now()")));
  EXPECT_THAT(printed, HasSubstr("PRIMARY KEY (x, y)"));
  EXPECT_THAT(printed, HasSubstr("FOREIGN KEY (author_id) REFERENCES person (a) ON DELETE CASCADE"));
}

TEST(DdlPrintTest, ConstraintsThatSqliteCannotSayAreLeftOut) {
  const std::string printed = PrintDdl(Parse(R"(
      CREATE TABLE t (a integer CHECK (a BETWEEN 1 AND 5), b text CHECK (b ~ '^x'), c text CHECK (char_length(c) < 3),
        d date CHECK (d > now()));
      CREATE UNIQUE INDEX one ON t (a) WHERE c IS NOT NULL;
      CREATE UNIQUE INDEX two ON t (a) WHERE b LIKE 'x%';
      CREATE UNIQUE INDEX three ON t (lower(b), left(c, 2));
      CREATE UNIQUE INDEX four ON t (md5(b));)"),
                                       Dialect::kSqlite);
  EXPECT_THAT(printed, HasSubstr("CHECK (a >= 1 AND a <= 5)"));
  EXPECT_THAT(printed, HasSubstr("CHECK (length(c) < 3)"));
  EXPECT_THAT(printed, HasSubstr("one ON t (a) WHERE c IS NOT NULL"));
  EXPECT_THAT(printed, HasSubstr("three ON t ((lower(b)), (substr(c, 1, 2)))"));
  for (const char* absent : {"'^x'", "now", "two", "four", "md5"})
    EXPECT_THAT(printed, Not(HasSubstr(absent)));
}

TEST(DdlPrintTest, TypesThatPostgresqlHasNotAreText) {
  const std::string printed = PrintDdl(Parse(R"(
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE t (a mood, b inet, c integer[], d "some words"(3), e mood[], f varbinary(9), g datetime, h bit(3)))"),
                                       Dialect::kPostgresql);
  EXPECT_THAT(printed, HasSubstr("a text,"));
  EXPECT_THAT(printed, HasSubstr("b inet,"));
  EXPECT_THAT(printed, HasSubstr("c integer[],"));
  EXPECT_THAT(printed, HasSubstr("d text,"));
  EXPECT_THAT(printed, HasSubstr("e text,"));
  EXPECT_THAT(printed, HasSubstr("f bytea,"));
  EXPECT_THAT(printed, HasSubstr("g timestamp,"));
  EXPECT_THAT(printed, HasSubstr("h bit(3),"));
  EXPECT_THAT(printed, HasSubstr("CHECK (a IN ('sad', 'ok'))"));
}

TEST(DdlPrintTest, NamesOfIndexesAreTheirOwnInOneSchema) {
  const std::string printed = PrintDdl(Parse(R"(
      CREATE TABLE `a` (`x` int, KEY `x` (`x`), UNIQUE KEY `u` (`x`));
      CREATE TABLE `x` (`x` int, KEY `x` (`x`), UNIQUE KEY `u` (`x`));)"),
                                       Dialect::kPostgresql);
  EXPECT_THAT(printed, HasSubstr("CREATE INDEX a_x ON a (x)"));
  EXPECT_THAT(printed, HasSubstr("CREATE INDEX x_x ON x (x)"));
  EXPECT_EQ(printed.find("CONSTRAINT u "), printed.rfind("CONSTRAINT u "));
}

}  // namespace
}  // namespace tacit::sql
