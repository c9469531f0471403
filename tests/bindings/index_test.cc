// The C API of indexes: it does what the C++ API does, and each wrong call is answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tacit/index.h"
#include "tacit/tacit.h"

namespace tacit {
namespace {

using ::testing::HasSubstr;
using Model = std::map<std::string, std::uint64_t>;

struct FreeIndex {
  void operator()(tacit_index* index) const { tacit_index_free(index); }
};
using IndexHandle = std::unique_ptr<tacit_index, FreeIndex>;

tacit_dictionary* TrainedDictionary() {
  std::vector<std::string> keys;
  for (int i = 0; i < 300; ++i) keys.push_back("com.example@user" + std::to_string(i * 7919 % 1000));
  std::vector<tacit_bytes> bytes;
  for (const std::string& key : keys) bytes.push_back({key.data(), key.size()});
  tacit_dictionary* dictionary = nullptr;
  EXPECT_EQ(tacit_dictionary_train(bytes.data(), bytes.size(), nullptr, &dictionary, nullptr), TACIT_OK);
  return dictionary;
}

IndexHandle Create(const char* tree, bool encoded) {
  tacit_dictionary* const dictionary = encoded ? TrainedDictionary() : nullptr;
  tacit_index_options options = TACIT_INDEX_OPTIONS_INIT;
  options.tree = tree;
  options.dictionary = dictionary;
  tacit_index* index = nullptr;
  EXPECT_EQ(tacit_index_create(&options, &index, nullptr), TACIT_OK);
  tacit_dictionary_free(dictionary);
  return IndexHandle(index);
}

using Seen = std::vector<std::pair<std::string, std::uint64_t>>;

int See(void* context, const void* key, size_t size, uint64_t value) {
  static_cast<Seen*>(context)->emplace_back(std::string(static_cast<const char*>(key), size), value);
  return 1;
}

std::string Key(std::uint64_t i) { return "com.example@user" + std::to_string(i); }

class CIndex : public testing::TestWithParam<std::tuple<std::string_view, bool>> {
 protected:
  IndexHandle index_ = Create(std::get<0>(GetParam()).data(), std::get<1>(GetParam()));
};

TEST_P(CIndex, AgreesWithAMap) {
  Model model;
  std::mt19937_64 random(2);
  for (std::uint64_t step = 0; step < 4'000; ++step) {
    const std::string key = Key(random() % 900);
    const std::uint64_t action = random() % 4;
    int answer = -1;
    if (action == 0) {
      ASSERT_EQ(tacit_index_insert(index_.get(), key.data(), key.size(), step, &answer, nullptr), TACIT_OK);
      ASSERT_EQ(answer == 1, model.try_emplace(key, step).second);
    } else if (action == 1) {
      ASSERT_EQ(tacit_index_upsert(index_.get(), key.data(), key.size(), step, &answer, nullptr), TACIT_OK);
      ASSERT_EQ(answer == 1, model.insert_or_assign(key, step).second);
    } else if (action == 2) {
      ASSERT_EQ(tacit_index_erase(index_.get(), key.data(), key.size(), &answer, nullptr), TACIT_OK);
      ASSERT_EQ(answer == 1, model.erase(key) == 1);
    } else {
      std::uint64_t value = 0;
      const auto at = model.find(key);
      ASSERT_EQ(tacit_index_lookup(index_.get(), key.data(), key.size(), &value), at == model.end() ? 0 : 1);
      ASSERT_EQ(value, at == model.end() ? 0 : at->second);
    }
  }
  EXPECT_EQ(tacit_index_size(index_.get()), model.size());
  EXPECT_EQ(tacit_index_check(index_.get(), nullptr), TACIT_OK);

  Seen seen;
  std::size_t visited = 0;
  ASSERT_EQ(tacit_index_scan(index_.get(), nullptr, 0, SIZE_MAX, See, &seen, &visited, nullptr), TACIT_OK);
  EXPECT_EQ(seen, Seen(model.begin(), model.end()));
  EXPECT_EQ(visited, model.size());
  const std::string from = Key(20);
  const std::string to = Key(40);
  seen.clear();
  ASSERT_EQ(tacit_index_scan_range(index_.get(), from.data(), from.size(), to.data(), to.size(), SIZE_MAX,
                                   See, &seen, nullptr, nullptr),
            TACIT_OK);
  EXPECT_EQ(seen, Seen(model.lower_bound(from), model.lower_bound(to)));
  seen.clear();
  ASSERT_EQ(tacit_index_scan_prefix(index_.get(), from.data(), from.size(), 3, See, &seen, &visited, nullptr),
            TACIT_OK);
  EXPECT_EQ(visited, seen.size());
  for (const auto& [key, value] : seen) EXPECT_TRUE(key.starts_with(from));

  tacit_cursor* cursor = nullptr;
  ASSERT_EQ(tacit_cursor_create(index_.get(), &cursor, nullptr), TACIT_OK);
  tacit_bytes key = {};
  std::uint64_t value = 0;
  EXPECT_EQ(tacit_cursor_entry(cursor, &key, &value), 0);
  ASSERT_EQ(tacit_cursor_seek(cursor, from.data(), from.size(), nullptr), TACIT_OK);
  ASSERT_EQ(tacit_cursor_next(cursor, nullptr), TACIT_OK);
  ASSERT_EQ(tacit_cursor_prev(cursor, nullptr), TACIT_OK);
  ASSERT_EQ(tacit_cursor_entry(cursor, &key, &value), 1);
  EXPECT_EQ(std::string(static_cast<const char*>(key.data), key.size), model.lower_bound(from)->first);
  ASSERT_EQ(tacit_cursor_seek_last(cursor, nullptr), TACIT_OK);
  ASSERT_EQ(tacit_cursor_entry(cursor, &key, &value), 1);
  EXPECT_EQ(std::string(static_cast<const char*>(key.data), key.size), model.rbegin()->first);
  tacit_cursor_free(cursor);
}

TEST_P(CIndex, IsLoadedSavedAndOpened) {
  std::vector<std::string> keys;
  for (std::uint64_t i = 100; i < 400; ++i) keys.push_back(Key(i));
  std::vector<tacit_bytes> bytes;
  std::vector<std::uint64_t> values;
  for (const std::string& key : keys) {
    bytes.push_back({key.data(), key.size()});
    values.push_back(values.size());
  }
  ASSERT_EQ(tacit_index_load(index_.get(), bytes.data(), values.data(), bytes.size(), nullptr), TACIT_OK);
  const std::string path = testing::TempDir() + "c_index_test.index";
  ASSERT_EQ(tacit_index_save(index_.get(), path.c_str(), nullptr), TACIT_OK);
  tacit_index* opened = nullptr;
  ASSERT_EQ(tacit_index_open(path.c_str(), &opened, nullptr), TACIT_OK);
  const IndexHandle snapshot(opened);
  std::filesystem::remove(path);
  tacit_index_properties properties = {};
  properties.struct_size = sizeof properties;
  ASSERT_EQ(tacit_index_describe(opened, &properties, nullptr), TACIT_OK);
  EXPECT_EQ(properties.entries, keys.size());
  EXPECT_GT(properties.memory_bytes, keys.size() * sizeof(std::uint64_t));
  std::uint64_t value = 0;
  ASSERT_EQ(tacit_index_lookup(opened, keys[7].data(), keys[7].size(), &value), 1);
  EXPECT_EQ(value, 7U);
  tacit_error* error = nullptr;
  EXPECT_EQ(tacit_index_upsert(opened, "a", 1, 1, nullptr, &error), TACIT_NOT_SUPPORTED);
  EXPECT_THAT(tacit_error_message(error), HasSubstr("snapshot"));
  tacit_error_free(error);
  EXPECT_EQ(tacit_index_erase(opened, "a", 1, nullptr, nullptr), TACIT_NOT_SUPPORTED);
  EXPECT_EQ(tacit_index_load(opened, bytes.data(), values.data(), 1, nullptr), TACIT_NOT_SUPPORTED);
}

TEST_P(CIndex, ReplacesItsDictionary) {
  for (std::uint64_t i = 0; i < 100; ++i) {
    const std::string key = Key(i);
    ASSERT_EQ(tacit_index_insert(index_.get(), key.data(), key.size(), i, nullptr, nullptr), TACIT_OK);
  }
  tacit_dictionary* const next = TrainedDictionary();
  const bool encoded = std::get<1>(GetParam());
  EXPECT_EQ(tacit_index_replace_dictionary(index_.get(), next, nullptr),
            encoded ? TACIT_OK : TACIT_INVALID_ARGUMENT);
  tacit_dictionary_free(next);
  tacit_index_properties properties = {};
  properties.struct_size = sizeof properties;
  ASSERT_EQ(tacit_index_describe(index_.get(), &properties, nullptr), TACIT_OK);
  EXPECT_EQ(properties.left_to_move, encoded ? 100U : 0U);
  ASSERT_EQ(tacit_index_move(index_.get(), SIZE_MAX, nullptr), TACIT_OK);
  ASSERT_EQ(tacit_index_describe(index_.get(), &properties, nullptr), TACIT_OK);
  EXPECT_EQ(properties.left_to_move, 0U);
  EXPECT_EQ(properties.entries, 100U);
}

INSTANTIATE_TEST_SUITE_P(Trees, CIndex, testing::Combine(testing::ValuesIn(IndexNames()), testing::Bool()),
                         [](const auto& test) {
                           std::string name(std::get<0>(test.param));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name + (std::get<1>(test.param) ? "_encoded" : "_plain");
                         });

TEST(CIndexCalls, AnswerWhatIsWrong) {
  tacit_index* index = nullptr;
  tacit_error* error = nullptr;
  tacit_index_options options = TACIT_INDEX_OPTIONS_INIT;
  options.tree = "bush";
  EXPECT_EQ(tacit_index_create(&options, &index, &error), TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(index, nullptr);
  EXPECT_THAT(tacit_error_message(error), HasSubstr("btree"));
  tacit_error_free(error);
  options.struct_size = 3;
  EXPECT_EQ(tacit_index_create(&options, &index, nullptr), TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(tacit_index_open("no such file", &index, &error), TACIT_NOT_FOUND);
  EXPECT_THAT(tacit_error_message(error), HasSubstr("no such file"));
  tacit_error_free(error);

  ASSERT_EQ(tacit_index_create(nullptr, &index, nullptr), TACIT_OK);
  const IndexHandle handle(index);
  const std::string too_long(TACIT_MAX_INDEX_KEY_BYTES + 1, 'k');
  EXPECT_EQ(tacit_index_insert(index, too_long.data(), too_long.size(), 1, nullptr, nullptr),
            TACIT_INVALID_ARGUMENT);
  const tacit_bytes falling[] = {{"b", 1}, {"a", 1}};
  const std::uint64_t values[] = {1, 2};
  EXPECT_EQ(tacit_index_load(index, falling, values, 2, nullptr), TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(tacit_index_size(index), 0U);
  tacit_index_properties properties = {};
  EXPECT_EQ(tacit_index_describe(index, &properties, nullptr), TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(tacit_index_tree_name(IndexNames().size()), nullptr);
  EXPECT_EQ(std::string(tacit_index_tree_name(0)), IndexNames()[0]);
}

}  // namespace
}  // namespace tacit
