// Laws of the algebra's trees: comparing, hashing, walking and rebuilding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/sql/query.h"

namespace tacit::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Type kInt = MakeType(TypeKind::kInteger);

ExprPtr Col(RelId rel, int index) { return MakeColumn({rel, index}, kInt); }
ExprPtr Eq(ExprPtr a, ExprPtr b) { return MakeCompare(CompareOp::kEq, std::move(a), std::move(b)); }

QueryPtr Scan(RelId rel, const std::string& table = "t") {
  return MakeScan(rel, table, table, {{{rel, 0}, "a", kInt}, {{rel, 1}, "b", kInt}});
}

// SELECT a FROM t WHERE a = outer.0 (outer where given), over relations first and first + 1.
QueryPtr Sample(RelId first, RelId outer = kTableRow) {
  ExprPtr right = outer == kTableRow ? MakeInteger(7) : Col(outer, 0);
  return MakeProject(first + 1, MakeFilter(Scan(first), Eq(Col(first, 0), std::move(right))), {Col(first, 0)},
                     {"a"});
}

// One query of every kind of node, with a correlated sub-query; relations from `first` on.
QueryPtr Everything(RelId first) {
  QueryPtr join =
      MakeJoin(JoinKind::kLeft, Scan(first), Scan(first + 1, "u"), Eq(Col(first, 0), Col(first + 1, 1)));
  QueryPtr filtered = MakeFilter(join, MakeExists(Sample(first + 2, first), false));
  Expr count;
  count.kind = ExprKind::kAggregate;
  count.name = "count";
  count.type = kInt;
  QueryPtr grouped = MakeAggregate(first + 4, filtered, {Col(first, 0)},
                                   {std::make_shared<const Expr>(count)}, {"a", "n"}, false);
  QueryPtr values = MakeValues(first + 5, {{MakeInteger(1), MakeNull()}},
                               {{{first + 5, 0}, "x", kInt}, {{first + 5, 1}, "y", {}}});
  QueryPtr both = MakeSetOp(first + 6, SetOpKind::kUnion, true, grouped, values, {"a", "n"});
  return MakeLimit(MakeSort(MakeDistinctRows(both), {{Col(first + 6, 1), true, false}}), MakeInteger(3),
                   nullptr);
}

TEST(CompareOpTest, NegateAndMirrorAreInvolutions) {
  for (const CompareOp op :
       {CompareOp::kEq, CompareOp::kNe, CompareOp::kLt, CompareOp::kLe, CompareOp::kGt, CompareOp::kGe}) {
    EXPECT_EQ(Negate(Negate(op)), op);
    EXPECT_EQ(Mirror(Mirror(op)), op);
    EXPECT_NE(Negate(op), op);
  }
  EXPECT_EQ(Negate(CompareOp::kLt), CompareOp::kGe);
  EXPECT_EQ(Mirror(CompareOp::kLt), CompareOp::kGt);
}

TEST(MakeAndTest, FlattensWithoutFolding) {
  ExprPtr a = Col(1, 0);
  ExprPtr b = Col(1, 1);
  EXPECT_EQ(MakeAnd({MakeAnd({a, b}), a})->args.size(), 3U);
  EXPECT_EQ(MakeAnd({MakeOr({a, b}), a})->args.size(), 2U);
  EXPECT_TRUE(IsTrueLiteral(MakeAnd({})));
  EXPECT_TRUE(IsFalseLiteral(MakeOr({})));
  EXPECT_EQ(MakeAnd({a}), a);
  EXPECT_EQ(MakeAnd({a, MakeBool(true)})->args.size(), 2U);
}

TEST(ConjunctsTest, InvertsMakeAnd) {
  ExprPtr a = Col(1, 0);
  ExprPtr b = Col(1, 1);
  EXPECT_THAT(Conjuncts(MakeAnd({a, b})), ElementsAre(a, b));
  EXPECT_THAT(Conjuncts(a), ElementsAre(a));
  EXPECT_THAT(Conjuncts(MakeBool(true)), IsEmpty());
  EXPECT_THAT(Conjuncts(nullptr), IsEmpty());
}

