#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/catalogue/evaluator.h"

namespace tacit {
namespace {

using testing::Satisfies;
using testing::SmallDatabase;
using testing::SmallRow;

class RandomCase {
 public:
  explicit RandomCase(std::uint64_t seed) : random_(seed) {}

  Constraint MakeConstraint() {
    Constraint c;
    c.table = "t";
    c.kind = static_cast<ConstraintKind>(Below(9));
    c.nulls = static_cast<NullPolicy>(Below(3));
    if (Below(3) == 0) c.condition = Condition{.text = PickSql(), .opaque = Below(5) == 0};
    c.columns = {OnText(c.kind) ? "x" : "y"};
    switch (c.kind) {
      case ConstraintKind::kNotNull: c.columns = {Below(2) == 0 ? "x" : "y"}; break;
      case ConstraintKind::kUnique: MakeUnique(c); break;
      case ConstraintKind::kLength:
        c.detail = LengthDetail{.min = Maybe<std::int64_t>(Below(3)), .max = Maybe<std::int64_t>(Below(4))};
        break;
      case ConstraintKind::kRange: MakeRange(c); break;
      case ConstraintKind::kOneOf:
      case ConstraintKind::kNoneOf: MakeList(c); break;
      case ConstraintKind::kFormat: c.detail = FormatDetail{.regex = "\\Aa", .dialect = "ruby"}; break;
      case ConstraintKind::kForeignKey:
        c.detail = ForeignKeyDetail{.ref_table = "r", .ref_columns = {"id"}, .type_column = {}};
        break;
      case ConstraintKind::kCheck: c.detail = CheckDetail{.sql = PickSql()}; break;
    }
    return c;
  }

