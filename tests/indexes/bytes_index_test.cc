// Indexes of byte strings against std::map, and where memory fails them.
#include "tacit/bytes_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "tests/indexes/failing_allocator.h"

namespace tacit::index {
namespace {

using Model = std::map<std::string, std::string, std::less<>>;
using Entries = std::vector<std::pair<std::string, std::string>>;

std::string ValueOf(std::mt19937_64& random) {
  const std::uint64_t kind = random() % 20;
  const std::size_t size = kind == 0   ? 0
                           : kind == 1 ? 4'000 + random() % 200
                           : kind == 2 ? 100'000
                                       : random() % 40;
  std::string value(size, '\0');
  for (char& c : value) c = static_cast<char>(random());
  return value;
}

class BytesIndexTest : public testing::TestWithParam<std::string_view> {
 protected:
  void ExpectSame() {
    const Status checked = index_.Check();
    ASSERT_TRUE(checked.ok()) << checked.message();
    Entries seen;
    const auto see = [&](std::string_view key, std::string_view value) {
      seen.emplace_back(key, value);
      return true;
    };
    ASSERT_TRUE(index_.Scan("", SIZE_MAX, see).ok());
    ASSERT_TRUE(seen == Entries(model_.begin(), model_.end()));
    seen.clear();
    ASSERT_TRUE(index_.ScanRange("key2", "key4", SIZE_MAX, see).ok());
    ASSERT_TRUE(seen == Entries(model_.lower_bound("key2"), model_.lower_bound("key4")));
    seen.clear();
    ASSERT_TRUE(index_.ScanPrefix("key2", SIZE_MAX, see).ok());
    ASSERT_TRUE(seen == Entries(model_.lower_bound("key2"), model_.lower_bound("key3")));
  }

  BytesIndex index_ = BytesIndex::Over(MakeIndex(GetParam()).value()).value();
  Model model_;
};

TEST_P(BytesIndexTest, AgreesWithAMap) {
  std::mt19937_64 random(6);
  std::size_t most = 0;
  for (int step = 0; step < 6'000; ++step) {
    const std::string key = "key" + std::to_string(random() % 700);
    const std::uint64_t action = random() % 5;
    if (action == 0) {
      const std::string value = ValueOf(random);
      const Result<bool> is_new = index_.Insert(key, value);
      ASSERT_TRUE(is_new.ok());
      ASSERT_EQ(*is_new, model_.try_emplace(key, value).second);
    } else if (action == 1) {
      const std::string value = ValueOf(random);
      const Result<bool> is_new = index_.Upsert(key, value);
      ASSERT_TRUE(is_new.ok());
      ASSERT_EQ(*is_new, model_.insert_or_assign(key, value).second);
    } else if (action == 2) {
      ASSERT_EQ(index_.Erase(key), model_.erase(key) == 1);
    } else {
      const auto at = model_.find(key);
      const std::optional<std::string_view> value = index_.Lookup(key);
      ASSERT_EQ(value.has_value(), at != model_.end());
      if (value) {
        ASSERT_TRUE(*value == at->second);
      }
    }
    most = std::max(most, index_.memory_bytes());
    if (step % 1'000 == 0) ExpectSame();
  }
  ExpectSame();
  for (const auto& [key, value] : Model(model_)) ASSERT_TRUE(index_.Erase(key));
  model_.clear();
  ExpectSame();
  EXPECT_LT(index_.memory_bytes(), most / 2);
}

TEST_P(BytesIndexTest, StaysAsItWasWhereMemoryFails) {
  std::mt19937_64 random(9);
  for (int step = 0; step < 600; ++step) {
    const std::string key = "key" + std::to_string(random() % 300);
    const std::string value = ValueOf(random);
    for (long granted = 0;; ++granted) {
      GrantAllocations(granted);
      const Result<bool> put = index_.Upsert(key, value);
      GrantAllAllocations();
      if (put.ok()) break;
      ASSERT_EQ(put.status().code(), StatusCode::kResourceExhausted);
      const auto at = model_.find(key);
      const std::optional<std::string_view> found = index_.Lookup(key);
      ASSERT_EQ(found.has_value(), at != model_.end());
      if (found) {
        ASSERT_TRUE(*found == at->second);
      }
    }
    model_[key] = value;
  }
  ExpectSame();
  GrantAllocations(0);
  bool erased = true;
  for (const auto& [key, value] : model_) erased = erased && index_.Erase(key);
  GrantAllAllocations();
  EXPECT_TRUE(erased);
  EXPECT_EQ(index_.size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Trees, BytesIndexTest, testing::ValuesIn(IndexNames()), [](const auto& test) {
  std::string name(test.param);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(BytesIndexOver, TakesAnEmptyIndexOnly) {
  std::unique_ptr<KeyIndex> index = MakeIndex("art").value();
  ASSERT_TRUE(index->Insert("a", 1).ok());
  EXPECT_EQ(BytesIndex::Over(std::move(index)).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tacit::index
