// What the checker calls contradictory is: every assignment over a small domain is tried.
#include "optimizer/replay/ground.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <random>

#include "optimizer/replay/arithmetic.h"

namespace tacit::replay {
namespace {

constexpr int kColumns = 3;

// Random formulas over integer columns that may be NULL; atoms are read as docs/formats/certificate.md has
// it.
class Formulas {
 public:
  explicit Formulas(std::uint64_t seed) : random_(seed) {
    for (int c = 0; c < kColumns; ++c) columns_.push_back(nodes_.Column(1, c, Type::kInteger));
  }

  // A formula, and its truth under the values (-1: NULL).
  struct Both {
    Ref f;
    std::vector<bool> truth;  // for each assignment
  };

  Both Any(int depth) {
    if (depth > 0 && Below(3) != 0) {
      Both a = Any(depth - 1);
      const Both b = Any(depth - 1);
      const bool conjunction = Below(2) == 0;
      for (std::size_t i = 0; i < a.truth.size(); ++i)
        a.truth[i] = conjunction ? a.truth[i] && b.truth[i] : a.truth[i] || b.truth[i];
      a.f = conjunction ? nodes_.And({a.f, b.f}) : nodes_.Or({a.f, b.f});
      return a;
    }
    Both atom = Atom();
    if (Below(2) == 0) {
      atom.f = nodes_.Not(atom.f);
      atom.truth.flip();
    }
    return atom;
  }

  Nodes& nodes() { return nodes_; }
  static constexpr int kValues = 5;  // NULL, 0, 1, 2, 3
  static constexpr int kAssignments = kValues * kValues * kValues;

 private:
  std::size_t Below(std::size_t n) { return random_() % n; }
  static int ValueOf(int assignment, std::size_t column) {
    for (std::size_t c = 0; c < column; ++c) assignment /= kValues;
    return assignment % kValues - 1;
  }

  Both Atom() {
    const std::size_t x = Below(kColumns);
    const std::size_t y = Below(kColumns);
    const auto plus = static_cast<std::int64_t>(Below(3)) - 1;
    const auto constant = static_cast<std::int64_t>(Below(5)) - 1;
    const std::size_t kind = Below(5);
    const Ref sum =
        plus == 0 ? columns_[y] : nodes_.AddScaled(columns_[y], 1, nodes_.Integer(plus), Type::kInteger);
    Both both;
    switch (kind) {
      case 0: both.f = nodes_.IsNull(columns_[x]); break;
      case 1: both.f = nodes_.Same(columns_[x], sum); break;
      case 2: both.f = nodes_.Equal(columns_[x], sum); break;
      case 3: both.f = nodes_.Less(columns_[x], sum); break;
      default: both.f = nodes_.Less(nodes_.Integer(constant), columns_[x]);
    }
    for (int i = 0; i < kAssignments; ++i) {
      const int a = ValueOf(i, x);
      const int b = ValueOf(i, y);
      constexpr std::int64_t kNull = -100;  // before all others
      const std::int64_t left = a < 0 ? kNull : a;
      const std::int64_t right = b < 0 ? kNull : b + plus;
      const bool truth = kind == 0   ? a < 0
                         : kind <= 2 ? left == right
                         : kind == 3 ? left < right
                                     : constant < left;
      both.truth.push_back(truth);
    }
    return both;
  }

