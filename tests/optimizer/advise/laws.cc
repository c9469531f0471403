#include "tests/optimizer/advise/laws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tacit/advisor.h"
#include "tests/catalogue/evaluator.h"
#include "tests/optimizer/advise/people.h"

namespace tacit::testing {
namespace {

// Whole numbers that have no place in an integer column of PostgreSQL.
bool Applies(const Kept& kept, const Connection& db) {
  return db.dialect() == Dialect::kSqlite || kept.constraint.id != "range.integer";
}

std::string Literal(const Value& value) {
  if (IsNull(value)) return "NULL";
  if (const auto* i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&value)) return std::to_string(*d);
  return "'" + std::get<std::string>(value) + "'";
}

class RandomConstraints {
 public:
  explicit RandomConstraints(std::uint64_t seed) : random_(seed) {}

  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool Coin() { return Below(2) == 0; }

  Value Text() {
    const std::vector<Value> texts = {Value(), "", "  ", "a", "A", "ab", "b"};
    return texts[static_cast<std::size_t>(Below(7))];
  }
  Value Number() {
    const std::vector<Value> numbers = {Value(),         std::int64_t{-1}, std::int64_t{0},
                                        std::int64_t{1}, std::int64_t{2},  1.5};
    return numbers[static_cast<std::size_t>(Below(6))];
  }
  SmallRow Row() { return {Text(), Number()}; }

  Constraint Make(bool formats) {
    using enum ConstraintKind;
    constexpr std::array kKinds = {kNotNull, kUnique, kUnique, kLength,     kRange,
                                   kOneOf,   kNoneOf, kFormat, kForeignKey, kCheck};
    Constraint c{.kind = kKinds[static_cast<std::size_t>(Below(10))], .table = "t"};
    if (c.kind == kFormat && !formats) c.kind = kLength;
    c.nulls = static_cast<NullPolicy>(Below(3));
    const bool text =
        c.kind == kLength || c.kind == kFormat || (c.kind != kRange && c.kind != kForeignKey && Coin());
    c.columns = {text ? "x" : "y"};
    // "Blank" is said of texts.
    if (!text && c.nulls == NullPolicy::kBlankAllowed) c.nulls = NullPolicy::kAllowed;
    if (Below(3) == 0)
      c.condition = Condition{.text = Below(3) == 0 ? "y > 0" : Coin() ? "y IS NULL" : "x = 'a'"};
    SetDetail(c, text);
    return c;
  }

 private:
  void SetDetail(Constraint& c, bool text) {
    switch (c.kind) {
      case ConstraintKind::kUnique:
        if (Coin()) c.columns.push_back(text ? "y" : "x");
        c.detail = UniqueDetail{.case_sensitive = !text || Coin(), .nulls_equal = Coin()};
        break;
      case ConstraintKind::kLength: c.detail = LengthDetail{.min = Below(2), .max = 1 + Below(2)}; break;
      case ConstraintKind::kRange:
        c.detail = RangeDetail{.min = Value(std::int64_t{0}), .min_exclusive = Coin(), .integer = Coin()};
        break;
      case ConstraintKind::kOneOf:
      case ConstraintKind::kNoneOf:
        c.detail = text ? ValuesDetail{{Value("a"), Value("b")}}
                        : ValuesDetail{{Value(std::int64_t{1}), Value(1.5)}};
        break;
      case ConstraintKind::kFormat: c.detail = FormatDetail{.regex = "\\Aa", .dialect = "ruby"}; break;
      case ConstraintKind::kForeignKey:
        c.detail = ForeignKeyDetail{.ref_table = "r", .ref_columns = {"id"}};
        break;
      case ConstraintKind::kCheck: c.detail = CheckDetail{text ? "x = 'a'" : "y > 0"}; break;
      default: c.nulls = NullPolicy::kRejected;
    }
  }

  std::mt19937_64 random_;
};

// A row that breaks the constraint by itself, or together with another that does not.
std::int64_t CountViolations(const SmallDatabase& all, const Constraint& c) {
  const auto satisfied = [&](std::vector<SmallRow> rows) {
    return Satisfies({.rows = std::move(rows), .ids = all.ids}, c);
  };
  std::int64_t count = 0;
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    bool broken = !satisfied({all.rows[i]});
    for (std::size_t j = 0; j < all.rows.size() && !broken; ++j) {
      broken = i != j && satisfied({all.rows[j]}) && !satisfied({all.rows[i], all.rows[j]});
    }
    if (broken) ++count;
  }
  return count;
}

Catalogue SmallCatalogue() {
  Table t{.name = "t", .columns = {{.name = "x", .type = "text"}, {.name = "y", .type = "numeric"}}};
  Table r{.name = "r", .columns = {{.name = "id", .type = "integer", .nullable = false}}};
  r.primary_key = {"id"};
  Catalogue catalogue;
  catalogue.schema.tables = {t, r};
  return catalogue;
}

}  // namespace

