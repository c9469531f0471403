#include "tests/optimizer/advise/people.h"

#include <gtest/gtest.h>

namespace tacit::testing {
namespace {

std::string Insert(const std::string& columns, const std::string& values) {
  return "INSERT INTO people (" + columns + ") VALUES (" + values + ")";
}

Kept Case(std::string id, Constraint constraint, std::vector<std::string> keeps, std::string breaks) {
  constraint.id = std::move(id);
  return {.constraint = std::move(constraint), .keeps = std::move(keeps), .breaks = std::move(breaks)};
}

Constraint When(Constraint constraint, std::string condition) {
  constraint.condition = Condition{.text = std::move(condition)};
  return constraint;
}

void AddRowKinds(std::vector<Kept>& all) {
  using enum ConstraintKind;
  const std::string null_name = Insert("name", "NULL");
  all.push_back(Case("not_null", Make(kNotNull, {"name"}), {Insert("name", "''")}, null_name));
  all.push_back(Case("not_null.conditional", When(Make(kNotNull, {"name"}), "age > 17"),
                     {Insert("name, age", "NULL, 17"), null_name}, Insert("name, age", "NULL, 18")));
  const LengthDetail length{.min = 2, .max = 4};
  all.push_back(Case("length", Make(kLength, {"name"}, length),
                     {Insert("name", "'ab'"), Insert("name", "'éèêë'"), null_name},
                     Insert("name", "'abcde'")));
  all.push_back(Case("length.min", Make(kLength, {"name"}, length), {}, Insert("name", "''")));
  all.push_back(Case("length.blank", Make(kLength, {"name"}, length, NullPolicy::kBlankAllowed),
                     {Insert("name", "''"), Insert("name", "'     '"), null_name}, Insert("name", "'a'")));
  all.push_back(Case("length.null", Make(kLength, {"name"}, length, NullPolicy::kRejected),
                     {Insert("name", "'ab'")}, null_name));
  const RangeDetail range{
      .min = Value(std::int64_t{0}), .max = Value(std::int64_t{9}), .max_exclusive = true, .integer = true};
  all.push_back(Case("range", Make(kRange, {"age"}, range),
                     {Insert("age", "0"), Insert("age", "8"), Insert("age", "NULL")}, Insert("age", "9")));
  all.push_back(
      Case("range.integer", Make(kRange, {"age"}, range), {Insert("age", "3")}, Insert("age", "3.5")));
  const ValuesDetail states{{Value("on"), Value("o'ff")}};
  all.push_back(Case("one_of", Make(kOneOf, {"state"}, states),
                     {Insert("state", "'on'"), Insert("state", "'o''ff'"), Insert("state", "NULL")},
                     Insert("state", "'ON'")));
  all.push_back(Case("one_of.null", Make(kOneOf, {"state"}, states, NullPolicy::kRejected), {},
                     Insert("state", "NULL")));
  all.push_back(Case("one_of.boolean", Make(kOneOf, {"active"}, ValuesDetail{{Value(true)}}),
                     {Insert("active", "'1'")}, Insert("active", "'0'")));
  all.push_back(Case("none_of", Make(kNoneOf, {"state"}, states),
                     {Insert("state", "'ON'"), Insert("state", "NULL")}, Insert("state", "'on'")));
  all.push_back(Case("check", Make(kCheck, {"age", "boss_id"}, CheckDetail{"age < 100 OR boss_id IS NULL"}),
                     {Insert("age, boss_id", "200, NULL"), Insert("age, boss_id", "NULL, 1")},
                     Insert("age, boss_id", "200, 1")));
}

void AddKeys(std::vector<Kept>& all) {
  using enum ConstraintKind;
  const std::string two_nulls = "INSERT INTO people (name) VALUES (NULL), (NULL)";
  all.push_back(Case("unique", Make(kUnique, {"name"}, UniqueDetail{}),
                     {Insert("name", "'a'"), Insert("name", "'A'"), two_nulls}, Insert("name", "'a'")));
  all.push_back(Case("unique.case", Make(kUnique, {"name", "age"}, UniqueDetail{.case_sensitive = false}),
                     {Insert("name, age", "'a', 1"), Insert("name, age", "'A', 2"), two_nulls},
                     Insert("name, age", "'A', 1")));
  all.push_back(Case("unique.nulls", Make(kUnique, {"name", "age"}, UniqueDetail{.nulls_equal = true}),
                     {Insert("name, age", "NULL, 1"), Insert("name, age", "'a', NULL"),
                      Insert("name, age", "NULL, NULL"), Insert("name, age", "'a', 1")},
                     Insert("name, age", "NULL, 1")));
  all.push_back(Case("unique.all_null", Make(kUnique, {"name", "age"}, UniqueDetail{.nulls_equal = true}),
                     {Insert("name, age", "NULL, NULL")}, Insert("name, age", "NULL, NULL")));
  all.push_back(Case("unique.blank", Make(kUnique, {"name"}, UniqueDetail{}, NullPolicy::kBlankAllowed),
                     {Insert("name", "''"), Insert("name", "''"), two_nulls, Insert("name", "'a'")},
                     Insert("name", "'a'")));
  all.push_back(Case("unique.conditional", When(Make(kUnique, {"name"}, UniqueDetail{}), "active"),
                     {Insert("name, active", "'a', '1'"), Insert("name, active", "'a', '0'"),
                      Insert("name, active", "'a', '0'")},
                     Insert("name, active", "'a', '1'")));
  all.push_back(Case("unique.null", Make(kUnique, {"name"}, UniqueDetail{}, NullPolicy::kRejected),
                     {Insert("name", "'a'")}, Insert("name", "NULL")));
  all.back().pair = false;
}

void AddReferences(std::vector<Kept>& all) {
  using enum ConstraintKind;
  const std::string houses = "INSERT INTO houses (id) VALUES (1), (2)";
  const ForeignKeyDetail to_houses{.ref_table = "houses", .ref_columns = {"id"}};
  const ForeignKeyDetail to_people{.ref_table = "people", .ref_columns = {"id"}};
  all.push_back(Case("foreign_key", Make(kForeignKey, {"boss_id"}, to_houses),
                     {houses, Insert("boss_id", "2"), Insert("boss_id", "NULL")}, Insert("boss_id", "3")));
  all.push_back(Case("foreign_key.self", Make(kForeignKey, {"boss_id"}, to_people),
                     {Insert("id, boss_id", "1, NULL"), Insert("id, boss_id", "2, 1")},
                     Insert("id, boss_id", "3, 4")));
  all.push_back(Case("foreign_key.null", Make(kForeignKey, {"boss_id"}, to_houses, NullPolicy::kRejected),
                     {houses, Insert("boss_id", "2")}, Insert("boss_id", "NULL")));
}

}  // namespace

Catalogue People() {
  Table people{.name = "people"};
  people.columns = {{.name = "id", .type = "integer", .nullable = false},
                    {.name = "name", .type = "varchar(40)"},
                    {.name = "age", .type = "integer"},
                    {.name = "state", .type = "varchar(10)"},
                    {.name = "boss_id", .type = "integer"},
                    {.name = "email", .type = "text", .nullable = true, .default_sql = "'none'"},
                    {.name = "active", .type = "boolean"}};
  people.primary_key = {"id"};
  people.indexes = {{.name = "people_by_age", .columns = {"age"}}};
  Table houses{.name = "houses"};
  houses.columns = {{.name = "id", .type = "integer", .nullable = false}};
  houses.primary_key = {"id"};
  Catalogue catalogue;
  catalogue.schema.tables = {people, houses};
  return catalogue;
}

Constraint Make(ConstraintKind kind, std::vector<std::string> columns, ConstraintDetail detail,
                NullPolicy nulls) {
  Constraint c{.kind = kind,
               .table = "people",
               .columns = std::move(columns),
               .detail = std::move(detail),
               .nulls = nulls};
  c.id = std::string(Name(kind));
  if (kind == ConstraintKind::kNotNull) c.nulls = NullPolicy::kRejected;
  return c;
}

std::vector<Kept> EveryKind() {
  std::vector<Kept> all;
  AddRowKinds(all);
  AddKeys(all);
  AddReferences(all);
  return all;
}

std::string PostgresPeople() {
  return R"(
    CREATE TABLE houses (id integer PRIMARY KEY);
    CREATE TABLE people (id serial PRIMARY KEY, name varchar(40), age integer,
      state varchar(10) CHECK (state <> 'a, b)'), boss_id integer, email text DEFAULT 'none', active boolean,
      CONSTRAINT small CHECK (age < 1000));
    CREATE INDEX people_by_age ON people (age);
  )";
}

std::unique_ptr<Connection> Open(const std::vector<std::string>& inserts) {
  auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  EXPECT_TRUE(db.ok());
  const Status made = (*db)->Execute(R"(
    CREATE TABLE houses (id INTEGER PRIMARY KEY);
    CREATE TABLE "people" ( -- who lives (or works) here
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name VARCHAR(40) COLLATE BINARY, age INTEGER, -- in years
      "state" VARCHAR(10) CHECK (state <> 'a, b)'), boss_id INTEGER,
      email TEXT DEFAULT 'none', active BOOLEAN,
      CONSTRAINT small CHECK (age < 1000) /* nobody is older */
    );
    CREATE INDEX people_by_age ON people (age);
    CREATE TABLE log (what TEXT);
    CREATE TRIGGER people_gone AFTER DELETE ON people BEGIN INSERT INTO log VALUES (old.name); END;
    CREATE VIEW adults AS SELECT * FROM people WHERE age > 17;
  )");
  EXPECT_TRUE(made.ok()) << made.message();
  for (const std::string& insert : inserts) {
    const Status status = (*db)->Execute(insert);
    EXPECT_TRUE(status.ok()) << insert << ": " << status.message();
  }
  return *std::move(db);
}

}  // namespace tacit::testing
