// An index of encoded keys while its dictionary is replaced, and where memory fails it.
#include "tacit/encoded_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>

#include "tests/indexes/key_sets.h"

namespace tacit::index {
namespace {

using Model = std::map<std::string, std::uint64_t, std::less<>>;
using Entries = std::vector<std::pair<std::string, std::uint64_t>>;

KeyDictionary Trained(KeyScheme scheme, const std::vector<std::string>& keys) {
  DictionaryOptions options;
  options.scheme = scheme;
  options.max_entries = 300;
  const std::vector<std::string_view> sample(keys.begin(), keys.end());
  return KeyDictionary::Train(sample, options).value();
}

Entries All(const KeyIndex& index) {
  Entries seen;
  const Result<std::size_t> visited =
      index.Scan("", SIZE_MAX, [&](std::string_view key, std::uint64_t value) {
        seen.emplace_back(key, value);
        return true;
      });
  EXPECT_TRUE(visited.ok());
  return seen;
}

class WhileItIsReplaced : public testing::TestWithParam<std::string_view> {
 protected:
  void Put(const std::string& key, std::uint64_t value) {
    const Result<bool> is_new = index_->Upsert(key, value);
    ASSERT_TRUE(is_new.ok()) << is_new.status().message();
    ASSERT_EQ(*is_new, model_.insert_or_assign(key, value).second);
  }
  void ExpectSame() {
    const Status checked = index_->Check();
    ASSERT_TRUE(checked.ok()) << checked.message();
    ASSERT_EQ(index_->size(), model_.size());
    ASSERT_EQ(All(*index_), Entries(model_.begin(), model_.end()));
  }

  std::vector<std::string> keys_ = KeySets().front().make(2'000, 3);
  std::unique_ptr<EncodedIndex> index_ =
      EncodedIndex::Make(GetParam(), Trained(KeyScheme::kSingleChar, {"abc"})).value();
  Model model_;
};

TEST_P(WhileItIsReplaced, NothingIsLost) {
  for (std::uint64_t i = 0; i < 1'000; ++i) Put(keys_[i], i);
  const std::size_t entries = index_->size();
  ASSERT_TRUE(index_->Replace(Trained(KeyScheme::k3Grams, keys_)).ok());
  EXPECT_EQ(index_->left_to_move(), entries);
  EXPECT_EQ(index_->dictionary().scheme(), KeyScheme::k3Grams);
  const Status again = index_->Replace(Trained(KeyScheme::kSingleChar, keys_));
  EXPECT_EQ(again.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(again.message(), testing::HasSubstr(std::to_string(entries)));
  ExpectSame();

  std::mt19937_64 random(5);
  std::size_t changes = 0;
  for (std::uint64_t step = 1'000; index_->left_to_move() > 0; ++step, ++changes) {
    const std::string& key = keys_[random() % keys_.size()];
    const std::size_t left = index_->left_to_move();
    if (random() % 3 == 0) {
      ASSERT_EQ(index_->Erase(key), model_.erase(key) == 1);
    } else if (random() % 2 == 0) {
      const Result<bool> is_new = index_->Insert(key, step);
      ASSERT_TRUE(is_new.ok());
      ASSERT_EQ(*is_new, model_.try_emplace(key, step).second);
    } else {
      Put(key, step);
    }
    ASSERT_LE(index_->left_to_move(), left);
    const auto at = model_.find(key);
    ASSERT_EQ(index_->Lookup(key), at == model_.end() ? std::nullopt : std::optional(at->second));
    if (changes % 20 == 0) ExpectSame();
  }
  EXPECT_GT(changes, 20U);
  EXPECT_LT(changes, 1'000U) << "changes moved too few entries";
  ExpectSame();
  ASSERT_TRUE(index_->Replace(Trained(KeyScheme::kSingleChar, keys_)).ok());
  ASSERT_TRUE(index_->Move(SIZE_MAX).ok());
  EXPECT_EQ(index_->left_to_move(), 0U);
  ExpectSame();
}

TEST_P(WhileItIsReplaced, CursorsGoThroughBothTrees) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) Put(keys_[i], i);
  ASSERT_TRUE(index_->Replace(Trained(KeyScheme::k3Grams, keys_)).ok());
  std::mt19937_64 random(9);
  // Some of each tree, in no order.
  for (int i = 0; i < 100; ++i) {
    const std::string& key = keys_[random() % keys_.size()];
    Put(key, model_[key]);
  }
  ASSERT_GT(index_->left_to_move(), 0U);
  const std::unique_ptr<KeyCursor> cursor = index_->NewCursor().value();
  Model::const_iterator it = model_.end();
  for (int step = 0; step < 20'000; ++step) {
    const std::uint64_t action = random() % 50;
    if (action == 0) {
      const std::string key = keys_[random() % keys_.size()].substr(0, random() % 8);
      ASSERT_TRUE(cursor->Seek(key).ok());
      it = model_.lower_bound(key);
    } else if (action == 1) {
      ASSERT_TRUE(cursor->SeekLast().ok());
      it = std::prev(model_.end());
    } else if (random() % 4 == 0 || step / 100 % 2 == 0) {
      ASSERT_TRUE(cursor->Next().ok());
      if (it != model_.end()) ++it;
    } else {
      ASSERT_TRUE(cursor->Prev().ok());
      it = it == model_.begin() || it == model_.end() ? model_.end() : std::prev(it);
    }
    ASSERT_EQ(cursor->on_entry(), it != model_.end());
    if (it == model_.end()) continue;
    ASSERT_EQ(cursor->key(), it->first);
    ASSERT_EQ(cursor->value(), it->second);
  }
}

TEST_P(WhileItIsReplaced, ADictionaryThatGrewOldIsRenewed) {
  EncodedIndexOptions options;
  options.renew = true;
  options.training.scheme = KeyScheme::kSingleChar;
  options.drift.window_bytes = 1 << 14;
  const std::vector<std::string> letters = {"aaaa", "aabb", "abab"};
  index_ = EncodedIndex::Make(GetParam(), Trained(KeyScheme::kSingleChar, letters), options).value();
  const double rate_before = index_->dictionary().trained_rate();
  std::mt19937_64 random(4);
  bool moved = false;
  for (std::uint64_t i = 0; i < 4'000; ++i) {
    std::string key(12, '0');
    for (char& c : key) c = static_cast<char>('0' + random() % 10);
    Put(key, i);
    moved = moved || index_->left_to_move() > 0;
  }
  EXPECT_TRUE(moved);
  EXPECT_NE(index_->dictionary().trained_rate(), rate_before);
  EXPECT_EQ(index_->left_to_move(), 0U);
  ExpectSame();
}

INSTANTIATE_TEST_SUITE_P(Trees, WhileItIsReplaced, testing::ValuesIn(IndexNames()), [](const auto& test) {
  std::string name(test.param);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(EncodedIndex, RefusesWhatItCannotBe) {
  const KeyDictionary dictionary = Trained(KeyScheme::kSingleChar, {"a"});
  EncodedIndexOptions options;
  options.moved_per_change = 0;
  EXPECT_EQ(EncodedIndex::Make("art", dictionary, options).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(EncodedIndex::Make("bush", dictionary).status().code(), StatusCode::kInvalidArgument);
  options.moved_per_change = 1;
  options.renew = true;
  options.drift.tolerance = 2;
  EXPECT_EQ(EncodedIndex::Make("art", dictionary, options).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tacit::index
