// What pg_dump writes: every table is read, whatever stands between them, and no more is believed than holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/base/file.h"
#include "src/sql/ddl.h"

namespace tacit::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ParsedDdl Dump() {
  const auto text = base::ReadFile(std::string(TACIT_TEST_DATA) + "/sql/pg_dump/application.sql");
  EXPECT_TRUE(text.ok()) << text.status().message();
  auto parsed = ParseDdl(text.ok() ? *text : "");
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  return parsed.ok() ? *parsed : ParsedDdl();
}

// A foreign table is none: what it declares, PostgreSQL does not enforce.
TEST(DdlDumpTest, EveryTableIsThere) {
  const Schema schema = Dump().schema;
  std::vector<std::string> names;
  for (const Table& table : schema.tables) names.push_back(table.name);
  EXPECT_THAT(names, ElementsAre("users", "posts", "events", "events_2022", "events_2023", "events_rest",
                                 "cities", "capitals", "log"));
}

TEST(DdlDumpTest, ColumnsOfOddTypesAreColumns) {
  const Schema schema = Dump().schema;
  const Table* users = schema.Find("users");
  ASSERT_NE(users, nullptr);
  EXPECT_EQ(users->columns.size(), 22U);
  EXPECT_GE(users->ColumnOrdinal("Weird \"Name"), 0);
  EXPECT_FALSE(users->columns[0].nullable);
  EXPECT_TRUE(users->columns[2].nullable);
}

TEST(DdlDumpTest, KeysAreThose) {
  const Schema schema = Dump().schema;
  const Table* users = schema.Find("users");
  EXPECT_THAT(users->primary_key, ElementsAre("id"));
  ASSERT_THAT(users->uniques, SizeIs(2));
  EXPECT_THAT(users->uniques[0].columns, ElementsAre("login"));
  EXPECT_THAT(users->uniques[1].columns, IsEmpty()) << "over an expression";
  EXPECT_TRUE(users->uniques[1].where.has_value());
  const Table* posts = schema.Find("posts");
  ASSERT_THAT(posts->foreign_keys, SizeIs(1));
  EXPECT_EQ(posts->foreign_keys[0].ref_table, "users");
  EXPECT_THAT(schema.Find("events")->primary_key, ElementsAre("id", "at"));
}

TEST(DdlDumpTest, ATableThatCannotBeReadIsLeftOutAndTold) {
  const ParsedDdl dump = Dump();
  EXPECT_EQ(dump.schema.Find("future"), nullptr);
  ASSERT_THAT(dump.doubts, SizeIs(1));
  EXPECT_THAT(dump.doubts[0].message, HasSubstr("left out"));
  EXPECT_GT(dump.doubts[0].line, 100);
}

TEST(DdlDumpTest, WhereNoTableCanBeReadItIsAnError) {
  EXPECT_FALSE(ParseDdl("CREATE TABLE t (id integer,, x);").ok());
  EXPECT_TRUE(ParseDdl("CREATE TABLE t (id integer); CREATE TABLE u (id integer,, x);").ok());
}

// The rows of a child show up in its parent, be the child understood or not.
TEST(DdlDumpTest, AChildThatCannotBeReadTakesItsParentsKeysAway) {
  const auto parsed = ParseDdl(
      "CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (id integer PRIMARY KEY);"
      "CREATE TABLE c (x integer,, y) INHERITS (public.a);");
  ASSERT_TRUE(parsed.ok());
  EXPECT_THAT(parsed->schema.Find("a")->primary_key, IsEmpty());
  EXPECT_THAT(parsed->schema.Find("b")->primary_key, ElementsAre("id"));
}

TEST(DdlDumpTest, ACheckThatIsNotInheritedSaysNothingOfTheParentsRows) {
  const auto parsed = ParseDdl(
      "CREATE TABLE a (x integer, y integer, CONSTRAINT p CHECK (x > 0) NO INHERIT, CHECK (y > 0));"
      "CREATE TABLE b () INHERITS (a); ALTER TABLE a ADD CONSTRAINT q CHECK (x < 9) NO INHERIT;");
  ASSERT_TRUE(parsed.ok());
  ASSERT_THAT(parsed->schema.Find("a")->checks, SizeIs(1));
  EXPECT_THAT(parsed->schema.Find("a")->checks[0].sql, HasSubstr("y > 0"));
  EXPECT_THAT(parsed->schema.Find("b")->checks, SizeIs(1));
}

}  // namespace
}  // namespace tacit::sql
