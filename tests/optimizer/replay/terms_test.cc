// What a claim may say of terms: of their types, of NULL, and of the rows that they are of.
#include "tests/optimizer/replay/hand.h"

namespace tacit::replay {
namespace {

// Between 3 and 5, and not 4: of whole numbers, nothing.
int Between(Hand& hand, int t) {
  const int apart = hand.N({"not", hand.Eq(t, hand.Int(4))});
  return hand.And(apart, hand.And(hand.Less(hand.Int(3), t), hand.Less(t, hand.Int(5))));
}

TEST(TermsTest, ColumnsOfAnotherType) {
  const auto empty = [](Hand& hand, int block) {
    hand.Claim({{"law", "empty"}, {"left", List({block})}, {"right", Json::array()}});
    return hand.Error();
  };
  Hand whole;
  EXPECT_THAT(empty(whole, whole.Books(1, Between(whole, whole.Pages(1)), {})), IsEmpty());
  Hand price;
  EXPECT_THAT(empty(price, price.Books(1, Between(price, price.Price(1)), {})), Not(IsEmpty()));
  Hand forged;
  const int column = forged.N({"col", 1, 2, "integer"});
  EXPECT_THAT(empty(forged, forged.Books(1, Between(forged, column), {})), HasSubstr("another type"));
  // A set's column may hold what either of its blocks gives.
  Hand set;
  const int mixed = set.N({"if", set.Eq(set.Id(3), set.Int(1)), set.Pages(3), set.Price(3)});
  const int source = set.N({"source", "", set.Bag({set.Books(3, set.Yes(), {mixed})})});
  const int of_set = set.N({"col", 4, 0, "integer"});
  EXPECT_THAT(empty(set, set.Block(Hand::Rows({{4, source}}), Between(set, of_set), {})),
              HasSubstr("another type"));
  // A sum of numbers that are not whole is not whole.
  Hand sum;
  const int more = sum.N({"linear", "integer", {1, 1}, sum.Price(1)});
  EXPECT_THAT(empty(sum, sum.Books(1, Between(sum, more), {})), Not(IsEmpty()));
}

// pages + 1 and pages + 2 are NULL where pages is, which a row that is NULL shows without a word of sums:
// they are the same then, and no numbers of which one would be the greater.
TEST(TermsTest, SumsOfNullAreNoNumbers) {
  for (const bool forged : {true, false}) {
    Hand hand;
    const int book = hand.Table("book");
    const int nulls =
        hand.N({"source", "", hand.Bag({hand.Block(Json::array(), hand.Yes(), {hand.Null()})})});
    const int null = hand.Eq(hand.Null(), hand.Pages(1));
    const auto is_row = [&](int n) {
      const int more = hand.N({"linear", "integer", {n, 1}, hand.Pages(1)});
      return hand.Eq(more, hand.N({"col", 5, 0, "integer"}));
    };
    const int same = hand.And(is_row(1), is_row(2));
    const auto both = [&](int cond) {
      return hand.Block(Hand::Rows({{1, book}, {5, nulls}}), hand.And(cond, same), {hand.Id(1)});
    };
    hand.Claim({{"law", "rows"},
                {"left", List({hand.Books(1, null, {hand.Id(1)})})},
                {"right", List({both(null)})},
                {"unique", Json::array({Copies(5, 9, -1), kNoUnique})}});
    EXPECT_THAT(hand.Error(), IsEmpty());
    hand.Claim({{"law", "empty"}, {"left", List({both(forged ? null : hand.NotNull(hand.Pages(1)))})}});
    EXPECT_EQ(hand.Error().empty(), !forged) << hand.Error();
  }
}

TEST(TermsTest, QuotientsOfNullAreNoNumbers) {
  for (const bool forged : {true, false}) {
    Hand hand;
    const int half = hand.N({"apply", "integer", "/integer", 1, hand.Pages(1), hand.Int(2)});
    const int rest = hand.N({"linear", "integer", {0, 1, -2}, hand.Pages(1), half});
    const int there = forged ? hand.Yes() : hand.NotNull(hand.Pages(1));
    const int cond = hand.And(there, hand.Less(rest, hand.Int(-1)));
    hand.Claim({{"law", "empty"},
                {"left", List({hand.Books(1, cond, {})})},
                {"hints", Json::array({HintLists({Json::array({"quotient", half})})})}});
    EXPECT_EQ(hand.Error().empty(), !forged) << hand.Error();
  }
}

// Rows of values are the same where the values are, but not where one of them makes a row that is NULL.
TEST(TermsTest, StrictRowsDoNotTellTheirValues) {
  for (const int strict : {0, 1}) {
    Hand hand;
    const auto row = [&](int of) {
      return hand.N({"apply", "other", "row:2", strict, hand.Pages(of), hand.Id(of)});
    };
    const int cond = hand.And(hand.Eq(row(1), row(2)), hand.N({"not", hand.Eq(hand.Id(1), hand.Id(2))}));
    const int book = hand.Table("book");
    hand.Claim(
        {{"law", "empty"}, {"left", List({hand.Block(Hand::Rows({{1, book}, {2, book}}), cond, {})})}});
    EXPECT_EQ(hand.Error().empty(), strict == 0) << hand.Error();
  }
}

TEST(TermsTest, ConstantsAreOfTheirTypes) {
  for (const auto& [type, kind, text] : {std::tuple("integer", "d", "1.5"),
                                         {"integer", "s", "1.5"},
                                         {"integer", "i", "1.5"},
                                         {"integer", "i", "007"},
                                         {"integer", "i", "99999999999999999999"},
                                         {"boolean", "b", "maybe"},
                                         {"text", "q", "x"},
                                         {"whim", "s", "x"}}) {
    Hand hand;
    hand.N({"const", type, kind, text});
    EXPECT_THAT(hand.Error(), HasSubstr("read: proof: node 0")) << text;
  }
}

}  // namespace
}  // namespace tacit::replay
