#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tacit/dictionary_versions.h"
#include "tests/encoder/key_sets.h"

namespace tacit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr DictionaryOptions kTraining = {.scheme = KeyScheme::k3Grams, .max_entries = 1000};
constexpr DriftOptions kDrift = {.window_bytes = 20000, .sample_bytes = 10000};

std::vector<std::string> Addresses(std::uint64_t seed) { return encoder::KeySets(seed)[0].keys; }
std::vector<std::string> Paths(std::uint64_t seed) { return encoder::KeySets(seed)[1].keys; }
std::vector<std::string> Random(std::uint64_t seed) { return encoder::KeySets(seed)[7].keys; }

DictionaryVersions On(const std::vector<std::string>& sample, const DriftOptions& drift = kDrift) {
  std::vector<VersionedDictionary> live;
  live.push_back({1, KeyDictionary::Train(encoder::Views(sample), kTraining).value()});
  return DictionaryVersions::Make(std::move(live), kTraining, drift).value();
}

void Write(DictionaryVersions& versions, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    versions.Note(key, versions.Find(versions.newest())->Encode(key).size());
  }
}

// Enough to fill the window, and what is kept.
template <typename Keys>
void WriteMany(DictionaryVersions& versions, Keys&& keys) {
  for (std::uint64_t seed = 100; seed < 110; ++seed) Write(versions, keys(seed));
}

TEST(Versions, KeysLikeTheSampleLetNothingGrowOld) {
  DictionaryVersions versions = On(Addresses(1));
  EXPECT_EQ(versions.recent_rate(), 1);
  WriteMany(versions, Addresses);
  EXPECT_FALSE(versions.grown_old());
  EXPECT_NEAR(versions.recent_rate(), versions.expected_rate(), 0.05 * versions.expected_rate());
  EXPECT_FALSE(versions.Rebuild().value());
  EXPECT_THAT(versions.live(), ElementsAre(1));
}

TEST(Versions, FewKeysSayNothing) {
  DictionaryVersions versions = On(Addresses(1));
  Write(versions, {"\x01\x02\x03", "\x04\x05"});
  EXPECT_FALSE(versions.grown_old());
}

TEST(Versions, OtherKeysLetTheDictionaryGrowOldAndTheNextOneIsMadeForThem) {
  DictionaryVersions versions = On(Addresses(1));
  const KeyDictionary* const first = versions.Find(1);
  const std::string encoded = first->Encode("org.example@anna");
  WriteMany(versions, Paths);
  ASSERT_TRUE(versions.grown_old());
  ASSERT_TRUE(versions.Rebuild().value());
  EXPECT_THAT(versions.live(), ElementsAre(1, 2));
  EXPECT_EQ(versions.newest(), 2U);
  EXPECT_FALSE(versions.grown_old());

  // What was encoded before is still decoded.
  EXPECT_EQ(versions.Find(1), first);
  EXPECT_EQ(first->DecodeExactly(encoded).value(), "org.example@anna");
  const double before = versions.expected_rate();
  WriteMany(versions, Paths);
  EXPECT_FALSE(versions.grown_old());
  EXPECT_GT(versions.recent_rate(), 0.95 * before);
}

TEST(Versions, WhatCannotBeMadeShorterIsTriedOnce) {
  DictionaryVersions versions = On(Addresses(1));
  WriteMany(versions, Random);
  WriteMany(versions, Random);
  ASSERT_TRUE(versions.grown_old());
  // Random bytes take about what they are, whatever the dictionary; the first one makes them longer.
  while (versions.grown_old()) {
    const bool rebuilt = versions.Rebuild().value();
    if (rebuilt) {
      ASSERT_TRUE(versions.Retire(versions.live().front()).ok());
    }
    WriteMany(versions, Random);
    WriteMany(versions, Random);
    ASSERT_LT(versions.newest(), 4U);
  }
  EXPECT_LT(versions.recent_rate(), 1.05);
}

TEST(Versions, TwoAreLiveUntilTheOlderOneIsRetired) {
  DictionaryVersions versions = On(Addresses(1));
  EXPECT_FALSE(versions.Retire(1).ok());
  EXPECT_FALSE(versions.Retire(2).ok());
  WriteMany(versions, Paths);
  ASSERT_TRUE(versions.Rebuild().value());
  const Result<bool> third = versions.Rebuild();
  ASSERT_FALSE(third.ok());
  EXPECT_THAT(third.status().message(), HasSubstr("version 1"));
  EXPECT_FALSE(versions.Retire(2).ok());
  ASSERT_TRUE(versions.Retire(1).ok());
  EXPECT_EQ(versions.Find(1), nullptr);
  EXPECT_THAT(versions.live(), ElementsAre(2));
  WriteMany(versions, Addresses);
  ASSERT_TRUE(versions.Rebuild().value());
  EXPECT_EQ(versions.newest(), 3U);
}

