// Every tree against std::map, over every distribution of keys.
#include "tacit/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>

#include "tests/indexes/key_sets.h"
#include "tests/indexes/kinds.h"

namespace tacit::index {
namespace {

// std::string compares as unsigned bytes, a prefix first: the order that an KeyIndex promises.
using Model = std::map<std::string, std::uint64_t, std::less<>>;
using Entries = std::vector<std::pair<std::string, std::uint64_t>>;

bool Put(KeyIndex& index, std::string_view key, std::uint64_t value) {
  const Result<bool> is_new = index.Upsert(key, value);
  EXPECT_TRUE(is_new.ok()) << is_new.status().message();
  return is_new.ok() && *is_new;
}

Entries Scan(const KeyIndex& index, std::string_view from, std::size_t limit) {
  Entries seen;
  const Result<std::size_t> visited = index.Scan(from, limit, [&](std::string_view key, std::uint64_t value) {
    seen.emplace_back(key, value);
    return true;
  });
  EXPECT_TRUE(visited.ok() && *visited == seen.size());
  return seen;
}

Entries Scan(const Model& model, std::string_view from, std::size_t limit) {
  Entries seen;
  for (auto it = model.lower_bound(from); it != model.end() && seen.size() < limit; ++it)
    seen.emplace_back(*it);
  return seen;
}

// What an index says of itself.
void ExpectSound(const KeyIndex& index) {
  const Status checked = index.Check();
  EXPECT_TRUE(checked.ok()) << checked.message();
  const Result<IndexStatistics> statistics = index.Statistics();
  ASSERT_TRUE(statistics.ok());
  std::size_t bytes = statistics->free_bytes;
  for (const IndexStatistics::Part& part : statistics->parts) bytes += part.bytes;
  EXPECT_EQ(bytes, index.memory_bytes());
  EXPECT_EQ(statistics->height > 0, index.size() > 0);
  EXPECT_LE(statistics->mean_depth, static_cast<double>(statistics->height));
  EXPECT_GE(statistics->mean_depth, index.size() > 0 ? 1 : 0);
}

void ExpectSame(const KeyIndex& index, const Model& model) {
  ExpectSound(index);
  EXPECT_EQ(index.size(), model.size());
  EXPECT_EQ(Scan(index, "", SIZE_MAX), Entries(model.begin(), model.end()));
}

std::vector<KeyEntry> EntriesOf(const Model& model) {
  std::vector<KeyEntry> entries;
  for (const auto& [key, value] : model) entries.push_back({key, value});
  return entries;
}

class EveryTree : public testing::TestWithParam<std::tuple<IndexKind, KeySet>> {
 protected:
  [[nodiscard]] std::unique_ptr<KeyIndex> Make() const { return kind_.Make(keys_); }

  const IndexKind& kind_ = std::get<0>(GetParam());
  std::vector<std::string> keys_ = std::get<1>(GetParam()).make(kind_.keys, 7);
  std::unique_ptr<KeyIndex> index_ = Make();
  Model model_;
};

TEST_P(EveryTree, HoldsWhatWasPutIn) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    ASSERT_EQ(Put(*index_, keys_[i], i), !model_.contains(keys_[i]));
    model_[keys_[i]] = i;
  }
  ExpectSame(*index_, model_);
  for (const auto& [key, value] : model_) {
    ASSERT_EQ(index_->Lookup(key), value);
    ASSERT_EQ(index_->Lookup(key + '\0').has_value(), model_.contains(key + '\0'));
    ASSERT_EQ(index_->Lookup(key.substr(0, key.size() / 2)).has_value(),
              model_.contains(key.substr(0, key.size() / 2)));
  }
  EXPECT_GE(index_->memory_bytes(), model_.size() * sizeof(std::uint64_t));
}

TEST_P(EveryTree, ForgetsWhatWasErased) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    (void)Put(*index_, keys_[i], i);
    model_[keys_[i]] = i;
  }
  std::vector<std::string> order;
  for (const auto& [key, value] : model_) order.push_back(key);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(3));
  for (std::size_t i = 0; i < order.size(); ++i) {
    ASSERT_TRUE(index_->Erase(order[i]));
    ASSERT_FALSE(index_->Erase(order[i]));
    ASSERT_EQ(index_->Lookup(order[i]), std::nullopt);
    model_.erase(order[i]);
    if (i % (kind_.keys / 8) == 0) ExpectSame(*index_, model_);
  }
  ExpectSame(*index_, {});
  EXPECT_TRUE(Put(*index_, keys_[0], 1));
  ExpectSame(*index_, {{keys_[0], 1}});
}

