// The laws one by one: small claims, right ones and wrong ones.
#include "tests/optimizer/replay/hand.h"

namespace tacit::replay {
namespace {

TEST(ClaimsTest, Same) {
  Hand hand;
  const int one = hand.Books(1, hand.Less(hand.Int(3), hand.Pages(1)), {hand.Id(1)});
  const int two = hand.Books(2, hand.Less(hand.Int(3), hand.Pages(2)), {hand.Id(2)});
  const int other = hand.Books(2, hand.Less(hand.Int(4), hand.Pages(2)), {hand.Id(2)});
  hand.Claim({{"law", "same"}, {"left", List({one, other})}, {"right", List({other, two})}});
  EXPECT_THAT(hand.Error(), IsEmpty());
  hand.Claim({{"law", "same"}, {"left", List({one})}, {"right", List({other})}});
  EXPECT_THAT(hand.Error(), HasSubstr("claim 1 (same)"));
}

TEST(ClaimsTest, RestsOnEarlierOnes) {
  for (const int by : {0, 1, 2, -1}) {
    Hand hand;
    const int one = hand.Books(1, hand.Yes(), {hand.Id(1)});
    const int two = hand.Books(1, hand.Less(hand.Int(3), hand.Pages(1)), {hand.Id(1)});
    hand.Claim({{"law", "same"}, {"left", List({one})}, {"right", List({one})}});
    hand.Claim({{"law", "chain"},
                {"by", List({by})},
                {"left", List({one})},
                {"right", List({by == 0 ? one : two})}});
    hand.Claim(
        {{"law", "chain"}, {"by", List({1})}, {"left", List({one})}, {"right", List({by == 0 ? one : two})}});
    EXPECT_EQ(hand.Error().empty(), by == 0) << hand.Error();
  }
}

TEST(ClaimsTest, ChainsAndSumsMustJoin) {
  Hand hand;
  const int all = hand.Books(1, hand.Yes(), {hand.Id(1)});
  const int some = hand.Books(1, hand.Less(hand.Int(3), hand.Pages(1)), {hand.Id(1)});
  hand.Claim({{"law", "same"}, {"left", List({all})}, {"right", List({all})}});
  hand.Claim({{"law", "same"}, {"left", List({some})}, {"right", List({some})}});
  hand.Claim(
      {{"law", "sum"}, {"by", List({0, 1})}, {"left", List({all, some})}, {"right", List({some, all})}});
  hand.Claim(
      {{"law", "reverse"}, {"by", List({2})}, {"left", List({some, all})}, {"right", List({all, some})}});
  EXPECT_THAT(hand.Error(), IsEmpty());
  Hand sum = hand;
  sum.Claim({{"law", "sum"}, {"by", List({0})}, {"left", List({all, all})}, {"right", List({all, all})}});
  sum.Claim({{"law", "sum"}, {"by", List({0})}, {"left", List({all, some})}, {"right", List({all})}});
  EXPECT_THAT(sum.Error(), HasSubstr("claim 4 (sum)"));
  Hand chain = hand;
  chain.Claim({{"law", "chain"}, {"by", List({0, 1})}, {"left", List({all})}, {"right", List({some})}});
  EXPECT_THAT(chain.Error(), HasSubstr("the links do not join"));
  Hand reverse = hand;
  reverse.Claim({{"law", "reverse"}, {"by", List({0})}, {"left", List({all})}, {"right", List({some})}});
  EXPECT_THAT(reverse.Error(), HasSubstr("claim 4 (reverse)"));
}

TEST(ClaimsTest, EmptyNeedsAContradiction) {
  for (const int bound : {3, 4, 5}) {
    Hand hand;
    const int pages = hand.Pages(1);
    const int cond = hand.And(hand.Less(hand.Int(3), pages), hand.Less(pages, hand.Int(bound)));
    hand.Claim({{"law", "empty"},
                {"left", List({hand.Books(1, cond, {})})},
                {"right", Json::array()},
                {"hints", Json::array({Json::array()})}});
    EXPECT_EQ(hand.Error().empty(), bound < 5) << bound;  // 3 < 4 < 5
    Hand decimal;
    const int price = decimal.Price(1);
    const int between =
        decimal.And(decimal.Less(decimal.Int(3), price), decimal.Less(price, decimal.Int(bound)));
    decimal.Claim(
        {{"law", "empty"}, {"left", List({decimal.Books(1, between, {})})}, {"right", Json::array()}});
    EXPECT_EQ(decimal.Error().empty(), bound < 4) << bound;
  }
}

// SELECT id FROM book x JOIN book y ON x.id = y.id is SELECT id FROM book, by the key.
TEST(ClaimsTest, RowsMustBeUniqueAndThere) {
  const auto error = [](bool key, bool instance, int out) {
    Hand hand;
    const int fact = key ? hand.Key() : hand.Fact({{"kind", "key"}, {"table", "book"}, {"columns", {1}}});
    const int present = hand.Fact({{"kind", "not-null"}, {"table", "book"}, {"columns", {0}}});
    const int book = hand.Table("book");
    const int join =
        hand.Block(Hand::Rows({{1, book}, {2, book}}),
                   hand.And(hand.NotNull(hand.Id(1)), hand.Eq(hand.Id(1), hand.Id(2))), {hand.Id(1)});
    const int single = hand.Books(1, hand.Yes(), {out == 0 ? hand.Id(1) : hand.Pages(1)});
    // Where x is, there is a y with its id: x itself.
    const int there = hand.N(
        {"exists",
         hand.Bag({hand.Block(Hand::Rows({{7, book}}),
                              hand.And(hand.NotNull(hand.Id(1)), hand.Eq(hand.Id(1), hand.Id(7))), {})})});
    std::vector<Json> hints{Json::array({"row", present, 1})};
    if (instance) hints.push_back(Json::array({"instance", there, 1}));
    hand.Claim({{"law", "rows"},
                {"left", List({join})},
                {"right", List({single})},
                {"hints", Json::array({Json::array(), HintLists(hints), Json::array()})},
                {"unique", Json::array({kNoUnique, Copies(2, 9, fact)})}});
    return hand.Error();
  };
  EXPECT_THAT(error(true, true, 0), IsEmpty());
  EXPECT_THAT(error(false, true, 0), HasSubstr("a second row is not excluded"));
  EXPECT_THAT(error(true, false, 0), HasSubstr("no row on the other side"));
  EXPECT_THAT(error(true, true, 1), HasSubstr("the rows return other values"));
}

TEST(ClaimsTest, RowsOfALinkThatIsNotTotal) {
  Hand hand;
  const int key = hand.Key();
  const int left = hand.Books(1, hand.Yes(), {});
  const int right = hand.Books(2, hand.Less(hand.Int(3), hand.Pages(2)), {});
  hand.Claim({{"law", "rows"},
              {"left", List({left})},
              {"right", List({right})},
              {"link", hand.And(hand.NotNull(hand.Id(1)), hand.Eq(hand.Id(1), hand.Id(2)))},
              {"unique", Json::array({Copies(2, 8, key), Copies(1, 9, key)})}});
  EXPECT_THAT(hand.Error(), HasSubstr("no row on the other side"));
}

TEST(ClaimsTest, NamesThatAreTaken) {
  // The copy of a row is another row.
  for (const int copy : {1, 2, 9}) {
    Hand hand;
    const int key = hand.Key();
    hand.Claim(
        {{"law", "at-most"},
         {"count", 1},
         {"left", List({hand.Block(
                      Hand::Rows({{1, hand.Table("book")}, {2, hand.Table("author")}}),
                      hand.And(hand.Eq(hand.Id(1), hand.Int(1)), hand.Eq(hand.Id(2), hand.Int(1))), {})})},
         {"unique",
          Json::array({{{"copies", Json::array({Json::array({1, copy}), Json::array({2, 10})})},
                        {"steps", Json::array({Json::array({1, key, Json::array()}),
                                               Json::array({2, hand.Key("author"), Json::array()})})}}})}});
    EXPECT_EQ(hand.Error().empty(), copy == 9) << copy << hand.Error();
  }
  // A block's rows are not those around it: else what is known of these would be taken to hold of them.
  for (const int row : {1, 2}) {
    Hand hand;
    const int given = hand.Books(1, hand.Eq(hand.Pages(1), hand.Int(1)), {});
    hand.Claim({{"law", "empty"},
                {"given", given},
                {"right", Json::array()},
                {"left", List({hand.Books(row,
                                          hand.And(hand.Eq(hand.Pages(row), hand.Int(2)),
                                                   hand.Eq(hand.Pages(1), hand.Int(row))),
                                          {})})}});
    EXPECT_EQ(hand.Error().empty(), row == 2) << hand.Error();
  }
  // Nor is a row of one block what another one takes for a value from outside.
  Hand outside;
  const int book = outside.Table("book");
  const int given = outside.Block(Hand::Rows({{1, book}}), outside.Yes(), {});
  const int left = outside.Block(Hand::Rows({{1, book}}), outside.Yes(), {outside.Pages(1)});
  outside.Claim({{"law", "rows"},
                 {"given", given},
                 {"left", List({left})},
                 {"right", List({outside.Block(Json::array(), outside.Yes(), {outside.Pages(1)})})},
                 {"unique", Json::array({kNoUnique, kNoUnique})}});
  EXPECT_THAT(outside.Error(), HasSubstr("a name that is taken"));
}

TEST(ClaimsTest, RowsThatAreDeclaredNowhere) {
  Hand hand;
  hand.Claim({{"law", "terms"}, {"terms", List({hand.Pages(5), hand.Pages(5)})}});
  EXPECT_THAT(hand.Error(), HasSubstr("declared nowhere"));
}

TEST(ClaimsTest, CellsCoverEveryCombination) {
  const auto error = [](bool dropped, int out) {
    Hand hand;
    const int low = hand.Less(hand.Pages(1), hand.Int(3));
    const int high = hand.N({"not", low});
    const int left = hand.Books(1, hand.Yes(), {hand.Id(1)});
    const int first = hand.Books(1, low, {hand.Id(1)});
    const int second = hand.Books(1, high, {out == 0 ? hand.Id(1) : hand.Pages(1)});
    const auto pair = [](int b) { return Json::array({Json::array({0, b, Json::array()})}); };
    Json cells = Json::array({{{"held", {true, true, false}}, {"pairs", pair(0)}}});
    if (!dropped) cells.push_back({{"held", {true, false, true}}, {"pairs", pair(1)}});
    hand.Claim(
        {{"law", "cells"}, {"left", List({left})}, {"right", List({first, second})}, {"cells", cells}});
    return hand.Error();
  };
  EXPECT_THAT(error(false, 0), IsEmpty());
  EXPECT_THAT(error(true, 0), HasSubstr("nothing is said"));
  EXPECT_THAT(error(false, 1), HasSubstr("does not follow"));
}

TEST(ClaimsTest, SetsAreSplitInAllTheirParts) {
  for (const bool whole : {true, false}) {
    Hand hand;
    const int a = hand.Books(1, hand.Yes(), {hand.Id(1)});
    const int b = hand.Block(Hand::Rows({{2, hand.Table("author")}}), hand.Yes(), {hand.Id(2)});
    const auto over = [&](const std::vector<int>& parts, int cond) {
      return hand.Block(Hand::Rows({{4, hand.N({"source", "", hand.Bag(parts)})}}), cond, {hand.Id(4)});
    };
    const int in_a = hand.N({"exists", hand.Bag({hand.Books(5, hand.Eq(hand.Id(5), hand.Id(4)), {})})});
    std::vector<int> parts{over({a}, hand.Yes())};
    if (whole) parts.push_back(over({b}, hand.N({"not", in_a})));
    hand.Claim(
        {{"law", "split-set"}, {"row", 4}, {"left", List({over({a, b}, hand.Yes())})}, {"right", parts}});
    EXPECT_EQ(hand.Error().empty(), whole) << hand.Error();
  }
  Hand twice;  // the second part does not exclude the first
  const int a = twice.Books(1, twice.Yes(), {twice.Id(1)});
  const int set = twice.N({"source", "", twice.Bag({a, a})});
  const int one = twice.N({"source", "", twice.Bag({a})});
  const int part = twice.Block(Hand::Rows({{4, one}}), twice.Yes(), {});
  twice.Claim({{"law", "split-set"},
               {"row", 4},
               {"left", List({twice.Block(Hand::Rows({{4, set}}), twice.Yes(), {})})},
               {"right", List({part, part})}});
  EXPECT_THAT(twice.Error(), HasSubstr("another condition"));
}

TEST(ClaimsTest, SetsHaveTheSameRows) {
  for (const int bound : {3, 4}) {
    Hand hand;
    const int two = hand.Books(1, hand.Less(hand.Int(3), hand.Pages(1)), {hand.Pages(1)});
    const int other = hand.Books(2, hand.Less(hand.Int(bound), hand.Pages(2)), {hand.Pages(2)});
    const auto found = [&](int row, int wanted) {
      return hand.N({"exists", hand.Bag({hand.Books(8,
                                                    hand.And(hand.Less(hand.Int(wanted), hand.Pages(8)),
                                                             hand.Eq(hand.Pages(8), hand.Pages(row))),
                                                    {})})});
    };
    hand.Claim({{"law", "same-set"},
                {"left", List({two})},
                {"right", List({other})},
                {"hints", Json::array({HintLists({Json::array({"instance", found(1, bound), 1})}),
                                       HintLists({Json::array({"instance", found(2, 3), 2})})})}});
    EXPECT_EQ(hand.Error().empty(), bound == 3) << hand.Error();
  }
}

TEST(ClaimsTest, FoldsOfTheSameRows) {
  const auto error = [](const char* name, const char* left_type, const char* right_type, bool price) {
    Hand hand;
    const int block = hand.Books(1, hand.Yes(), {price ? hand.Price(1) : hand.Pages(1)});
    const int bag = hand.Bag({block});
    const int by = hand.Claim({{"law", "same"}, {"left", List({block})}, {"right", List({block})}});
    hand.Claim(
        {{"law", "fold"},
         {"by", List({by})},
         {"terms", List({hand.N({"fold", left_type, name, bag}), hand.N({"fold", right_type, name, bag})})}});
    return hand.Error();
  };
  EXPECT_THAT(error("sum", "integer", "integer", false), IsEmpty());
  EXPECT_THAT(error("sum", "integer", "numeric", false), IsEmpty());
  EXPECT_THAT(error("sum", "integer", "numeric", true), Not(IsEmpty()));
  EXPECT_THAT(error("avg", "integer", "numeric", false), Not(IsEmpty()));
  EXPECT_THAT(error("sum", "numeric", "float", false), Not(IsEmpty()));
  Hand kinds;
  const int block = kinds.Books(1, kinds.Yes(), {kinds.Pages(1)});
  const int bag = kinds.Bag({block});
  const int by = kinds.Claim({{"law", "same"}, {"left", List({block})}, {"right", List({block})}});
  kinds.Claim({{"law", "fold"},
               {"by", List({by})},
               {"terms",
                List({kinds.N({"fold", "integer", "min", bag}), kinds.N({"fold", "integer", "max", bag})})}});
  EXPECT_THAT(kinds.Error(), HasSubstr("not two folds of one kind"));
}

TEST(ClaimsTest, SummandsOfNull) {
  // SUM(pages + price) is SUM(pages) + SUM(price) only of rows that have both.
  for (const bool guarded : {true, false}) {
    Hand hand;
    const int both = hand.And(hand.NotNull(hand.Pages(1)), hand.NotNull(hand.Price(1)));
    const int cond = guarded ? both : hand.Yes();
    const auto sum = [&](int out) {
      return hand.N({"fold", "numeric", "sum0", hand.Bag({hand.Books(1, cond, {out})})});
    };
    const int together = sum(hand.N({"linear", "numeric", {0, 1, 1}, hand.Pages(1), hand.Price(1)}));
    const int apart = hand.N({"linear", "numeric", {0, 1, 1}, sum(hand.Pages(1)), sum(hand.Price(1))});
    hand.Claim({{"law", "summands"}, {"terms", List({together, apart})}});
    EXPECT_EQ(hand.Error().empty(), guarded) << hand.Error();
  }
  Hand null;  // a sum of nothing is 0, and not NULL
  null.Claim({{"law", "summands"},
              {"terms", List({null.N({"fold", "integer", "sum0", null.Bag({})}), null.Pages(1)})}});
  EXPECT_THAT(null.Error(), Not(IsEmpty()));
  Hand inexact;
  const int weight = inexact.N({"apply", "float", "weight", 0});
  inexact.Claim({{"law", "summands"}, {"terms", List({weight, weight})}});
  EXPECT_THAT(inexact.Error(), HasSubstr("not exact numbers"));
}

TEST(ClaimsTest, ExtremesAndFixedValues) {
  Hand hand;
  const int seven = hand.Bag({hand.Books(1, hand.Yes(), {hand.Int(7)})});
  const int least = hand.N({"fold", "integer", "min", seven});
  const int some = hand.N({"exists", hand.Bag({hand.Books(1, hand.Yes(), {})})});
  hand.Claim({{"law", "fixed"}, {"terms", List({least, hand.N({"if", some, hand.Int(7), hand.Null()})})}});
  hand.Claim(
      {{"law", "fixed"}, {"terms", List({hand.N({"fold", "integer", "min", hand.Bag({})}), hand.Null()})}});
  const int nested =
      hand.N({"fold", "integer", "min", hand.Bag({hand.Block(Json::array(), hand.Yes(), {least})})});
  hand.Claim({{"law", "extremes"}, {"terms", List({nested, least})}});
  EXPECT_THAT(hand.Error(), IsEmpty());
  Hand always = hand;
  always.Claim({{"law", "fixed"}, {"terms", List({least, always.Int(7)})}});
  EXPECT_THAT(always.Error(), HasSubstr("claim 3 (fixed)"));
  Hand sum = hand;
  sum.Claim(
      {{"law", "fixed"}, {"terms", List({sum.N({"fold", "integer", "sum0", sum.Bag({})}), sum.Null()})}});
  EXPECT_THAT(sum.Error(), HasSubstr("claim 3 (fixed)"));
  Hand other = hand;
  const int greatest =
      other.N({"fold", "integer", "max", other.Bag({other.Block(Json::array(), other.Yes(), {least})})});
  other.Claim({{"law", "extremes"}, {"terms", List({greatest, least})}});
  EXPECT_THAT(other.Error(), HasSubstr("claim 3 (extremes)"));
}

TEST(ClaimsTest, AtMost) {
  for (const int count : {0, 1, 2}) {
    Hand hand;
    const int key = hand.Key();
    hand.Claim({{"law", "at-most"},
                {"count", count},
                {"left", List({hand.Books(1, hand.Eq(hand.Id(1), hand.Int(3)), {}),
                               hand.Books(1, hand.Eq(hand.Id(1), hand.Int(4)), {})})},
                {"unique", Json::array({Copies(1, 9, key), Copies(1, 9, key)})}});
    EXPECT_EQ(hand.Error().empty(), count == 2) << hand.Error();
  }
  Hand open;
  const int key = open.Key();
  open.Claim({{"law", "at-most"},
              {"count", 5},
              {"left", List({open.Books(1, open.Eq(open.Pages(1), open.Int(3)), {})})},
              {"unique", Json::array({Copies(1, 9, key)})}});
  EXPECT_THAT(open.Error(), HasSubstr("a second row is not excluded"));
  Hand said;  // that it is empty, without a word of why
  said.Claim({{"law", "at-most"},
              {"count", 0},
              {"left", List({said.Books(1, said.Yes(), {})})},
              {"unique", Json::array({kNoUnique})}});
  EXPECT_THAT(said.Error(), Not(IsEmpty()));
}

TEST(ClaimsTest, DeterminedAndNeverNull) {
  for (const bool key : {true, false}) {
    Hand hand;
    const int fact = hand.Key();
    const Json hint = Json::array({"key", fact, 1, 9, 1});
    hand.Claim({{"law", "determined"},
                {"left", List({hand.Books(1, hand.NotNull(hand.Id(1)), {hand.Pages(1)})})},
                {"seeds", List({key ? hand.Id(1) : hand.Price(1)})},
                {"hints", Json::array({HintLists({hint})})},
                {"unique",
                 Json::array({{{"copies", Json::array({Json::array({1, 9})})}, {"steps", Json::array()}}})}});
    EXPECT_EQ(hand.Error().empty(), key) << hand.Error();
  }
  for (const bool fact : {true, false}) {
    Hand hand;
    const int present = hand.Fact({{"kind", "not-null"}, {"table", "book"}, {"columns", {fact ? 1 : 0}}});
    hand.Claim({{"law", "follows"},
                {"left", List({hand.Books(1, hand.Yes(), {})})},
                {"seeds", List({hand.Pages(1)})},
                {"hints", Json::array({HintLists({Json::array({"row", present, 1})})})}});
    EXPECT_EQ(hand.Error().empty(), fact) << hand.Error();
  }
}

TEST(ClaimsTest, InstancesAreOfTheRightRows) {
  Hand hand;
  const int there =
      hand.N({"exists", hand.Bag({hand.Block(Hand::Rows({{7, hand.Table("author")}}), hand.Yes(), {})})});
  hand.Claim({{"law", "empty"},
              {"left", List({hand.Books(1, hand.N({"not", there}), {})})},
              {"right", Json::array()},
              {"hints", Json::array({HintLists({Json::array({"instance", there, 1})})})}});
  EXPECT_THAT(hand.Error(), HasSubstr("a hint 'instance' that does not apply"));
}

TEST(ClaimsTest, WhatAForeignKeyPromisesIsAnotherRow) {
  // node.parent references node: not every row is its own parent, whatever the promised row is called.
  for (const int name : {1, 5}) {
    Hand hand;
    const int fact = hand.Fact({{"kind", "foreign-key"},
                                {"table", "node"},
                                {"columns", {1}},
                                {"ref_table", "node"},
                                {"ref_columns", {0}}});
    const int node = hand.Table("node");
    const int own = hand.N(
        {"exists",
         hand.Bag({hand.Block(Hand::Rows({{7, node}}),
                              hand.And(hand.NotNull(hand.Id(7)), hand.Eq(hand.Id(7), hand.Pages(7))), {})})});
    const int cond = hand.And(hand.NotNull(hand.Pages(1)), hand.N({"not", own}));
    hand.Claim({{"law", "empty"},
                {"left", List({hand.Block(Hand::Rows({{1, node}}), cond, {})})},
                {"right", Json::array()},
                {"hints", Json::array({HintLists({Json::array({"follow", fact, 1, name}),
                                                  Json::array({"instance", own, name})})})}});
    EXPECT_THAT(hand.Error(), HasSubstr("does not follow"));
  }
}

TEST(ClaimsTest, AClaimOfBagsSaysNothingOfTerms) {
  Hand hand;
  hand.Claim({{"law", "same"},
              {"left", Json::array()},
              {"right", Json::array()},
              {"terms", List({hand.Int(1), hand.Int(2)})}});
  EXPECT_THAT(hand.Error(), HasSubstr("terms in a law of bags"));
}

TEST(ClaimsTest, NoSuchLawOrHint) {
  Hand hand;
  hand.Claim({{"law", "whim"}});
  EXPECT_THAT(hand.Error(), HasSubstr("no law 'whim'"));
  Hand hint;
  hint.Claim({{"law", "empty"},
              {"left", List({hint.Books(1, hint.Yes(), {})})},
              {"hints", Json::array({HintLists({Json::array({"whim", 1})})})}});
  EXPECT_THAT(hint.Error(), HasSubstr("a hint 'whim'"));
}

TEST(ClaimsTest, WorkIsBounded) {
  // Each condition has the last one twice, negated: as a tree it has 2^60 leaves.
  Hand hand;
  int f = hand.Less(hand.Pages(1), hand.Id(1));
  for (int i = 0; i < 60; ++i) {
    const int a = hand.N({"or", f, hand.Eq(hand.Pages(1), hand.Int(2 * i))});
    const int b = hand.N({"or", f, hand.Eq(hand.Pages(1), hand.Int(2 * i + 1))});
    f = hand.N({"not", hand.And(a, b)});
  }
  hand.Claim({{"law", "empty"}, {"left", List({hand.Books(1, f, {})})}, {"right", Json::array()}});
  EXPECT_THAT(hand.Error(), Not(IsEmpty()));
  Hand deep;
  int t = deep.Pages(1);
  for (int i = 0; i < 5'000; ++i) t = deep.N({"apply", "integer", "f", 1, t});
  EXPECT_THAT(deep.Error(), HasSubstr("deep"));
}

}  // namespace
}  // namespace tacit::replay