// A store of two runs, one for each live version: reads look into both, and each write moves a few keys.
TEST(Versions, AStoreMovesFromOneToTheNext) {
  DictionaryVersions versions = On(Addresses(1));
  std::map<std::uint32_t, std::map<std::string, int>> runs;
  std::map<std::string, int> expected;
  const auto find = [&](const std::string& key) {
    for (const std::uint32_t version : versions.live()) {
      const auto& run = runs[version];
      if (const auto at = run.find(versions.Find(version)->Encode(key)); at != run.end()) return at->second;
    }
    return -1;
  };
  const auto move_some = [&] {
    const std::uint32_t oldest = versions.live().front();
    if (oldest == versions.newest()) return;
    auto& from = runs[oldest];
    for (int i = 0; i < 3 && !from.empty(); ++i) {
      const std::string key = versions.Find(oldest)->DecodeExactly(from.begin()->first).value();
      runs[versions.newest()][versions.Find(versions.newest())->Encode(key)] = from.begin()->second;
      from.erase(from.begin());
    }
    if (from.empty()) {
      ASSERT_TRUE(versions.Retire(oldest).ok());
    }
  };
  int value = 0;
  for (std::uint64_t round = 0; round < 12; ++round) {
    for (const std::string& key : round < 4 ? Addresses(round) : Paths(round)) {
      if (find(key) >= 0) continue;
      const std::string encoded = versions.Find(versions.newest())->Encode(key);
      versions.Note(key, encoded.size());
      runs[versions.newest()][encoded] = expected[key] = ++value;
      move_some();
      if (versions.grown_old() && versions.live().size() == 1) {
        ASSERT_TRUE(versions.Rebuild().ok());
      }
    }
    for (const auto& [key, of] : expected) ASSERT_EQ(find(key), of);
  }
  EXPECT_GT(versions.newest(), 1U);
}

TEST(Versions, TheSameCallsGiveTheSame) {
  const auto make = [] {
    DictionaryVersions versions = On(Addresses(1));
    WriteMany(versions, Paths);
    EXPECT_TRUE(versions.Rebuild().value());
    return versions.Find(2)->Pack();
  };
  EXPECT_TRUE(make() == make());
}

TEST(Versions, AreFoundAgain) {
  DictionaryVersions versions = On(Addresses(1));
  WriteMany(versions, Paths);
  ASSERT_TRUE(versions.Rebuild().value());
  std::vector<VersionedDictionary> live;
  for (const std::uint32_t version : versions.live()) {
    live.push_back({version, KeyDictionary::Open(versions.Find(version)->Pack(), "test").value()});
  }
  const auto again = DictionaryVersions::Make(std::move(live), kTraining, kDrift).value();
  EXPECT_THAT(again.live(), ElementsAre(1, 2));
  EXPECT_EQ(again.Find(2)->Encode("/a/wiki"), versions.Find(2)->Encode("/a/wiki"));
}

TEST(Versions, OptionsOutOfBoundsAreRefused) {
  const auto message = [](std::vector<std::uint32_t> numbers, const DriftOptions& drift) {
    std::vector<VersionedDictionary> live;
    for (const std::uint32_t number : numbers) {
      live.push_back({number, KeyDictionary::Train(encoder::Views(Addresses(1)), kTraining).value()});
    }
    const auto made = DictionaryVersions::Make(std::move(live), kTraining, drift);
    return made.ok() ? std::string("ok") : made.status().message();
  };
  EXPECT_EQ(message({1, 2}, {}), "ok");
  EXPECT_THAT(message({}, {}), HasSubstr("found 0"));
  EXPECT_THAT(message({1, 2, 3}, {}), HasSubstr("found 3"));
  EXPECT_THAT(message({2, 1}, {}), HasSubstr("found 2 before 1"));
  EXPECT_THAT(message({1}, {.tolerance = 0}), HasSubstr("tolerance"));
  EXPECT_THAT(message({1}, {.tolerance = 1}), HasSubstr("tolerance"));
  EXPECT_THAT(message({1}, {.window_bytes = 1}), HasSubstr("window"));
  EXPECT_THAT(message({1}, {.sample_bytes = 0}), HasSubstr("sample"));
}

TEST(Versions, NothingNotedIsNothingToTrainOn) {
  DictionaryVersions versions = On(Addresses(1));
  const Result<bool> rebuilt = versions.Rebuild();
  ASSERT_FALSE(rebuilt.ok());
  EXPECT_THAT(rebuilt.status().message(), HasSubstr("found 0"));
}

}  // namespace
}  // namespace tacit
