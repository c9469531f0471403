// The spelling of MySQL and SQLite, and near-misses that are PostgreSQL's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/sql/ddl.h"

namespace tacit::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Schema Parse(std::string_view ddl) {
  Result<ParsedDdl> parsed = ParseDdl(ddl);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  return parsed.ok() ? parsed->schema : Schema();
}

std::vector<std::string> Types(const Table& table) {
  std::vector<std::string> types;
  for (const Column& column : table.columns) types.push_back(column.type);
  return types;
}

TEST(DdlDialectsTest, MysqlDump) {
  const Schema schema = Parse(R"(
      /*!40101 SET NAMES utf8mb4 */;
      CREATE TABLE `users` (
        `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
        `Login` varchar(30) COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'it\'s; a "name"',
        `admin` tinyint(1) DEFAULT '0',
        `kind` enum('a','b') CHARACTER SET utf8 DEFAULT NULL,
        `price` double(10,2) DEFAULT NULL,
        `at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
        `key` varchar(10),
        `twice` int GENERATED ALWAYS AS (`id` * 2) VIRTUAL,
        PRIMARY KEY (`id`) USING BTREE,
        UNIQUE KEY `on_login` (`Login`(20)),
        KEY `on_kind` (`kind`,`at` DESC) USING BTREE,
        FULLTEXT KEY `words` (`Login`),
        CONSTRAINT `mine` CHECK (`id` > 0) NOT ENFORCED,
        CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION
      ) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4;
      LOCK TABLES `users` WRITE;)");
  ASSERT_THAT(schema.tables, SizeIs(1));
  const Table& users = schema.tables[0];
  EXPECT_THAT(Types(users), ElementsAre("integer", "varchar(30)", "tinyint(1)", "text", "double precision",
                                        "datetime(6)", "varchar(10)", "integer"));
  EXPECT_EQ(users.columns[1].name, "Login");
  EXPECT_FALSE(users.columns[1].nullable);
  EXPECT_EQ(users.columns[1].default_sql, "''");
  EXPECT_EQ(users.columns[5].default_sql, "CURRENT_TIMESTAMP(6)");
  EXPECT_THAT(users.primary_key, ElementsAre("id"));
  ASSERT_THAT(users.uniques, SizeIs(1));
  EXPECT_EQ(users.uniques[0].name, "on_login");
  EXPECT_THAT(users.uniques[0].columns, ElementsAre("Login"));
  ASSERT_THAT(users.indexes, SizeIs(1));
  EXPECT_THAT(users.indexes[0].columns, ElementsAre("kind", "at"));
  ASSERT_THAT(users.checks, SizeIs(1));  // of the enum; the one that is not enforced says nothing
  EXPECT_EQ(users.checks[0].sql, "kind IN ('a','b')");
  ASSERT_THAT(users.foreign_keys, SizeIs(1));
  EXPECT_EQ(users.foreign_keys[0].on_delete, "cascade");
}

TEST(DdlDialectsTest, MysqlAlterTableWithSeveralCommands) {
  const Schema schema = Parse(R"(
      CREATE TABLE `t` (`id` int(11), `a` int(11)) ENGINE=InnoDB;
      ALTER TABLE `t` ADD PRIMARY KEY (`id`), ADD UNIQUE KEY `u` (`a`), ADD KEY `k` (`a`);
      ALTER TABLE `t` MODIFY `a` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=5;)");
  ASSERT_THAT(schema.tables, SizeIs(1));
  EXPECT_THAT(schema.tables[0].primary_key, ElementsAre("id"));
  EXPECT_FALSE(schema.tables[0].columns[1].nullable);
  EXPECT_THAT(schema.tables[0].uniques, SizeIs(1));
  EXPECT_THAT(schema.tables[0].indexes, SizeIs(1));
}

