// Every allocation of an index fails once: it answers ResourceExhausted and holds what it held.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "indexes/art/art.h"
#include "indexes/btree/btree.h"
#include "indexes/btree/concurrent_btree.h"
#include "indexes/hot/hot.h"
#include "tacit/dictionary.h"
#include "tacit/encoded_index.h"
#include "tacit/index.h"
#include "tests/indexes/failing_allocator.h"
#include "tests/indexes/key_sets.h"

namespace tacit::index {
namespace {

struct Tree {
  std::string_view name;
  std::unique_ptr<KeyIndex> (*make)();
};

std::unique_ptr<KeyIndex> Encoded(std::string_view tree) {
  const std::vector<std::string_view> sample = {"https://example.org/", "org.example@user", "0123456789"};
  DictionaryOptions options;
  options.scheme = KeyScheme::kSingleChar;
  return EncodedIndex::Make(tree, KeyDictionary::Train(sample, options).value()).value();
}

// Every tree, with memory in blocks as small as they can be, so that many are asked for.
constexpr Tree kTrees[] = {
    {"art", [] { return std::unique_ptr<KeyIndex>(std::make_unique<art::Art>(8192)); }},
    {"hot", [] { return std::unique_ptr<KeyIndex>(std::make_unique<hot::Hot>(16384)); }},
    {"btree", [] { return std::unique_ptr<KeyIndex>(std::make_unique<btree::BTree>(btree::Keys::kWhole)); }},
    {"prefix-btree",
     [] { return std::unique_ptr<KeyIndex>(std::make_unique<btree::BTree>(btree::Keys::kRests)); }},
    {"concurrent-art", [] { return std::unique_ptr<KeyIndex>(std::make_unique<art::ConcurrentArt>(8192)); }},
    {"concurrent-btree",
     [] { return std::unique_ptr<KeyIndex>(std::make_unique<btree::ConcurrentBTree>(btree::Keys::kRests)); }},
    {"encoded", [] { return Encoded("btree"); }},
    {"concurrent encoded", [] { return Encoded("concurrent-btree"); }},
};

TEST(EveryTree, IsTested) {
  std::vector<std::string_view> names;
  for (const Tree& tree : kTrees) {
    if (!tree.name.ends_with("encoded")) names.push_back(tree.name);
  }
  EXPECT_EQ(names, IndexNames());
}

class EveryAllocation : public testing::TestWithParam<KeySet> {};

TEST_P(EveryAllocation, MayFail) {
  for (const Tree& tree : kTrees) {
    SCOPED_TRACE(tree.name);
    const std::unique_ptr<KeyIndex> made = tree.make();
    const std::unique_ptr<KeyIndex> unharmed = tree.make();
    KeyIndex& index = *made;
    std::map<std::string, std::uint64_t> model;
    long failures = 0;
    for (const std::string& key : GetParam().make(4'000, 5)) {
      // Insert with no allocation granted, then one, then two, until it is done.
      for (long granted = 0;; ++granted) {
        GrantAllocations(granted);
        const Result<bool> inserted = index.Upsert(key, model.size());
        GrantAllAllocations();
        if (inserted.ok()) {
          EXPECT_EQ(*inserted, !model.contains(key));
          break;
        }
        ++failures;
        ASSERT_EQ(inserted.status().code(), StatusCode::kResourceExhausted);
        const auto it = model.find(key);
        ASSERT_EQ(index.Lookup(key), it == model.end() ? std::nullopt : std::optional(it->second));
        ASSERT_EQ(index.size(), model.size());
        // All of the tree is looked at, which takes time that grows with it.
        const Status checked = failures % 16 == 0 ? index.Check() : Status::Ok();
        ASSERT_TRUE(checked.ok()) << checked.message();
      }
      model[key] = index.Lookup(key).value_or(0);
      ASSERT_TRUE(unharmed->Insert(key, 0).ok());
    }
    EXPECT_GT(failures, 2) << "the failing allocator was never asked";
    EXPECT_LE(index.memory_bytes(), unharmed->memory_bytes() + 2 * 4096) << "what failed left memory behind";

    auto expected = model.begin();
    ASSERT_TRUE(index.Check().ok()) << index.Check().message();
    const Result<std::size_t> visited =
        index.Scan("", SIZE_MAX, [&](std::string_view key, std::uint64_t value) {
          const bool same = key == expected->first && value == expected->second;
          ++expected;
          return same;
        });
    ASSERT_TRUE(visited.ok());
    EXPECT_EQ(*visited, model.size());
    EXPECT_EQ(expected, model.end());

    GrantAllocations(0);
    for (const auto& [key, value] : model) {
      if (!index.Erase(key)) break;
    }
    GrantAllAllocations();
    EXPECT_EQ(index.size(), 0U);
  }
}

TEST_P(EveryAllocation, MayFailWhileLoading) {
  std::map<std::string, std::uint64_t> model;
  for (const std::string& key : GetParam().make(3'000, 5)) model.try_emplace(key, model.size());
  std::vector<KeyEntry> entries;
  for (const auto& [key, value] : model) entries.push_back({key, value});
  for (const Tree& tree : kTrees) {
    SCOPED_TRACE(tree.name);
    const std::unique_ptr<KeyIndex> index = tree.make();
    long failures = 0;
    for (long granted = 0;; granted += 1 + granted / 8) {
      GrantAllocations(granted);
      const Status loaded = index->Load(entries);
      GrantAllAllocations();
      if (loaded.ok()) break;
      ++failures;
      ASSERT_EQ(loaded.code(), StatusCode::kResourceExhausted);
      ASSERT_EQ(index->size(), 0U);
      ASSERT_TRUE(index->Check().ok()) << index->Check().message();
    }
    EXPECT_GT(failures, 2) << "the failing allocator was never asked";
    ASSERT_TRUE(index->Check().ok()) << index->Check().message();
    ASSERT_EQ(index->size(), model.size());
    for (const auto& [key, value] : model) ASSERT_EQ(index->Lookup(key), value);
  }
}

// A dictionary is replaced and entries are moved, or it is as if nobody had asked.
TEST_P(EveryAllocation, MayFailWhileADictionaryIsReplaced) {
  std::map<std::string, std::uint64_t> model;
  for (const std::string& key : GetParam().make(600, 5)) model.try_emplace(key, model.size());
  DictionaryOptions options;
  options.scheme = KeyScheme::kDoubleChar;
  const KeyDictionary next = KeyDictionary::Train(std::vector<std::string_view>{"next"}, options).value();
  for (const std::string_view tree : {"btree", "concurrent-btree"}) {
    SCOPED_TRACE(tree);
    const std::unique_ptr<KeyIndex> made = Encoded(tree);
    auto& index = dynamic_cast<EncodedIndex&>(*made);
    for (const auto& [key, value] : model) ASSERT_TRUE(index.Insert(key, value).ok());
    const auto until_done = [&](const auto& call) {
      long failures = 0;
      for (long granted = 0;; ++granted, ++failures) {
        GrantAllocations(granted);
        const Status done = call();
        GrantAllAllocations();
        if (done.ok()) return failures;
        EXPECT_EQ(done.code(), StatusCode::kResourceExhausted);
        EXPECT_EQ(index.size(), model.size());
        if (failures % 16 == 0) {
          EXPECT_TRUE(index.Check().ok()) << index.Check().message();
        }
      }
    };
    EXPECT_GT(until_done([&] { return index.Replace(next); }), 2);
    EXPECT_EQ(index.left_to_move(), model.size());
    EXPECT_GT(until_done([&] { return index.Move(SIZE_MAX); }), 2);
    EXPECT_EQ(index.left_to_move(), 0U);
    EXPECT_EQ(index.dictionary().scheme(), KeyScheme::kDoubleChar);
    ASSERT_TRUE(index.Check().ok()) << index.Check().message();
    ASSERT_EQ(index.size(), model.size());
    for (const auto& [key, value] : model) ASSERT_EQ(index.Lookup(key), value);
  }
}

INSTANTIATE_TEST_SUITE_P(KeySets, EveryAllocation, testing::ValuesIn(KeySets()), [](const auto& test) {
  std::string name(test.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace tacit::index