  SmallDatabase MakeDatabase() {
    SmallDatabase database;
    for (std::int64_t id = -1; id < 4; ++id) {
      if (Below(2) == 0) database.ids.insert(id);
    }
    for (int n = 1 + Below(3); n > 0; --n) database.rows.push_back({.x = TextOrNull(), .y = NumberOrNull()});
    return database;
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  template <typename T>
  std::optional<T> Maybe(T value) {
    return Below(2) == 0 ? std::optional<T>(value) : std::nullopt;
  }
  bool OnText(ConstraintKind kind) {
    if (kind == ConstraintKind::kLength || kind == ConstraintKind::kFormat) return true;
    if (kind == ConstraintKind::kOneOf || kind == ConstraintKind::kNoneOf) return Below(2) == 0;
    return false;
  }
  std::string PickSql() {
    const std::array<std::string, 3> texts = {"y > 0", "y IS NULL", "x = 'a'"};
    return texts[static_cast<std::size_t>(Below(3))];
  }
  Value TextOrNull() {
    const std::array<std::string, 6> texts = {"", " ", "a", "A", "ab", "abc"};
    const int i = Below(7);
    return i == 6 ? Value() : Value(texts[static_cast<std::size_t>(i)]);
  }
  Value NumberOrNull() {
    const int i = Below(7);
    if (i == 6) return 0.5;
    return i == 5 ? Value() : Value(std::int64_t{i - 1});
  }

  void MakeUnique(Constraint& c) {
    const std::vector<std::vector<std::string>> keys = {{"x"}, {"y"}, {"x", "y"}, {"y", "x"}};
    c.columns = keys.at(static_cast<std::size_t>(Below(4)));
    c.detail = UniqueDetail{.case_sensitive = Below(2) == 0, .nulls_equal = Below(2) == 0};
  }
  void MakeRange(Constraint& c) {
    RangeDetail range{
        .min_exclusive = Below(2) == 0, .max_exclusive = Below(2) == 0, .integer = Below(2) == 0};
    if (Below(2) == 0) range.min = Below(4) == 0 ? Value(0.5) : Value(std::int64_t{Below(4) - 1});
    if (Below(2) == 0) range.max = Below(4) == 0 ? Value(1.5) : Value(std::int64_t{Below(4)});
    c.detail = range;
  }
  void MakeList(Constraint& c) {
    ValuesDetail list;
    for (int n = 1 + Below(3); n > 0; --n) {
      list.values.push_back(c.columns.front() == "x" ? TextOrNull() : NumberOrNull());
    }
    c.detail = list;
  }

  std::mt19937_64 random_;
};

std::string Show(const Constraint& c) {
  return FormatCatalogue({.application = {}, .schema = {}, .constraints = {c}});
}

TEST(Implies, NoTableSatisfiesThePremiseAndViolatesTheConclusion) {
  RandomCase random(7);
  std::vector<SmallDatabase> databases(800);
  for (SmallDatabase& database : databases) database = random.MakeDatabase();
  std::map<std::pair<ConstraintKind, ConstraintKind>, int> implied;
  for (int round = 0; round < 100'000; ++round) {
    const Constraint a = random.MakeConstraint();
    const Constraint b = random.MakeConstraint();
    if (!Implies(a, b)) continue;
    ++implied[{a.kind, b.kind}];
    for (const SmallDatabase& database : databases) {
      ASSERT_FALSE(Satisfies(database, a) && !Satisfies(database, b)) << Show(a) << Show(b);
    }
  }
  // The law would hold of an Implies that is always false: each way of implying must have been met.
  using enum ConstraintKind;
  const std::vector<std::pair<ConstraintKind, ConstraintKind>> ways = {
      {kNotNull, kNotNull}, {kUnique, kUnique},  {kLength, kLength},      {kRange, kRange},
      {kOneOf, kOneOf},     {kNoneOf, kNoneOf},  {kFormat, kFormat},      {kForeignKey, kForeignKey},
      {kCheck, kCheck},     {kOneOf, kLength},   {kOneOf, kRange},        {kOneOf, kNoneOf},
      {kRange, kNoneOf},    {kLength, kNoneOf},  {kOneOf, kNotNull},      {kRange, kNotNull},
      {kLength, kNotNull},  {kFormat, kNotNull}, {kForeignKey, kNotNull}, {kUnique, kNotNull},
  };
  for (const auto& [a, b] : ways) EXPECT_GT((implied[{a, b}]), 3) << Name(a) << " => " << Name(b);
}

TEST(Implies, IsReflexiveWhereNothingIsOpaque) {
  RandomCase random(11);
  for (int round = 0; round < 5000; ++round) {
    Constraint c = random.MakeConstraint();
    if (c.condition) c.condition->opaque = false;
    // A check says what its text says: a policy that rejects NULL would be a second statement.
    if (c.kind == ConstraintKind::kCheck) c.nulls = NullPolicy::kAllowed;
    // A list that names NULL contradicts a policy that rejects it.
    if (const auto* list = std::get_if<ValuesDetail>(&c.detail)) {
      if (std::any_of(list->values.begin(), list->values.end(), IsNull)) continue;
    }
    EXPECT_TRUE(Implies(c, c)) << Show(c);
  }
}

Constraint Make(ConstraintKind kind, std::vector<std::string> columns, ConstraintDetail detail,
                NullPolicy nulls = NullPolicy::kAllowed) {
  Constraint c;
  c.table = "t";
  c.kind = kind;
  c.columns = std::move(columns);
  c.detail = std::move(detail);
  c.nulls = nulls;
  return c;
}
Constraint Between(Value min, Value max) {
  RangeDetail range;
  if (!IsNull(min)) range.min = std::move(min);
  if (!IsNull(max)) range.max = std::move(max);
  return Make(ConstraintKind::kRange, {"y"}, range);
}
Constraint Key(std::vector<std::string> columns, UniqueDetail detail = {},
               NullPolicy nulls = NullPolicy::kAllowed) {
  return Make(ConstraintKind::kUnique, std::move(columns), detail, nulls);
}
constexpr std::int64_t kOne = 1;
constexpr std::int64_t kNine = 9;

TEST(Implies, WhatMustBeImplied) {
  EXPECT_TRUE(Implies(Between(kOne, kNine), Between({}, kNine)));
  EXPECT_TRUE(Implies(Between("2024-02-01", {}), Between("2024-01-31", {})));
  EXPECT_TRUE(Implies(Key({"x"}), Key({"x", "y"})));
  EXPECT_TRUE(Implies(Key({"x"}, {.case_sensitive = false}), Key({"x"})));
  EXPECT_TRUE(Implies(Key({"x"}, {}, NullPolicy::kRejected), Key({"x", "y"}, {.nulls_equal = true})));
  EXPECT_TRUE(Implies(Key({"x"}, {}, NullPolicy::kRejected), Make(ConstraintKind::kNotNull, {"x"}, {})));
  const Constraint list = Make(ConstraintKind::kOneOf, {"x"}, ValuesDetail{{Value("open"), Value("closed")}});
  EXPECT_TRUE(Implies(list, Make(ConstraintKind::kLength, {"x"}, LengthDetail{.min = 4, .max = 6})));
  Constraint conditional = Make(ConstraintKind::kNotNull, {"x"}, {});
  conditional.condition = Condition{.text = "y > 0"};
  EXPECT_TRUE(Implies(Make(ConstraintKind::kNotNull, {"x"}, {}), conditional));
  EXPECT_TRUE(Implies(conditional, conditional));
  Constraint pair = Make(ConstraintKind::kForeignKey, {"x", "y"},
                         ForeignKeyDetail{.ref_table = "r", .ref_columns = {"p", "q"}});
  Constraint swapped = Make(ConstraintKind::kForeignKey, {"y", "x"},
                            ForeignKeyDetail{.ref_table = "r", .ref_columns = {"q", "p"}});
  EXPECT_TRUE(Implies(pair, swapped));
}

TEST(Implies, WhatMustNotBeImplied) {
  EXPECT_FALSE(Implies(Between({}, kNine), Between(kOne, kNine)));
  EXPECT_FALSE(Implies(Between("2024-2-1", {}), Between("2024-01-31", {})));  // not of one shape
  EXPECT_FALSE(Implies(Between("10", {}), Between("9", {})));                 // text is no number
  EXPECT_FALSE(Implies(Key({"x", "y"}), Key({"x"})));
  EXPECT_FALSE(Implies(Key({"x"}), Key({"x"}, {.case_sensitive = false})));
  EXPECT_FALSE(Implies(Key({"x"}), Key({"x"}, {.nulls_equal = true})));
  // The fold is of the first column: y's here, x's there.
  EXPECT_FALSE(
      Implies(Key({"y", "x"}, {.case_sensitive = false}), Key({"x", "y"}, {.case_sensitive = false})));
  Constraint conditional = Make(ConstraintKind::kNotNull, {"x"}, {});
  conditional.condition = Condition{.text = "active?", .opaque = true};
  EXPECT_FALSE(Implies(conditional, conditional));
  EXPECT_FALSE(Implies(conditional, Make(ConstraintKind::kNotNull, {"x"}, {})));
  Constraint pair = Make(ConstraintKind::kForeignKey, {"x", "y"},
                         ForeignKeyDetail{.ref_table = "r", .ref_columns = {"p", "q"}});
  Constraint crossed = Make(ConstraintKind::kForeignKey, {"x", "y"},
                            ForeignKeyDetail{.ref_table = "r", .ref_columns = {"q", "p"}});
  EXPECT_FALSE(Implies(pair, crossed));
  // 'a ' has length 2 in text and 1 in char(2).
  const Constraint padded = Make(ConstraintKind::kOneOf, {"x"}, ValuesDetail{{Value("a ")}});
  EXPECT_FALSE(Implies(padded, Make(ConstraintKind::kLength, {"x"}, LengthDetail{.min = 2})));
  const Constraint longer = Make(ConstraintKind::kLength, {"x"}, LengthDetail{.min = 2});
  EXPECT_FALSE(
      Implies(longer, Make(ConstraintKind::kNoneOf, {"x"}, ValuesDetail{{Value("a"), Value("abc")}})));
  Constraint elsewhere = Between(kOne, kNine);
  elsewhere.table = "u";
  EXPECT_FALSE(Implies(elsewhere, Between(kOne, kNine)));
}

}  // namespace
}  // namespace tacit