TEST(DdlDialectsTest, SqliteSchema) {
  const Schema schema = Parse(R"(
      CREATE TABLE IF NOT EXISTS "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "name" varchar DEFAULT 'x' NOT NULL COLLATE NOCASE, "n" INTEGER(4) DEFAULT "none", anything,
        [odd name] UNSIGNED BIG INT, user text UNIQUE ON CONFLICT REPLACE, 'quoted' eg of words(3),
        PRIMARY_REF integer REFERENCES users ON DELETE SET NULL, CHECK ([odd name] > 0)) STRICT;
      CREATE INDEX `by_name` ON `users` (`name` COLLATE NOCASE);
      CREATE UNIQUE INDEX part ON users (name) WHERE n IS NOT NULL;
      CREATE TABLE w (a TEXT PRIMARY KEY, b) WITHOUT ROWID;)");
  ASSERT_THAT(schema.tables, SizeIs(2));
  const Table& users = schema.tables[0];
  EXPECT_THAT(Types(users), ElementsAre("integer", "varchar", "integer", "any", "bigint", "text",
                                        "eg of words(3)", "integer"));
  EXPECT_EQ(users.columns[4].name, "odd name");
  EXPECT_EQ(users.columns[5].name, "user");
  EXPECT_EQ(users.columns[6].name, "quoted");
  EXPECT_EQ(users.columns[2].default_sql, "'none'");
  EXPECT_THAT(users.primary_key, ElementsAre("id"));
  ASSERT_THAT(users.uniques, SizeIs(2));
  EXPECT_THAT(users.uniques[0].columns, ElementsAre("user"));
  EXPECT_EQ(users.uniques[1].where, "n IS NOT NULL");
  ASSERT_THAT(users.foreign_keys, SizeIs(1));
  EXPECT_THAT(users.foreign_keys[0].ref_columns, ElementsAre("id"));
  ASSERT_THAT(users.checks, SizeIs(1));
  EXPECT_EQ(users.checks[0].sql, "\"odd name\" > 0");
  EXPECT_THAT(users.indexes, SizeIs(2));
  EXPECT_THAT(schema.tables[1].primary_key, ElementsAre("a"));
}

TEST(DdlDialectsTest, TypesOfTextHaveNoLimitInSqlite) {
  const std::string table = "CREATE TABLE t (a text(2), b varchar(9) NOT NULL, c numeric(8,2), d integer(3))";
  EXPECT_THAT(Types(Parse(table + " WITHOUT ROWID").tables[0]),
              ElementsAre("text", "varchar", "numeric(8,2)", "integer"));
  EXPECT_THAT(Types(Parse("PRAGMA foreign_keys=OFF;" + table).tables[0]),
              ElementsAre("text", "varchar", "numeric(8,2)", "integer"));
  EXPECT_THAT(Types(Parse(table).tables[0]), ElementsAre("text(2)", "varchar(9)", "numeric(8,2)", "integer"));
}

TEST(DdlDialectsTest, ColumnsNamedLikeClausesStayColumns) {
  const Schema schema =
      Parse("CREATE TABLE `t` (key varchar(10) NOT NULL, index int(3), comment text COMMENT 'c')");
  ASSERT_THAT(schema.tables, SizeIs(1));
  EXPECT_THAT(schema.tables[0].columns, SizeIs(3));
  EXPECT_THAT(schema.tables[0].indexes, IsEmpty());
}

TEST(DdlDialectsTest, NamesResolveWithoutRegardToCaseInForeignKeysOnly) {
  const Schema schema = Parse(R"(CREATE TABLE "Student" ("StuID" integer PRIMARY KEY);
                                 CREATE TABLE pet (owner integer REFERENCES student (stuid));)");
  ASSERT_THAT(schema.tables[1].foreign_keys, SizeIs(1));
  EXPECT_EQ(schema.tables[1].foreign_keys[0].ref_table, "Student");
  EXPECT_THAT(schema.tables[1].foreign_keys[0].ref_columns, ElementsAre("StuID"));
  EXPECT_EQ(schema.Find("student"), nullptr);
}

}  // namespace
}  // namespace tacit::sql
