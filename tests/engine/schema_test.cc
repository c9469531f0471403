#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tacit/connection.h"

namespace tacit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Schema SchemaOf(const std::string& ddl) {
  Result<std::unique_ptr<Connection>> opened =
      Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  EXPECT_TRUE(opened.ok());
  const Status created = (*opened)->Execute(ddl);
  EXPECT_TRUE(created.ok()) << created.message();
  Result<Schema> schema = (*opened)->ReadSchema();
  EXPECT_TRUE(schema.ok()) << schema.status().message();
  return schema.ok() ? *schema : Schema();
}

TEST(SchemaTest, TablesColumnsAndKeys) {
  const Schema schema = SchemaOf(R"(
      CREATE TABLE "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "Login" varchar(30) DEFAULT 'x''y' NOT NULL,
        mail text UNIQUE, n integer CHECK (n > 0), CHECK (mail <> 'a,b'), UNIQUE (n, mail));
      CREATE TABLE memberships (user_id integer NOT NULL REFERENCES users ON DELETE CASCADE, a integer, b integer,
        PRIMARY KEY (user_id, a), FOREIGN KEY (b, a) REFERENCES users (n, mail));
      CREATE UNIQUE INDEX on_login ON users ("Login") WHERE n IS NOT NULL;
      CREATE UNIQUE INDEX on_lower ON users (lower("Login"), mail);
      CREATE INDEX on_mail ON users (mail DESC, "Login" COLLATE NOCASE);
      CREATE VIEW v AS SELECT * FROM users;)");
  ASSERT_THAT(schema.tables, SizeIs(2));
  const Table& users = *schema.Find("users");
  ASSERT_THAT(users.columns, SizeIs(4));
  EXPECT_EQ(users.columns[1].name, "Login");
  EXPECT_EQ(users.columns[1].type, "varchar");
  EXPECT_FALSE(users.columns[1].nullable);
  EXPECT_EQ(users.columns[1].default_sql, "'x''y'");
  EXPECT_TRUE(users.columns[2].nullable);
  EXPECT_THAT(users.primary_key, ElementsAre("id"));
  ASSERT_THAT(users.checks, SizeIs(2));
  EXPECT_EQ(users.checks[0].sql, "n > 0");
  EXPECT_EQ(users.checks[1].sql, "mail <> 'a,b'");

  std::vector<std::vector<std::string>> unique_columns;
  for (const UniqueKey& key : users.uniques) unique_columns.push_back(key.columns);
  EXPECT_THAT(unique_columns, ::testing::UnorderedElementsAre(
                                  std::vector<std::string>{"mail"}, std::vector<std::string>{"n", "mail"},
                                  std::vector<std::string>{"Login"}, std::vector<std::string>{}));
  for (const UniqueKey& key : users.uniques) {
    EXPECT_EQ(key.where.has_value(), key.name == "on_login");
    if (key.name == "on_lower") {
      EXPECT_THAT(key.expressions, ElementsAre("lower(\"Login\")", "mail"));
    }
  }
  ASSERT_THAT(users.indexes, SizeIs(3));

  const Table& memberships = *schema.Find("memberships");
  ASSERT_THAT(memberships.foreign_keys, SizeIs(2));
  EXPECT_THAT(memberships.foreign_keys[0].ref_columns, ElementsAre("id"));
  EXPECT_EQ(memberships.foreign_keys[0].on_delete, "cascade");
  EXPECT_THAT(memberships.foreign_keys[1].columns, ElementsAre("b", "a"));
  EXPECT_THAT(memberships.foreign_keys[1].ref_columns, ElementsAre("n", "mail"));
}

TEST(SchemaTest, AKeyThatMayHoldNullsIsUniqueOnly) {
  const Schema schema = SchemaOf(R"(
      CREATE TABLE loose (k text PRIMARY KEY);
      CREATE TABLE pair (a integer NOT NULL, b integer, PRIMARY KEY (a, b));
      CREATE TABLE strict_key (k text PRIMARY KEY NOT NULL);
      CREATE TABLE no_rowid (k text PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE row_number (k INTEGER PRIMARY KEY);
      CREATE TABLE width (k int PRIMARY KEY);)");
  for (const char* name : {"loose", "width"}) {
    EXPECT_THAT(schema.Find(name)->primary_key, IsEmpty()) << name;
    ASSERT_THAT(schema.Find(name)->uniques, SizeIs(1)) << name;
    EXPECT_TRUE(schema.Find(name)->columns[0].nullable) << name;
  }
  EXPECT_THAT(schema.Find("pair")->uniques, SizeIs(1));
  for (const char* name : {"strict_key", "no_rowid", "row_number"}) {
    EXPECT_THAT(schema.Find(name)->primary_key, ElementsAre("k")) << name;
    EXPECT_FALSE(schema.Find(name)->columns[0].nullable) << name;
  }
}

TEST(SchemaTest, AnEmptyDatabaseHasNoTables) { EXPECT_THAT(SchemaOf("").tables, IsEmpty()); }

}  // namespace
}  // namespace tacit
