// What ALTER TABLE takes away, in every spelling: a constraint that is gone must not be believed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/sql/ddl.h"

namespace tacit::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ParsedDdl Parse(const std::string& ddl) {
  Result<ParsedDdl> parsed = ParseDdl(ddl);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  return parsed.ok() ? *parsed : ParsedDdl();
}

// Table "a" after one more statement.
ParsedDdl After(const std::string& statement) {
  return Parse(R"(CREATE TABLE `a` (`id` int(11) NOT NULL, `email` varchar(10) NOT NULL DEFAULT 'x',
                    `kind` enum('p','q') NOT NULL, `n` int, PRIMARY KEY (`id`),
                    CONSTRAINT `uq` UNIQUE(`email`), CONSTRAINT `fk` FOREIGN KEY (`n`) REFERENCES `a` (`id`),
                    CONSTRAINT `positive` CHECK (`n` > 0));)" +
               statement);
}

Table TableAfter(const std::string& statement) {
  const ParsedDdl parsed = After(statement);
  EXPECT_THAT(parsed.doubts, IsEmpty()) << statement;
  EXPECT_THAT(parsed.schema.tables, SizeIs(1)) << statement;
  return parsed.schema.tables.empty() ? Table() : parsed.schema.tables[0];
}

const Column& ColumnOf(const Table& table, const std::string& name) {
  static const Column kNone;
  const int ordinal = table.ColumnOrdinal(name);
  EXPECT_GE(ordinal, 0) << name;
  return ordinal < 0 ? kNone : table.columns[static_cast<std::size_t>(ordinal)];
}

TEST(DdlAlterTest, ModifyGivesTheWholeDefinition) {
  const Table relaxed = TableAfter("ALTER TABLE `a` MODIFY COLUMN `email` varchar(40)");
  EXPECT_EQ(ColumnOf(relaxed, "email").type, "varchar(40)");
  EXPECT_TRUE(ColumnOf(relaxed, "email").nullable);
  EXPECT_EQ(ColumnOf(relaxed, "email").default_sql, std::nullopt);
  EXPECT_THAT(relaxed.uniques, SizeIs(1));

  const Table kept = TableAfter("ALTER TABLE `a` MODIFY `n` bigint(20) unsigned NOT NULL DEFAULT '5' FIRST");
  EXPECT_EQ(ColumnOf(kept, "n").type, "bigint");
  EXPECT_FALSE(ColumnOf(kept, "n").nullable);
  EXPECT_EQ(ColumnOf(kept, "n").default_sql, "'5'");

  EXPECT_TRUE(
      ColumnOf(TableAfter("ALTER TABLE a MODIFY email varchar(9) NULL DEFAULT NULL"), "email").nullable);
  EXPECT_FALSE(ColumnOf(TableAfter("ALTER TABLE a MODIFY id bigint"), "id").nullable);
}

TEST(DdlAlterTest, AnotherListOfValuesReplacesTheFirst) {
  const Table table = TableAfter("ALTER TABLE `a` MODIFY `kind` enum('p','q','r') NOT NULL");
  ASSERT_THAT(table.checks, SizeIs(2));
  EXPECT_EQ(table.checks[1].sql, "kind IN ('p','q','r')");
  EXPECT_THAT(TableAfter("ALTER TABLE `a` MODIFY `kind` text").checks, SizeIs(1));
}

TEST(DdlAlterTest, ChangeRenamesToo) {
  const Table table = TableAfter("ALTER TABLE `a` CHANGE COLUMN `email` `mail` varchar(99) AFTER `id`");
  EXPECT_EQ(table.ColumnOrdinal("email"), -1);
  EXPECT_EQ(ColumnOf(table, "mail").type, "varchar(99)");
  EXPECT_TRUE(ColumnOf(table, "mail").nullable);
  EXPECT_THAT(table.uniques[0].columns, ElementsAre("mail"));
}

TEST(DdlAlterTest, WhatIsDroppedIsGone) {
  for (const char* statement :
       {"ALTER TABLE `a` DROP INDEX `uq`", "ALTER TABLE a DROP KEY uq",
        "ALTER TABLE `a` DROP CONSTRAINT `uq`", "DROP INDEX `uq` ON `a`", "DROP INDEX `uq`",
        "ALTER TABLE A DROP INDEX UQ", "ALTER TABLE `a` DROP COLUMN `email`", "ALTER TABLE `a` DROP `email`",
        "ALTER TABLE `a` ADD `x` int, DROP INDEX `uq`, ADD `y` int"}) {
    EXPECT_THAT(TableAfter(statement).uniques, IsEmpty()) << statement;
  }
  EXPECT_THAT(TableAfter("ALTER TABLE `a` DROP FOREIGN KEY `fk`").foreign_keys, IsEmpty());
  EXPECT_THAT(TableAfter("ALTER TABLE `a` DROP CHECK `positive`").checks, SizeIs(1));
  EXPECT_THAT(TableAfter("ALTER TABLE `a` ALTER CHECK `positive` NOT ENFORCED").checks, SizeIs(1));
  EXPECT_THAT(TableAfter("ALTER TABLE `a` DROP PRIMARY KEY").primary_key, IsEmpty());
  EXPECT_THAT(TableAfter("ALTER TABLE `a` DROP PRIMARY KEY, ADD PRIMARY KEY (`email`)").primary_key,
              ElementsAre("email"));
}

