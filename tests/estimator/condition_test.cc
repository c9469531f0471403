#include "src/estimator/predicate/condition.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "src/estimator/predicate/like.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

// A set over halves of positions from 0 to 8, NULL last, as flags.
struct Halves {
  CodeSet set;
  std::vector<bool> flags = std::vector<bool>(17);
};

Halves RandomSet(Random& random) {
  Halves made;
  for (int i = 0; i < 3; ++i) {
    const int begin = Draw(random, 17);
    const int end = Draw(random, 17);
    made.set = made.set.Union(CodeSet::Of(begin / 2.0, end / 2.0));
    for (int at = begin; at < end; ++at) made.flags[static_cast<std::size_t>(at)] = true;
  }
  if (Draw(random, 2) == 0) {
    made.set = made.set.Union(CodeSet::Null());
    made.flags[16] = true;
  }
  return made;
}

std::vector<bool> FlagsOf(const CodeSet& set) {
  std::vector<bool> flags(17);
  double last = -1;
  for (const CodeSet::Interval& interval : set.intervals()) {
    EXPECT_LT(interval.begin, interval.end);
    EXPECT_GT(interval.begin, last) << "intervals touch or overlap";
    last = interval.end;
    for (double at = interval.begin; at < interval.end; at += 0.5)
      flags[static_cast<std::size_t>(at * 2)] = true;
  }
  flags[16] = set.null();
  return flags;
}

TEST(CodeSetTest, IsAnAlgebraOfSets) {
  Random random(1);
  for (int i = 0; i < 3000; ++i) {
    const Halves a = RandomSet(random);
    const Halves b = RandomSet(random);
    EXPECT_EQ(FlagsOf(a.set), a.flags);
    std::vector<bool> united(17), shared(17), without(17);
    for (std::size_t at = 0; at < 17; ++at) {
      united[at] = a.flags[at] || b.flags[at];
      shared[at] = a.flags[at] && b.flags[at];
      without[at] = a.flags[at] && !b.flags[at];
    }
    EXPECT_EQ(FlagsOf(a.set.Union(b.set)), united);
    EXPECT_EQ(FlagsOf(a.set.Intersection(b.set)), shared);
    EXPECT_EQ(FlagsOf(a.set.Without(b.set)), without);
    std::vector<float> weights(9);
    a.set.Weights(8, weights);
    for (std::size_t atom = 0; atom < 8; ++atom) {
      EXPECT_FLOAT_EQ(weights[atom], (a.flags[2 * atom] ? 0.5F : 0) + (a.flags[2 * atom + 1] ? 0.5F : 0));
    }
    EXPECT_EQ(weights[8], a.flags[16] ? 1 : 0);
  }
}

std::vector<ColumnValues> ValuesOf(const CodedTable& table) {
  std::vector<ColumnValues> values;
  for (const CodedColumn& column : table.columns) values.push_back(column.values);
  return values;
}

std::vector<std::uint32_t> AtomsOf(const CodedTable& table, std::size_t row) {
  std::vector<std::uint32_t> atoms;
  for (const CodedColumn& column : table.columns) atoms.push_back(column.codes[row]);
  return atoms;
}

TEST(ConditionTest, HoldsTheRowsForWhichThePredicateIsTrue) {
  Random random(2);
  for (int round = 0; round < 60; ++round) {
    const MadeTable made =
        MakeTable(random, 1 + static_cast<std::size_t>(Draw(random, 5)), 40, 2 + Draw(random, 20));
    const CodedTable table = Coded(made);
    const std::vector<ColumnValues> values = ValuesOf(table);
    for (int i = 0; i < 40; ++i) {
      const Predicate predicate = MakePredicate(random, made, 4);
      const Result<Condition> condition = MakeCondition(predicate, values);
      ASSERT_TRUE(condition.ok()) << condition.status().message();
      for (std::size_t row = 0; row < made.rows.size(); ++row) {
        const double expected = Truth(predicate, made, made.rows[row]) == true ? 1 : 0;
        ASSERT_EQ(Weight(*condition, AtomsOf(table, row), values), expected) << "row " << row;
      }
    }
  }
}

bool Inside(const Box& box, const std::vector<std::uint32_t>& atoms,
            const std::vector<ColumnValues>& values) {
  for (const Box::Side& side : box.sides) {
    Condition leaf;
    leaf.kind = Condition::Kind::kLeaf;
    leaf.column = side.column;
    leaf.set = side.set;
    if (Weight(leaf, atoms, values) != 1) return false;
  }
  return true;
}