TEST_P(EveryTree, InsertLeavesWhatIsThere) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    const Result<bool> is_new = index_->Insert(keys_[i], i);
    ASSERT_TRUE(is_new.ok());
    ASSERT_EQ(*is_new, model_.try_emplace(keys_[i], i).second);
  }
  ExpectSame(*index_, model_);
}

TEST_P(EveryTree, LoadsWhatIsInOrder) {
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2}, keys_.size()}) {
    model_.clear();
    for (std::uint64_t i = 0; i < count; ++i) model_[keys_[i]] = i;
    index_ = Make();
    const Status loaded = index_->Load(EntriesOf(model_));
    ASSERT_TRUE(loaded.ok()) << loaded.message();
    ExpectSame(*index_, model_);
  }
  // It is a tree like others from then on.
  const std::vector<std::string> others = std::get<1>(GetParam()).make(1'000, 8);
  for (std::uint64_t i = 0; i < others.size(); ++i) {
    ASSERT_EQ(Put(*index_, others[i], i), model_.insert_or_assign(others[i], i).second);
    if (i % 3 != 0) continue;
    const std::string gone = keys_[i % keys_.size()];
    ASSERT_EQ(index_->Erase(gone), model_.erase(gone) == 1);
  }
  ExpectSame(*index_, model_);
  for (const std::string& key : keys_) ASSERT_EQ(index_->Erase(key), model_.erase(key) == 1);
  ExpectSame(*index_, model_);
}

TEST_P(EveryTree, ScansRangesAndPrefixes) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    (void)Put(*index_, keys_[i], i);
    model_[keys_[i]] = i;
  }
  std::mt19937_64 random(17);
  const auto any_key = [&] {
    std::string key = keys_[random() % keys_.size()];
    if (random() % 2 == 0) key.resize(random() % (key.size() + 1));
    if (random() % 4 == 0) key += static_cast<char>(random() % 256);
    return key;
  };
  Entries seen;
  const auto see = [&](std::string_view key, std::uint64_t value) {
    seen.emplace_back(key, value);
    return true;
  };
  for (int i = 0; i < 300; ++i) {
    const std::size_t limit = random() % 3 == 0 ? random() % 20 : SIZE_MAX;
    const std::string from = any_key();
    const std::string to = any_key();
    Entries expected;
    for (auto it = model_.lower_bound(from); it != model_.end() && it->first < to && expected.size() < limit;
         ++it) {
      expected.emplace_back(*it);
    }
    seen.clear();
    ASSERT_EQ(index_->ScanRange(from, to, limit, see).value(), expected.size());
    ASSERT_EQ(seen, expected);

    const std::string prefix = any_key();
    expected.clear();
    for (auto it = model_.lower_bound(prefix);
         it != model_.end() && it->first.starts_with(prefix) && expected.size() < limit; ++it) {
      expected.emplace_back(*it);
    }
    seen.clear();
    ASSERT_EQ(index_->ScanPrefix(prefix, limit, see).value(), expected.size());
    ASSERT_EQ(seen, expected);
  }
}

TEST_P(EveryTree, GrowsAtItsEnd) {
  std::sort(keys_.begin(), keys_.end());
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    (void)Put(*index_, keys_[i], i);
    model_[keys_[i]] = i;
  }
  ExpectSame(*index_, model_);
}

