// Which facts something rests on: halves are asked first, and say what one after the other would have said.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <vector>

#include "optimizer/prove/hints.h"

namespace tacit::prove {
namespace {

using algebra::FactId;
using Facts = std::set<FactId>;

TEST(NeededFacts, AreThoseThatOneAfterTheOtherLeaves) {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    Facts all;
    for (FactId id = 0; id < 12; ++id) all.insert(id);
    // It holds where one of these is there in full: what follows from facts follows from more.
    std::vector<Facts> enough(1 + random() % 3);
    for (Facts& facts : enough) {
      for (FactId id = 0; id < 12; ++id) {
        if (random() % 4 == 0) facts.insert(id);
      }
    }
    const auto holds_without = [&](const Facts& dropped) {
      return std::ranges::any_of(enough, [&](const Facts& facts) {
        return std::ranges::none_of(facts, [&](FactId id) { return dropped.contains(id); });
      });
    };
    Facts dropped;
    for (FactId id : all) {
      dropped.insert(id);
      if (!holds_without(dropped)) dropped.erase(id);
    }
    Facts left;
    std::ranges::set_difference(all, dropped, std::inserter(left, left.end()));
    EXPECT_EQ(NeededFacts(all, holds_without), left);
  }
}

TEST(NeededFacts, ManyOfWhichOneIsNeededAreAskedForByHalves) {
  Facts all;
  for (FactId id = 0; id < 64; ++id) all.insert(id);
  int asked = 0;
  const Facts needed = NeededFacts(all, [&](const Facts& dropped) {
    ++asked;
    return !dropped.contains(37);
  });
  EXPECT_EQ(needed, Facts{37});
  EXPECT_LT(asked, 16);
}

}  // namespace
}  // namespace tacit::prove