TEST(DdlAlterTest, OneTablesIndexIsNotAnothers) {
  const ParsedDdl parsed =
      After("CREATE TABLE `b` (`x` int, UNIQUE KEY `uq` (`x`)); DROP INDEX `uq` ON `a`;");
  EXPECT_THAT(parsed.schema.Find("a")->uniques, IsEmpty());
  EXPECT_THAT(parsed.schema.Find("b")->uniques, SizeIs(1));
}

TEST(DdlAlterTest, RenamesAreFollowed) {
  for (const char* statement : {"ALTER TABLE `a` RENAME TO `b`", "ALTER TABLE `a` RENAME `b`",
                                "ALTER TABLE `a` RENAME AS `b`", "RENAME TABLE `a` TO `b`"}) {
    const Table table = TableAfter(statement);
    EXPECT_EQ(table.name, "b") << statement;
    EXPECT_EQ(table.foreign_keys[0].ref_table, "b") << statement;
  }
  EXPECT_THAT(TableAfter("ALTER TABLE `a` RENAME COLUMN `email` TO `mail`").uniques[0].columns,
              ElementsAre("mail"));
  EXPECT_THAT(TableAfter("ALTER TABLE `a` RENAME INDEX `uq` TO `u2`; DROP INDEX `u2` ON `a`").uniques,
              IsEmpty());
  EXPECT_THAT(TableAfter("ALTER TABLE `a` RENAME INDEX `uq` TO `u2`; DROP INDEX `uq` ON `a`").uniques,
              SizeIs(1));
}

TEST(DdlAlterTest, APrimaryKeyGoesByItsNameAndKeepsItWhenTheTableIsRenamed) {
  for (
      const char* ddl :
      {R"(CREATE TABLE a (id int, CONSTRAINT "PK_1" PRIMARY KEY (id)); ALTER TABLE a DROP CONSTRAINT "PK_1")",
       R"(CREATE TABLE a (id int CONSTRAINT pk1 PRIMARY KEY); ALTER TABLE a DROP CONSTRAINT pk1)",
       "CREATE TABLE a (id int PRIMARY KEY); ALTER TABLE a RENAME TO b; ALTER TABLE b DROP CONSTRAINT a_pkey",
       "CREATE TABLE a (id int PRIMARY KEY); ALTER INDEX a_pkey RENAME TO x; ALTER TABLE a DROP CONSTRAINT "
       "x"}) {
    const ParsedDdl parsed = Parse(ddl);
    ASSERT_THAT(parsed.schema.tables, SizeIs(1));
    EXPECT_THAT(parsed.schema.tables[0].primary_key, IsEmpty()) << ddl;
  }
  const ParsedDdl other = Parse("CREATE TABLE a (id int PRIMARY KEY); ALTER TABLE a DROP CONSTRAINT other");
  EXPECT_THAT(other.schema.tables[0].primary_key, SizeIs(1));
}

TEST(DdlAlterTest, SqliteRebuildsATable) {
  const ParsedDdl parsed = Parse(R"(
      CREATE TABLE `x` (`id` integer PRIMARY KEY, `type` text NOT NULL);
      CREATE TABLE `y` (`x_id` integer REFERENCES `x`(`id`));
      PRAGMA foreign_keys=OFF;
      CREATE TABLE `__new_x` (`id` integer PRIMARY KEY, `type` text, `n` integer,
        CONSTRAINT "kinds" CHECK("__new_x"."type" in ('a', 'b')));
      INSERT INTO `__new_x`("id", "type") SELECT "id", "type" FROM `x`;
      DROP TABLE `x`;
      ALTER TABLE `__new_x` RENAME TO `x`;
      CREATE UNIQUE INDEX `one` ON `x` (`type`) WHERE "x"."n" > 0;)");
  ASSERT_THAT(parsed.schema.tables, SizeIs(2));
  const Table* x = parsed.schema.Find("x");
  ASSERT_NE(x, nullptr);
  EXPECT_TRUE(x->columns[1].nullable);
  EXPECT_THAT(x->primary_key, ElementsAre("id"));
  ASSERT_THAT(x->checks, SizeIs(1));
  EXPECT_EQ(x->checks[0].sql, "x.\"type\" in ('a', 'b')");
  EXPECT_THAT(x->uniques, SizeIs(1));
  EXPECT_EQ(parsed.schema.Find("y")->foreign_keys[0].ref_table, "x");
}