  std::mt19937_64 random_;
  Nodes nodes_{{{"t", {Type::kInteger, Type::kInteger, Type::kInteger}}}, true};
  std::vector<Ref> columns_;
};

TEST(ReplayGroundTest, NeverContradictoryWhereAnAssignmentExists) {
  int contradictory = 0;
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 4'000; ++seed) {
    Formulas formulas(seed);
    std::vector<Ref> clauses;
    std::vector<bool> holds(Formulas::kAssignments, true);
    for (std::size_t i = 0; i < 2 + seed % 6; ++i) {
      const Formulas::Both clause = formulas.Any(static_cast<int>(seed % 3));
      clauses.push_back(clause.f);
      for (std::size_t a = 0; a < holds.size(); ++a) holds[a] = holds[a] && clause.truth[a];
    }
    const bool some = std::find(holds.begin(), holds.end(), true) != holds.end();
    const bool says = Contradictory(formulas.nodes(), clauses);
    EXPECT_FALSE(says && some) << "seed " << seed;
    contradictory += some ? 0 : 1;
    seen += says ? 1 : 0;
  }
  // It need not see every contradiction, and some are of the small domain only, but it must see most.
  EXPECT_GT(contradictory, 500);
  EXPECT_GT(seen * 10, contradictory * 6);
}

// However a term is put together, an atom over it says the same, and goes on to where its columns are
// replaced.
TEST(ReplayGroundTest, AtomsHaveOneReading) {
  using Value = std::optional<std::int64_t>;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    std::mt19937_64 random(seed);
    Nodes nodes({}, true);
    const auto below = [&](std::size_t n) { return random() % n; };
    const std::array<Ref, 2> columns{nodes.Column(1, 0, Type::kInteger), nodes.Column(1, 1, Type::kInteger)};
    struct Said {
      Ref term;
      std::function<Value(Value, Value)> value;
    };
    const auto any = [&](const auto& self, int depth) -> Said {
      const std::size_t kind = below(depth > 0 ? 5 : 3);
      if (kind == 0) return {columns[0], [](Value x, Value) { return x; }};
      if (kind == 1) return {columns[1], [](Value, Value y) { return y; }};
      if (kind == 2) {
        const auto n = static_cast<std::int64_t>(below(4)) - 1;
        return n == 2 ? Said{nodes.null(), [](Value, Value) { return Value(); }}
                      : Said{nodes.Integer(n), [n](Value, Value) { return Value(n); }};
      }
      const Said a = self(self, depth - 1);
      const Said b = self(self, depth - 1);
      if (kind == 3) {
        const auto factor = static_cast<std::int64_t>(below(5)) - 2;
        return {nodes.AddScaled(a.term, factor, b.term, Type::kInteger), [=](Value x, Value y) {
                  const Value p = a.value(x, y);
                  const Value q = b.value(x, y);
                  return p && q ? Value(factor * *p + *q) : std::nullopt;
                }};
      }
      return {nodes.If(nodes.IsNull(columns[0]), a.term, b.term),
              [=](Value x, Value y) { return x ? b.value(x, y) : a.value(x, y); }};
    };
    const Said a = any(any, 2);
    const Said b = any(any, 2);
    const std::array<Ref, 3> atoms{nodes.Same(a.term, b.term), nodes.Equal(a.term, b.term),
                                   nodes.Less(a.term, b.term)};
    for (const Value x : {Value(), Value(0), Value(1), Value(2)}) {
      for (const Value y : {Value(), Value(0), Value(1), Value(2)}) {
        const Value p = a.value(x, y);
        const Value q = b.value(x, y);
        const std::array<bool, 3> truth{p == q, p == q, p < q};
        for (std::size_t i = 0; i < atoms.size(); ++i) {
          const Ref put = nodes.Substitute(atoms[i], [&](Var, int ordinal, Type) {
            const Value v = ordinal == 0 ? x : y;
            return v ? nodes.Integer(*v) : nodes.null();
          });
          EXPECT_EQ(put, truth[i] ? nodes.yes() : nodes.no()) << "seed " << seed << ", atom " << i;
        }
      }
    }
  }
}