// Grows, shrinks and grows again, with every kind of call between.
TEST_P(EveryTree, AgreesWithAMapThroughARandomLife) {
  std::mt19937_64 random(11);
  const std::uint64_t stretch = kind_.keys * 3 / 2;
  for (std::uint64_t step = 0; step < 5 * stretch; ++step) {
    const std::string& key = keys_[random() % keys_.size()];
    const bool shrinking = (step / stretch) % 2 == 1;
    const std::uint64_t action = random() % 10;
    if (action < 6) {
      if (shrinking) {
        ASSERT_EQ(index_->Erase(key), model_.erase(key) == 1);
      } else {
        ASSERT_EQ(Put(*index_, key, step), !model_.contains(key));
        model_[key] = step;
      }
    } else if (action < 9) {
      const auto it = model_.find(key);
      ASSERT_EQ(index_->Lookup(key), it == model_.end() ? std::nullopt : std::optional(it->second));
    } else {
      const std::string_view from = std::string_view(key).substr(0, random() % (key.size() + 1));
      const std::size_t limit = random() % 20;
      ASSERT_EQ(Scan(*index_, from, limit), Scan(model_, from, limit));
    }
  }
  ExpectSame(*index_, model_);
}

// A cursor beside an iterator, wherever it is sent.
TEST_P(EveryTree, CursorsGoWhereIteratorsGo) {
  std::mt19937_64 random(13);
  const auto expect_at = [&](const KeyCursor& cursor, Model::const_iterator it) {
    ASSERT_EQ(cursor.on_entry(), it != model_.end());
    if (it == model_.end()) return;
    ASSERT_TRUE(cursor.key() == it->first);
    ASSERT_EQ(cursor.value(), it->second);
  };
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{7}, keys_.size()}) {
    for (std::size_t i = model_.size(); i < count; ++i) {
      (void)Put(*index_, keys_[i], i);
      model_[keys_[i]] = i;
    }
    const std::unique_ptr<KeyCursor> cursor = index_->NewCursor().value();
    ASSERT_FALSE(cursor->on_entry());
    Model::const_iterator it = model_.end();
    for (int step = 0; step < 5'000; ++step) {
      const std::uint64_t action = random() % 20;
      if (action == 0) {
        std::string key = keys_[random() % keys_.size()];
        if (random() % 2 == 0) key.resize(random() % (key.size() + 1));
        if (random() % 4 == 0) key += '\0';
        ASSERT_TRUE(cursor->Seek(key).ok());
        it = model_.lower_bound(key);
      } else if (action == 1) {
        ASSERT_TRUE(cursor->SeekLast().ok());
        it = model_.empty() ? model_.end() : std::prev(model_.end());
      } else if ((static_cast<std::uint64_t>(step) / 200 + action / 5) % 2 == 0) {
        ASSERT_TRUE(cursor->Next().ok());
        if (it != model_.end()) ++it;
      } else {
        ASSERT_TRUE(cursor->Prev().ok());
        it = it == model_.begin() || it == model_.end() ? model_.end() : std::prev(it);
      }
      expect_at(*cursor, it);
      if (HasFatalFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Trees, EveryTree,
                         testing::Combine(testing::ValuesIn(IndexKinds()), testing::ValuesIn(KeySets())),
                         [](const auto& test) {
                           std::string name = TestName(std::get<0>(test.param));
                           name.append("_").append(std::get<1>(test.param).name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class EachTree : public testing::TestWithParam<IndexKind> {
 protected:
  std::unique_ptr<KeyIndex> index_ = GetParam().Make({"kkkkkkkk"});
};

TEST_P(EachTree, StartsEmpty) {
  ExpectSame(*index_, {});
  EXPECT_EQ(index_->Lookup(""), std::nullopt);
  EXPECT_FALSE(index_->Erase(""));
}

TEST_P(EachTree, OrdersAwkwardKeys) {
  using namespace std::string_literals;
  const std::vector<std::string> rising = {""s,     "\0"s,       "\0\0"s,       "\0\1"s,        "\1"s,
                                           "a"s,    "a\0"s,      "a\0\0"s,      "a\0b"s,        "aaaaaaaa"s,
                                           "ab"s,   "abcdefgh"s, "abcdefgh\0"s, "abcdefgh\0i"s, "abcdefghi"s,
                                           "\x7f"s, "\x80"s,     "\xff"s,       "\xff\0"s,      "\xff\xff"s};
  ASSERT_TRUE(std::is_sorted(rising.begin(), rising.end()));
  for (std::size_t i = rising.size(); i-- > 0;) EXPECT_TRUE(Put(*index_, rising[i], i));
  const Entries seen = Scan(*index_, "", SIZE_MAX);
  ASSERT_EQ(seen.size(), rising.size());
  for (std::size_t i = 0; i < rising.size(); ++i) {
    EXPECT_EQ(seen[i], std::pair(rising[i], std::uint64_t{i}));
    EXPECT_EQ(Scan(*index_, rising[i], SIZE_MAX).size(), rising.size() - i);
  }
}

TEST_P(EachTree, ScansAsFarAsAsked) {
  for (std::uint64_t i = 0; i < 100; ++i) (void)Put(*index_, std::to_string(i), i);
  EXPECT_TRUE(Scan(*index_, "", 0).empty());
  EXPECT_THAT(Scan(*index_, "98", 10),
              testing::ElementsAre(testing::Pair("98", 98), testing::Pair("99", 99)));
  std::size_t seen = 0;
  EXPECT_EQ(index_->Scan("", SIZE_MAX, [&](std::string_view, std::uint64_t) { return ++seen < 7; }).value(),
            7U);
  EXPECT_EQ(seen, 7U);
}

TEST_P(EachTree, UsesTheRoomOfErasedKeysAgain) {
  constexpr std::uint64_t kKeys = 8'000;
  const auto key = [](char first, std::uint64_t i) {
    return first + std::to_string(i) + std::string(i % 10 == 0 ? 600 : 0, 'l');
  };
  const auto fill = [&](char first) {
    for (std::uint64_t i = 0; i < kKeys; ++i) (void)Put(*index_, key(first, i), i);
  };
  fill('a');
  const std::size_t filled = index_->memory_bytes();
  std::size_t again = 0;
  for (const char first : {'a', 'b', 'c', 'd'}) {
    for (std::uint64_t i = 0; i < kKeys; ++i) ASSERT_TRUE(index_->Erase(key(first, i)));
    fill(static_cast<char>(first + 1));
    if (first == 'a') again = index_->memory_bytes();
  }
  // Some trees have nodes of many sizes, and leave some of each size free; but not more and more of them.
  EXPECT_LT(again, 2 * filled);
  EXPECT_LT(index_->memory_bytes(), again + again / 2);
}

TEST_P(EachTree, LoadsNothingThatIsOutOfOrder) {
  const std::vector<KeyEntry> twice = {{"a", 1}, {"b", 2}, {"b", 3}};
  const std::vector<KeyEntry> falling = {{"b", 1}, {"a", 2}};
  for (const std::vector<KeyEntry>& entries : {twice, falling}) {
    const Status loaded = index_->Load(entries);
    ASSERT_EQ(loaded.code(), StatusCode::kInvalidArgument);
    EXPECT_THAT(loaded.message(), testing::HasSubstr("entry " + std::to_string(entries.size() - 1)));
    ExpectSame(*index_, {});
  }
  (void)Put(*index_, "c", 7);
  const std::vector<KeyEntry> good = {{"a", 1}};
  EXPECT_EQ(index_->Load(good).code(), StatusCode::kInvalidArgument);
  ExpectSame(*index_, {{"c", 7}});
}

TEST_P(EachTree, RefusesAKeyThatIsTooLong) {
  const std::string longest(kMaxIndexKeyBytes, 'k');
  // A dictionary of other keys makes it longer than a tree takes.
  const bool fits = GetParam().encoder != "renewed";
  const Result<bool> put = index_->Upsert(longest, 1);
  ASSERT_EQ(put.status().code(), fits ? StatusCode::kOk : StatusCode::kInvalidArgument);
  EXPECT_EQ(index_->Insert(longest + "k", 2).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(index_->Upsert(longest + "k", 2).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(index_->size(), fits ? 1U : 0U);
  EXPECT_EQ(index_->Lookup(longest), fits ? std::optional<std::uint64_t>(1) : std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Trees, EachTree, testing::ValuesIn(IndexKinds()),
                         [](const auto& test) { return TestName(test.param); });

TEST(MakeIndex, NamesTheTreesThatThereAre) {
  const Result<std::unique_ptr<KeyIndex>> index = MakeIndex("bush");
  ASSERT_FALSE(index.ok());
  EXPECT_EQ(index.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(index.status().message(),
              testing::AllOf(testing::HasSubstr("btree"), testing::HasSubstr("'bush'")));
}

}  // namespace
}  // namespace tacit::index
