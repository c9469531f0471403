// What the store keeps its terms in, each against the plain container that it stands for.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "optimizer/prove/id_map.h"
#include "optimizer/prove/intern_table.h"
#include "optimizer/prove/pages.h"
#include "optimizer/prove/var_sets.h"

namespace tacit::prove {
namespace {

TEST(InternTable, NumbersKeysInTheOrderInWhichTheyCome) {
  std::mt19937 random(7);
  InternTable table;
  std::map<std::vector<int>, int> plain;
  for (int round = 0; round < 20'000; ++round) {
    // Short keys over few words, so that the same ones come again, and keys that begin with other keys.
    std::vector<int> key(random() % 5);
    for (int& word : key) word = static_cast<int>(random() % 9) - 4;
    const auto [known, fresh] = plain.emplace(key, static_cast<int>(plain.size()));
    const auto found = table.IdOf(key);
    ASSERT_EQ(found.id, known->second);
    ASSERT_EQ(found.fresh, fresh);
  }
  EXPECT_EQ(table.size(), plain.size());
}

TEST(InternTable, KeysThatDifferInLengthOnlyAreDifferent) {
  InternTable table;
  EXPECT_EQ(table.IdOf({}).id, 0);
  EXPECT_EQ(table.IdOf({0}).id, 1);
  EXPECT_EQ(table.IdOf({0, 0}).id, 2);
  EXPECT_EQ(table.IdOf({0}).id, 1);
}

TEST(IdMap, KeepsTheFirstValueOfAKey) {
  std::mt19937 random(7);
  IdMap map;
  EXPECT_EQ(map.Find(0), -1);
  std::map<int, int> plain;
  for (int round = 0; round < 5'000; ++round) {
    const auto key = static_cast<int>(random() % 3'000);
    ASSERT_EQ(map.Add(key, round), plain.emplace(key, round).second);
  }
  for (int key = 0; key < 3'000; ++key) {
    const auto known = plain.find(key);
    EXPECT_EQ(map.Find(key), known == plain.end() ? -1 : known->second);
  }
}

TEST(Pages, ElementsStayWhereTheyAre) {
  Pages<int> pages;
  std::vector<const int*> places;
  for (int i = 0; i < 1'000; ++i) places.push_back(&(pages.Add() = i));
  ASSERT_EQ(pages.size(), 1'000U);
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_EQ(pages[i], static_cast<int>(i));
    EXPECT_EQ(&pages[i], places[i]);
  }
}

TEST(VarSets, AnEqualSetHasTheSameNumber) {
  std::mt19937 random(7);
  VarSets sets;
  std::map<std::set<int>, VarSets::SetId> numbers{{{}, VarSets::kEmpty}};
  std::vector<std::set<int>> plain{{}};
  std::vector<VarSets::SetId> ids{VarSets::kEmpty};
  for (int round = 0; round < 2'000; ++round) {
    std::set<int> set{static_cast<int>(random() % 6) + 1};
    VarSets::SetId id = sets.Of(*set.begin());
    if (round % 2 == 1) {
      const std::size_t a = random() % plain.size();
      const std::size_t b = random() % plain.size();
      set = plain[a];
      set.insert(plain[b].begin(), plain[b].end());
      id = sets.Union(ids[a], ids[b]);
    }
    ASSERT_TRUE(std::ranges::equal(sets[id], set));
    ASSERT_EQ(numbers.emplace(set, id).first->second, id);
    plain.push_back(set);
    ids.push_back(id);
  }
}

}  // namespace
}  // namespace tacit::prove