TEST(DdlAlterTest, WhatIsNotUnderstoodLeavesNothingToBelieve) {
  const ParsedDdl parsed = After("\n\nALTER TABLE `a` ADD `x` int, TURN `email` INSIDE OUT;");
  const Table& table = parsed.schema.tables[0];
  ASSERT_THAT(parsed.doubts, SizeIs(1));
  EXPECT_EQ(parsed.doubts[0].line, 6);
  EXPECT_THAT(parsed.doubts[0].message, HasSubstr("INSIDE OUT"));
  EXPECT_GE(table.ColumnOrdinal("x"), 0);
  EXPECT_THAT(table.uniques, IsEmpty());
  EXPECT_THAT(table.checks, IsEmpty());
  EXPECT_THAT(table.primary_key, IsEmpty());
  EXPECT_THAT(table.foreign_keys, IsEmpty());
  EXPECT_TRUE(ColumnOf(table, "email").nullable);
  EXPECT_EQ(ColumnOf(table, "email").type, "varchar");
}

TEST(DdlAlterTest, WhatABlockMayTakeAwayIsGone) {
  const Table table = TableAfter(R"(DO $$ BEGIN
      IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'positive') THEN
        ALTER TABLE a DROP CONSTRAINT positive, ALTER email DROP NOT NULL, ADD CONSTRAINT m CHECK (n > 9);
      END IF;
      DROP INDEX IF EXISTS uq;
    END $$;)");
  EXPECT_THAT(table.checks, SizeIs(1));  // the enum's, neither the one dropped nor the one added
  EXPECT_THAT(table.uniques, IsEmpty());
  EXPECT_TRUE(ColumnOf(table, "email").nullable);
  EXPECT_THAT(table.primary_key, SizeIs(1));
  EXPECT_THAT(table.foreign_keys, SizeIs(1));
}

// Drizzle's spelling of "add it where it is not there yet".
TEST(DdlAlterTest, WhatABlockMayAddIsNotThereAndTakesNothingAway) {
  const Table table = TableAfter(R"(DO $body$ BEGIN
      ALTER TABLE "a" ADD CONSTRAINT "m" CHECK (n > 9);
      EXECUTE 'ALTER TABLE a ALTER n SET NOT NULL';
      EXECUTE format('COMMENT ON TABLE %I IS %L', 'a', 'rows');
    EXCEPTION WHEN duplicate_object THEN null; END $body$;)");
  EXPECT_THAT(table.checks, SizeIs(2));
  EXPECT_THAT(table.uniques, SizeIs(1));
  EXPECT_TRUE(ColumnOf(table, "n").nullable);
}

TEST(DdlAlterTest, ABlockThatIsNotUnderstoodLeavesNothingToBelieve) {
  for (const char* code : {"ALTER TABLE a ALTER COLUMN n TYPE text", "ALTER TABLE a RENAME email TO mail",
                           "EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', t, c)", "EXECUTE statement",
                           "EXECUTE 'ALTER TABLE a RENAME email TO mail'", "ALTER TYPE kind RENAME TO k"}) {
    const ParsedDdl doubted = After(std::string("DO $$ BEGIN ") + code + "; END $$ LANGUAGE plpgsql");
    EXPECT_THAT(doubted.doubts, SizeIs(1)) << code;
    EXPECT_THAT(doubted.schema.tables[0].uniques, IsEmpty()) << code;
    EXPECT_TRUE(ColumnOf(doubted.schema.tables[0], "email").nullable) << code;
  }
}

TEST(DdlAlterTest, OptionsSayNothing) {
  const Table table = TableAfter(
      "ALTER TABLE `a` ENGINE=InnoDB DEFAULT CHARSET=utf8mb4, AUTO_INCREMENT=5, CONVERT TO CHARACTER SET "
      "utf8, "
      "ALTER INDEX `uq` INVISIBLE, ALGORITHM=INPLACE, LOCK=NONE");
  EXPECT_THAT(table.uniques, SizeIs(1));
  EXPECT_THAT(table.primary_key, SizeIs(1));
}

TEST(DdlAlterTest, ADroppedTableTakesTheReferencesToIt) {
  const std::string two = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (x int REFERENCES a);";
  EXPECT_THAT(Parse(two + "DROP TABLE a CASCADE; CREATE TABLE a (id int PRIMARY KEY);")
                  .schema.Find("b")
                  ->foreign_keys,
              IsEmpty());
  EXPECT_THAT(Parse(two).schema.Find("b")->foreign_keys, SizeIs(1));
}

TEST(DdlAlterTest, AnotherTypeIsNoDomainAnyMore) {
  const std::string domain = "CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TABLE t (a d);";
  EXPECT_THAT(Parse(domain).schema.tables[0].checks, SizeIs(1));
  EXPECT_THAT(Parse(domain + "ALTER TABLE t ALTER COLUMN a TYPE bigint;").schema.tables[0].checks, IsEmpty());
}

}  // namespace
}  // namespace tacit::sql
