// What a schema keeps of what was read, and what it says of the rest.
#include "analyzer/facts/sound_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/catalogue.h"

namespace tacit::analyze {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Table Users() {
  Table users;
  users.name = "users";
  users.columns = {{.name = "id", .type = "integer"}, {.name = "nick", .type = "text"}};
  users.primary_key = {"id"};
  users.uniques = {{.name = "one", .columns = {"nick"}}};
  users.foreign_keys = {{.name = "up", .columns = {"id"}, .ref_table = "users", .ref_columns = {"id"}}};
  users.indexes = {{.name = "by_lower", .columns = {"lower(nick)"}}};
  return users;
}

std::vector<std::string> Messages(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> messages;
  for (const Diagnostic& diagnostic : diagnostics) messages.push_back(diagnostic.message);
  return messages;
}

// The law: what is left can be written and read again.
void ExpectCanBeReadAgain(const Schema& schema) {
  const std::string json = FormatCatalogue(MergeCatalogue({}, schema, {}, {}));
  const auto again = ParseCatalogue(json, "again");
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(FormatCatalogue(*again), json);
}

TEST(SoundSchema, KeepsWhatHangsTogether) {
  Schema schema{{Users()}};
  EXPECT_THAT(DropImpossibleParts(schema, "app"), IsEmpty());
  EXPECT_THAT(schema.tables[0].primary_key, ElementsAre("id"));
  EXPECT_EQ(schema.tables[0].uniques.size(), 1U);
  EXPECT_EQ(schema.tables[0].foreign_keys.size(), 1U);
  EXPECT_EQ(schema.tables[0].indexes.size(), 1U);
  ExpectCanBeReadAgain(schema);
}

TEST(SoundSchema, DropsKeysOverColumnsThatNothingAdds) {
  Schema schema{{Users()}};
  Table& users = schema.tables[0];
  users.primary_key = {"id", "gone"};
  users.uniques.push_back({.name = "two", .columns = {"nick", "absent"}});
  users.foreign_keys[0].columns = {"lost"};
  EXPECT_THAT(
      Messages(DropImpossibleParts(schema, "app")),
      ElementsAre(
          HasSubstr("the primary key of table users: no statement that was understood adds its column gone"),
          HasSubstr("a unique key of table users: no statement that was understood adds its column absent"),
          HasSubstr("a foreign key of table users: no statement that was understood adds its column lost")));
  EXPECT_THAT(users.primary_key, IsEmpty());
  ASSERT_EQ(users.uniques.size(), 1U);
  EXPECT_EQ(users.uniques[0].name, "one");
  EXPECT_THAT(users.foreign_keys, IsEmpty());
  ExpectCanBeReadAgain(schema);
}

TEST(SoundSchema, DropsSecondTablesAndColumnsOfAName) {
  Table users = Users();
  users.columns.push_back({.name = "nick", .type = "integer"});
  Schema schema{{users, Users()}};
  EXPECT_THAT(Messages(DropImpossibleParts(schema, "app")),
              ElementsAre(HasSubstr("found users again"), HasSubstr("found nick again")));
  ASSERT_EQ(schema.tables.size(), 1U);
  ASSERT_EQ(schema.tables[0].columns.size(), 2U);
  EXPECT_EQ(schema.tables[0].columns[1].type, "text");
  ExpectCanBeReadAgain(schema);
}

TEST(SoundSchema, SaysItInOneLine) {
  Schema schema{{Users()}};
  schema.tables[0].primary_key = {"a\nb"};
  const auto diagnostics = DropImpossibleParts(schema, "app");
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].file, "app");
  EXPECT_THAT(diagnostics[0].message, HasSubstr("a b"));
}

}  // namespace
}  // namespace tacit::analyze