void ExpectKeptAndBroken(const OpenPeople& open) {
  const auto check = [&](const Kept& kept, const std::vector<std::string>& inserts) {
    const std::unique_ptr<Connection> db = open(inserts);
    Catalogue catalogue = People();
    catalogue.constraints = {kept.constraint};
    const auto checked = CheckConstraints(catalogue, *db);
    EXPECT_TRUE(checked.ok()) << checked.status().message();
    return checked.ok() && checked->size() == 1 ? checked->front() : CheckedConstraint();
  };
  for (const Kept& kept : EveryKind()) {
    if (!Applies(kept, *open({}))) continue;
    EXPECT_EQ(check(kept, {}).result, CheckResult::kHolds) << kept.constraint.id << " of no row at all";
    const CheckedConstraint holds = check(kept, kept.keeps);
    EXPECT_EQ(holds.result, CheckResult::kHolds) << kept.constraint.id << ": " << holds.query << holds.reason;
    std::vector<std::string> inserts = kept.keeps;
    inserts.push_back(kept.breaks);
    const CheckedConstraint broken = check(kept, inserts);
    EXPECT_EQ(broken.result, CheckResult::kViolated)
        << kept.constraint.id << ": " << broken.query << broken.reason;
    EXPECT_EQ(broken.violations, kept.constraint.kind == ConstraintKind::kUnique && kept.pair ? 2 : 1)
        << kept.constraint.id;
    ASSERT_FALSE(broken.examples.empty()) << kept.constraint.id;
    EXPECT_EQ(broken.examples[0].size(), broken.example_columns.size());
    const auto db = open(inserts);
    const auto shown = db->Run(broken.query);
    ASSERT_TRUE(shown.ok()) << broken.query << ": " << shown.status().message();
    EXPECT_EQ(shown->rows.size(), broken.examples.size());
  }
}

void ExpectCountsOfTheOracle(Connection& db, bool formats) {
  constexpr int kRounds = 25;
  constexpr int kConstraints = 40;
  ASSERT_TRUE(db.Execute("CREATE TABLE t (x text, y numeric); CREATE TABLE r (id integer PRIMARY KEY)").ok());
  RandomConstraints random(20'261'122);
  int violated = 0;
  for (int round = 0; round < kRounds; ++round) {
    SmallDatabase rows;
    std::string fill = "DELETE FROM t; DELETE FROM r;";
    for (int i = random.Below(9); i > 0; --i) {
      rows.rows.push_back(random.Row());
      fill +=
          "INSERT INTO t VALUES (" + Literal(rows.rows.back().x) + ", " + Literal(rows.rows.back().y) + ");";
    }
    for (const std::int64_t id : {-1, 1, 2}) {
      if (random.Coin()) continue;
      rows.ids.insert(id);
      fill += "INSERT INTO r VALUES (" + std::to_string(id) + ");";
    }
    ASSERT_TRUE(db.Execute(fill).ok()) << fill;
    Catalogue catalogue = SmallCatalogue();
    for (int i = 0; i < kConstraints; ++i) {
      catalogue.constraints.push_back(random.Make(formats));
      catalogue.constraints.back().id = std::to_string(i);
    }
    const auto checked = CheckConstraints(catalogue, db);
    ASSERT_TRUE(checked.ok()) << checked.status().message();
    for (std::size_t i = 0; i < checked->size(); ++i) {
      const CheckedConstraint& answer = (*checked)[i];
      const std::int64_t expected = CountViolations(rows, catalogue.constraints[i]);
      ASSERT_EQ(answer.violations, expected) << answer.query << "\n" << answer.reason << "\n" << fill;
      ASSERT_EQ(answer.result, expected == 0 ? CheckResult::kHolds : CheckResult::kViolated) << answer.reason;
      if (expected > 0) ++violated;
    }
  }
  EXPECT_GT(violated, kRounds * kConstraints / 10);
  EXPECT_LT(violated, kRounds * kConstraints * 9 / 10);
}

void ExpectPolymorphicReferences(Connection& db) {
  ASSERT_TRUE(
      db.Execute(
            "CREATE TABLE posts (id integer PRIMARY KEY); CREATE TABLE old_news (id integer PRIMARY KEY);"
            "CREATE TABLE notes (id integer PRIMARY KEY, about_id integer, about_type text);"
            "INSERT INTO posts VALUES (1), (2); INSERT INTO old_news VALUES (7);"
            "INSERT INTO notes VALUES (1, 1, 'Post'), (2, 7, 'News'), (3, NULL, 'Post'), (4, 9, NULL)")
          .ok());
  Catalogue catalogue;
  const auto schema = db.ReadSchema();
  ASSERT_TRUE(schema.ok());
  catalogue.schema = *schema;
  Constraint polymorphic{.id = "p",
                         .kind = ConstraintKind::kForeignKey,
                         .table = "notes",
                         .columns = {"about_id", "about_type"}};
  polymorphic.detail = ForeignKeyDetail{.ref_table = "", .ref_columns = {}, .type_column = "about_type"};
  Constraint news{.id = "n", .kind = ConstraintKind::kForeignKey, .table = "notes", .columns = {"about_id"}};
  news.detail = ForeignKeyDetail{.ref_table = "old_news", .ref_columns = {"id"}};
  const auto check = [&] {
    const auto checked = CheckConstraints(catalogue, db);
    EXPECT_TRUE(checked.ok()) << checked.status().message();
    return checked.ok() ? checked->front() : CheckedConstraint();
  };
  catalogue.constraints = {polymorphic};
  EXPECT_EQ(check().result, CheckResult::kUnknown) << "nothing says where News are kept";
  EXPECT_THAT(check().reason, ::testing::HasSubstr("News"));
  news.condition = Condition{.text = "about_type = 'News'"};
  catalogue.constraints = {polymorphic, news};
  EXPECT_EQ(check().result, CheckResult::kHolds) << check().query << check().reason;
  ASSERT_TRUE(db.Execute("INSERT INTO notes VALUES (5, 7, 'Post'), (6, 1, 'News'), (8, 2, 'News')").ok());
  const CheckedConstraint broken = check();
  EXPECT_EQ(broken.violations, 3);
  EXPECT_EQ(db.Run(broken.query)->rows.size(), 3U) << broken.query;
}

}  // namespace tacit::testing