TEST(ConditionTest, ComesApartIntoBoxesThatDoNotOverlap) {
  Random random(3);
  int in_boxes = 0;
  for (int round = 0; round < 40; ++round) {
    const MadeTable made = MakeTable(random, 3, 60, 6);
    const CodedTable table = Coded(made);
    const std::vector<ColumnValues> values = ValuesOf(table);
    for (int i = 0; i < 30; ++i) {
      const Result<Condition> condition = MakeCondition(MakePredicate(random, made, 3), values);
      ASSERT_TRUE(condition.ok());
      const Box hull = Hull(*condition, values);
      const std::optional<std::vector<Box>> boxes = DisjointBoxes(*condition, values, 64);
      if (boxes) {
        ASSERT_LE(boxes->size(), 64U);
      }
      for (std::size_t row = 0; row < made.rows.size(); ++row) {
        const std::vector<std::uint32_t> atoms = AtomsOf(table, row);
        const bool holds = Weight(*condition, atoms, values) == 1;
        if (holds) {
          ASSERT_TRUE(Inside(hull, atoms, values));
        }
        if (!boxes) continue;
        const auto met = std::count_if(boxes->begin(), boxes->end(),
                                       [&](const Box& box) { return Inside(box, atoms, values); });
        ASSERT_EQ(met, holds ? 1 : 0);
        in_boxes += holds ? 1 : 0;
      }
    }
  }
  EXPECT_GT(in_boxes, 1000);
}

TEST(ConditionTest, GivesUpWhereBoxesAreTooMany) {
  Random random(4);
  const MadeTable made = MakeTable(random, 6, 100, 12);
  const std::vector<ColumnValues> values = ValuesOf(Coded(made));
  Predicate any;
  any.kind = Predicate::Kind::kAnd;
  for (std::size_t i = 0; i + 1 < 6; i += 2) {
    Predicate either;
    either.kind = Predicate::Kind::kOr;
    for (std::size_t k = i; k < i + 2; ++k) {
      either.parts.push_back({Predicate::Kind::kEqual, made.names[k], {made.rows[k][k]}, {}});
    }
    any.parts.push_back(either);
  }
  const Result<Condition> condition = MakeCondition(any, values);
  ASSERT_TRUE(condition.ok());
  EXPECT_TRUE(DisjointBoxes(*condition, values, 64).has_value());
  EXPECT_FALSE(DisjointBoxes(*condition, values, 3).has_value());
}

TEST(ConditionTest, RefusesWhatIsNoCondition) {
  Random random(5);
  const MadeTable made = MakeTable(random, 3, 20, 4);
  const std::vector<ColumnValues> values = ValuesOf(Coded(made));
  const auto refused = [&](const Predicate& predicate, std::string_view part) {
    const Result<Condition> condition = MakeCondition(predicate, values);
    ASSERT_FALSE(condition.ok());
    EXPECT_EQ(condition.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(condition.status().message().find(part), std::string::npos) << condition.status().message();
  };
  refused({Predicate::Kind::kEqual, "missing", {std::int64_t{1}}, {}}, "no column missing");
  refused({Predicate::Kind::kEqual, "c0", {std::string("x")}, {}}, "column c0");
  refused({Predicate::Kind::kLike, "c0", {std::string("x%")}, {}}, "LIKE");
  refused({Predicate::Kind::kEqual, "c0", {}, {}}, "expected 1 values");
  Predicate deep{Predicate::Kind::kIsNull, "c0", {}, {}};
  for (int i = 0; i < kMaxPredicateDepth + 1; ++i) {
    Predicate outer;
    outer.kind = Predicate::Kind::kNot;
    outer.parts.push_back(std::move(deep));
    deep = std::move(outer);
  }
  refused(deep, "deeper");
  // A name in other capitals means the only column that it can.
  EXPECT_TRUE(MakeCondition({Predicate::Kind::kIsNull, "C0", {}, {}}, values).ok());
}

bool SlowLike(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '%') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (SlowLike(pattern.substr(1), text.substr(i))) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  if (pattern[0] == '_') return SlowLike(pattern.substr(1), text.substr(1));
  const std::size_t literal = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
  return pattern[literal] == text[0] && SlowLike(pattern.substr(literal + 1), text.substr(1));
}

TEST(LikeTest, MatchesAsTheDefinitionDoes) {
  Random random(6);
  for (int i = 0; i < 20000; ++i) {
    std::string pattern, text;
    for (int k = Draw(random, 7); k > 0; --k) pattern += "ab%_\\"[Draw(random, 5)];
    for (int k = Draw(random, 8); k > 0; --k) text += "ab%_\\"[Draw(random, 5)];
    ASSERT_EQ(LikeMatch(pattern, text), SlowLike(pattern, text)) << pattern << " " << text;
  }
  EXPECT_TRUE(LikeMatch("_", "\xC3\xA9")) << "one character of two bytes";
}

}  // namespace
}  // namespace tacit::estimator
