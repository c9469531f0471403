// Every allocation of an index fails once: it answers ResourceExhausted and holds what it held.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "tacit/index.h"
#include "tests/indexes/failing_allocator.h"
#include "tests/indexes/key_sets.h"

namespace tacit::index {
namespace {

class EveryAllocation : public testing::TestWithParam<KeySet> {};

TEST_P(EveryAllocation, MayFail) {
  for (const std::string_view tree : IndexNames()) {
    Result<std::unique_ptr<KeyIndex>> made = MakeIndex(tree);
    Result<std::unique_ptr<KeyIndex>> unharmed = MakeIndex(tree);
    ASSERT_TRUE(made.ok() && unharmed.ok());
    KeyIndex& index = **made;
    std::map<std::string, std::uint64_t> model;
    long failures = 0;
    for (const std::string& key : GetParam().make(1'500, 5)) {
      // Insert with no allocation granted, then one, then two, until it is done.
      for (long granted = 0;; ++granted) {
        GrantAllocations(granted);
        const Result<bool> inserted = index.Insert(key, model.size());
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
      }
      model[key] = index.Lookup(key).value_or(0);
      ASSERT_TRUE((*unharmed)->Insert(key, 0).ok());
    }
    EXPECT_GT(failures, 10) << "the failing allocator was never asked";
    EXPECT_LE(index.memory_bytes(), (*unharmed)->memory_bytes() + 2 * 4096)
        << "what failed left memory behind";

    auto expected = model.begin();
    const std::size_t visited = index.Scan("", SIZE_MAX, [&](std::string_view key, std::uint64_t value) {
      const bool same = key == expected->first && value == expected->second;
      ++expected;
      return same;
    });
    EXPECT_EQ(visited, model.size());
    EXPECT_EQ(expected, model.end());

    GrantAllocations(0);
    for (const auto& [key, value] : model) {
      if (!index.Erase(key)) break;
    }
    GrantAllAllocations();
    EXPECT_EQ(index.size(), 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(KeySets, EveryAllocation, testing::ValuesIn(KeySets()), [](const auto& test) {
  std::string name(test.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace tacit::index