TEST(SameTest, LiteralsCompareByValueAndKind) {
  EXPECT_TRUE(Same(MakeInteger(1), MakeInteger(1)));
  EXPECT_FALSE(Same(MakeInteger(1), MakeInteger(2)));
  EXPECT_FALSE(Same(MakeInteger(1), MakeBool(true)));
  EXPECT_FALSE(Same(MakeText("1"), MakeLiteral(std::string("1"), MakeType(TypeKind::kNumeric))));
  EXPECT_TRUE(Same(MakeNull(), MakeNull()));
  EXPECT_FALSE(Same(MakeNull(), MakeInteger(0)));
}

TEST(SameTest, EveryAttributeCounts) {
  const ExprPtr a = Col(1, 0);
  const ExprPtr b = Col(1, 1);
  EXPECT_FALSE(Same(a, b));
  EXPECT_FALSE(Same(a, Col(2, 0)));
  EXPECT_FALSE(Same(Eq(a, b), Eq(b, a)));
  EXPECT_FALSE(Same(Eq(a, b), MakeCompare(CompareOp::kLt, a, b)));
  EXPECT_FALSE(Same(MakeIsNull(a, false), MakeIsNull(a, true)));
  EXPECT_FALSE(Same(MakeDistinct(a, b, false), MakeDistinct(a, b, true)));
  EXPECT_FALSE(Same(MakeCall("f", {a}, kInt), MakeCall("g", {a}, kInt)));
  EXPECT_FALSE(Same(MakeExists(Sample(3), false), MakeExists(Sample(3), true)));
}

TEST(SameQueryTest, RelationNumbersAndNamesDoNotCount) {
  const QueryPtr a = Everything(1);
  const QueryPtr b = Everything(40);
  EXPECT_TRUE(SameQuery(a, b));
  EXPECT_EQ(Hash(a), Hash(b));
  EXPECT_TRUE(Same(MakeExists(a, false), MakeExists(b, false)));
  EXPECT_EQ(Hash(MakeExists(a, false)), Hash(MakeExists(b, false)));
}

TEST(SameQueryTest, OuterReferencesCount) {
  EXPECT_TRUE(SameQuery(Sample(5, 1), Sample(9, 1)));
  EXPECT_EQ(Hash(Sample(5, 1)), Hash(Sample(9, 1)));
  EXPECT_FALSE(SameQuery(Sample(5, 1), Sample(9, 2)));
  EXPECT_FALSE(SameQuery(Sample(5, 1), Sample(5)));
}

TEST(SameQueryTest, SwappedReferencesAreNotTheSame) {
  const auto self_join = [](RelId left, RelId right, RelId first) {
    return MakeProject(9, MakeJoin(JoinKind::kInner, Scan(left), Scan(right), MakeBool(true)),
                       {Col(first, 0)}, {"a"});
  };
  EXPECT_TRUE(SameQuery(self_join(1, 2, 1), self_join(2, 1, 2)));
  EXPECT_FALSE(SameQuery(self_join(1, 2, 1), self_join(1, 2, 2)));
}

TEST(SameQueryTest, NearMissesDiffer) {
  const QueryPtr t = Scan(1);
  EXPECT_FALSE(SameQuery(t, Scan(1, "u")));
  EXPECT_FALSE(SameQuery(MakeLimit(t, MakeInteger(1), nullptr), MakeLimit(t, nullptr, MakeInteger(1))));
  EXPECT_FALSE(SameQuery(MakeSort(t, {{Col(1, 0), false, false}}), MakeSort(t, {{Col(1, 0), false, true}})));
  const auto set_op = [](SetOpKind op, bool all) {
    return MakeSetOp(3, op, all, Scan(1), Scan(2), {"a", "b"});
  };
  EXPECT_FALSE(SameQuery(set_op(SetOpKind::kUnion, true), set_op(SetOpKind::kUnion, false)));
  EXPECT_FALSE(SameQuery(set_op(SetOpKind::kUnion, true), set_op(SetOpKind::kExcept, true)));
  EXPECT_FALSE(SameQuery(MakeAggregate(2, t, {}, {}, {}, true), MakeAggregate(2, t, {}, {}, {}, false)));
}