TEST(ReplayGroundTest, TextsOfOnePlaceMayDiffer) {
  for (const Type type : {Type::kText, Type::kChar}) {
    Nodes nodes({}, true);
    const Ref a = nodes.Column(1, 0, type);
    const Ref b = nodes.Column(1, 1, type);
    const auto length = [&](Ref t) { return nodes.Make({Op::kApply, Type::kInteger, "length", {1}, {t}}); };
    const std::vector<Ref> clauses{nodes.Not(nodes.Less(a, b)), nodes.Not(nodes.Less(b, a)),
                                   nodes.Equal(length(a), nodes.Integer(1)),
                                   nodes.Equal(length(b), nodes.Integer(2))};
    EXPECT_EQ(Contradictory(nodes, clauses), type == Type::kText);
  }
}

TEST(ReplayGroundTest, NoSplitsNoVerdict) {
  Nodes nodes({}, true);
  const Ref x = nodes.Make({Op::kParam, Type::kInteger, {}, {1}, {}});
  const Ref y = nodes.Make({Op::kParam, Type::kInteger, {}, {2}, {}});
  const auto is = [&](Ref t, int n) { return nodes.Equal(t, nodes.Integer(n)); };
  const std::vector<Ref> clauses{nodes.Or({is(x, 1), is(x, 2)}), nodes.Or({is(y, 1), is(y, 2)}),
                                 nodes.Or({is(x, 3), is(y, 3)})};
  EXPECT_TRUE(Contradictory(nodes, clauses));
  EXPECT_FALSE(Contradictory(nodes, clauses, 0));
}

TEST(ReplayGroundTest, InequalitiesAgainstEveryAssignment) {
  constexpr int kUnknowns = 3;
  constexpr int kReach = 4;  // values from -kReach to kReach
  int infeasible = 0;
  for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
    std::mt19937_64 random(seed);
    struct Line {
      std::array<std::int64_t, kUnknowns> of;
      std::int64_t constant;
      Relation relation;
    };
    std::vector<Line> lines;
    Inequalities all;
    const bool whole = seed % 2 == 0;
    for (int u = 0; whole && u < kUnknowns; ++u) all.Whole(u);
    for (std::size_t i = 0; i < 2 + seed % 5; ++i) {
      Line line{};
      Sum sum;
      for (std::size_t u = 0; u < kUnknowns; ++u) {
        line.of[u] = static_cast<std::int64_t>(random() % 7) - 3;
        if (line.of[u] != 0) sum.of[static_cast<int>(u)] = line.of[u];
      }
      sum.constant = line.constant = static_cast<std::int64_t>(random() % 9) - 4;
      line.relation = static_cast<Relation>(random() % 3);
      all.Add(sum, line.relation);
      lines.push_back(line);
    }
    // Halves are tried too where the unknowns need not be whole.
    const int scale = whole ? 1 : 2;
    bool some = false;
    const int reach = kReach * scale;
    for (int x = -reach; x <= reach && !some; ++x) {
      for (int y = -reach; y <= reach && !some; ++y) {
        for (int z = -reach; z <= reach && !some; ++z) {
          some = std::all_of(lines.begin(), lines.end(), [&](const Line& line) {
            const std::int64_t sum = line.of[0] * x + line.of[1] * y + line.of[2] * z + line.constant * scale;
            return line.relation == Relation::kZero         ? sum == 0
                   : line.relation == Relation::kAtMostZero ? sum <= 0
                                                            : sum < 0;
          });
        }
      }
    }
    std::size_t work = 0;
    const bool says = all.Infeasible(&work);
    EXPECT_FALSE(says && some) << "seed " << seed;
    infeasible += says ? 1 : 0;
  }
  EXPECT_GT(infeasible, 1'000);
}

TEST(ReplayGroundTest, NumbersThatDoNotFitProveNothing) {
  Inequalities all;
  all.Add({{{0, INT64_MAX}, {1, INT64_MIN}}, INT64_MIN}, Relation::kZero);
  all.Add({{{0, INT64_MIN}, {1, INT64_MAX}}, INT64_MAX}, Relation::kBelowZero);
  all.Whole(0);
  all.Whole(1);
  std::size_t work = 0;
  EXPECT_FALSE(all.Infeasible(&work));
}

}  // namespace
}  // namespace tacit::replay
