#include "src/generator/values.h"

#include <gtest/gtest.h>

#include <set>

#include "src/generator/times.h"
#include "src/generator/tree.h"
#include "src/sql/class_name.h"

namespace tacit::generator {
namespace {

TEST(Times, TextsAndSecondsAreInverse) {
  for (const std::int64_t second : {0LL, 951'782'400LL, 1'735'603'199LL, 1'420'070'400LL, -86'400LL, -1LL}) {
    EXPECT_EQ(SecondsOf(TimestampText(second)), second);
  }
  EXPECT_EQ(DateText(951'782'400), "2000-02-29");
  EXPECT_EQ(TimeText(3'661), "01:01:01");
  for (const std::string text :
       {"", "2024", "2024-13-01", "2023-02-29", "2024-01-01T00", "2024-01-01 10:20"}) {
    EXPECT_FALSE(SecondsOf(text).has_value()) << text;
  }
}

TEST(ValueMaker, UniqueTextsFitTheirColumnAndDoNotRepeat) {
  for (const std::string type : {"varchar(4)", "varchar(12)", "text"}) {
    for (const std::string name : {"email", "token", "title", "homepage"}) {
      if (name == "token" && type == "varchar(4)") continue;  // random: repeats are redrawn by the row
      const ValueMaker maker({.name = name, .type = type, .nullable = false}, {.may_be_null = false}, true);
      Random random(1);
      std::set<Value> seen;
      for (std::size_t row = 0; row < 5'000; ++row) {
        const auto value = maker.Make(random, {.row = row, .rows = 5'000, .attempt = 0});
        ASSERT_TRUE(value.has_value());
        EXPECT_TRUE(maker.Obeys(*value));
        EXPECT_TRUE(seen.insert(*value).second) << type << " " << std::get<std::string>(*value);
      }
    }
  }
}

TEST(Names, ClassesAndTables) {
  Schema schema;
  for (const std::string name : {"wiki_pages", "people", "news", "admin_roles", "statuses"})
    schema.tables.push_back({.name = name});
  EXPECT_EQ(sql::TableOfClass("WikiPage", schema), 0);
  EXPECT_EQ(sql::TableOfClass("Person", schema), 1);
  EXPECT_EQ(sql::TableOfClass("News", schema), 2);
  EXPECT_EQ(sql::TableOfClass("Admin::Role", schema), 3);
  EXPECT_EQ(sql::TableOfClass("Status", schema), 4);
  EXPECT_EQ(sql::TableOfClass("Nobody", schema), -1);
  for (const std::string name : {"WikiPage", "Person", "News", "Status"}) {
    const int table = sql::TableOfClass(name, schema);
    EXPECT_EQ(sql::ClassOfTable(schema.tables[static_cast<std::size_t>(table)].name), name);
  }
}

TEST(MakeTrees, BoundsEncloseDescendantsAndNothingElse) {
  Random random(4);
  for (const bool by_root : {false, true}) {
    const std::vector<TreeRow> tree = MakeTrees(400, by_root, random);
    for (std::size_t i = 0; i < tree.size(); ++i) {
      ASSERT_LT(tree[i].left, tree[i].right);
      for (std::size_t j = 0; j < tree.size(); ++j) {
        if (i == j || (by_root && tree[i].root != tree[j].root)) continue;
        bool ancestor = false;
        for (int up = tree[j].parent; up >= 0; up = tree[static_cast<std::size_t>(up)].parent) {
          ancestor = ancestor || up == static_cast<int>(i);
        }
        EXPECT_EQ(tree[i].left < tree[j].left && tree[j].right < tree[i].right, ancestor);
      }
    }
  }
}

}  // namespace
}  // namespace tacit::generator