TEST(RenumberTest, IsTheSameQueryOverFreshRelations) {
  const QueryPtr q = Everything(1);
  RelId next = 100;
  const QueryPtr copy = Renumber(q, &next);
  EXPECT_TRUE(SameQuery(q, copy));
  EXPECT_EQ(next, 107);
  EXPECT_GE(OwnRelations(copy).front(), 100);
  EXPECT_THAT(OuterColumns(copy), IsEmpty());
  EXPECT_THAT(OwnRelations(q), ElementsAre(1, 2, 3, 4, 5, 6, 7));
}

TEST(RenumberTest, OuterReferencesStay) {
  RelId next = 100;
  const QueryPtr copy = Renumber(Sample(5, 1), &next);
  EXPECT_THAT(OuterColumns(copy), ElementsAre(ColumnId{1, 0}));
  EXPECT_TRUE(SameQuery(copy, Sample(5, 1)));
}

TEST(WalkTest, FindsWhatIsThere) {
  const QueryPtr q = Everything(1);
  EXPECT_EQ(MaxRel(q), 7);
  int nodes = 0;
  VisitQuery(q, [&](const Query&) { ++nodes; });
  EXPECT_EQ(nodes, 13);
  const ExprPtr exists = MakeExists(Sample(5, 1), false);
  EXPECT_THAT(ColumnsOf(exists), ElementsAre(ColumnId{1, 0}));
  EXPECT_TRUE(ContainsSubquery(MakeNot(exists)));
  EXPECT_FALSE(ContainsSubquery(Eq(Col(1, 0), Col(1, 1))));
  EXPECT_THAT(ColumnsOf(Eq(Col(2, 1), Eq(Col(1, 0), Col(2, 1)))),
              ElementsAre(ColumnId{1, 0}, ColumnId{2, 1}));
}

TEST(TransformTest, KeepsWhatDoesNotChange) {
  const QueryPtr q = Everything(1);
  EXPECT_EQ(TransformExprsDeep(q, [](const ExprPtr&) { return nullptr; }), q);
}

TEST(TransformTest, ReachesSubqueriesOnlyWhereAsked) {
  const auto to_nine = [](const ExprPtr& e) { return e->column == ColumnId{1, 0} ? Col(9, 0) : nullptr; };
  const ExprPtr exists = MakeExists(Sample(5, 1), false);
  EXPECT_THAT(ColumnsOf(Transform(exists, to_nine)), ElementsAre(ColumnId{9, 0}));
  EXPECT_THAT(ColumnsOf(Transform(exists, to_nine, false)), ElementsAre(ColumnId{1, 0}));
}

TEST(TransformTest, TypesFollowUpward) {
  const QueryPtr project = MakeProject(2, Scan(1), {Col(1, 0)}, {"a"});
  const QueryPtr q = MakeDistinctRows(MakeFilter(project, MakeBool(true)));
  const QueryPtr changed = TransformExprsDeep(
      q, [](const ExprPtr& e) { return e->kind == ExprKind::kColumn ? MakeText("x") : nullptr; });
  ASSERT_EQ(changed->columns.size(), 1U);
  EXPECT_EQ(changed->columns[0].type.kind, TypeKind::kText);
  EXPECT_EQ(changed->columns[0].id, (ColumnId{2, 0}));
  EXPECT_EQ(changed->columns[0].name, "a");
}

}  // namespace
}  // namespace tacit::sql
