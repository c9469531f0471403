// Filters through the C API: what it refuses, and how it says so.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "tacit/tacit.h"

namespace {

constexpr tacit_bytes kKeys[] = {{"", 0}, {"a", 1}, {"ab", 2}, {"b\0c", 3}};

int BuildStatus(const tacit_filter_options& options, std::string* message) {
  tacit_filter* filter = nullptr;
  tacit_error* error = nullptr;
  const int status = tacit_filter_build(kKeys, 4, &options, &filter, &error);
  if (status != TACIT_OK) *message = tacit_error_message(error);
  EXPECT_EQ(filter != nullptr, status == TACIT_OK);
  tacit_error_free(error);
  tacit_filter_free(filter);
  return status;
}

TEST(CFilter, RefusesOptionsOutOfBounds) {
  std::string message;
  tacit_filter_options options = TACIT_FILTER_OPTIONS_INIT;
  EXPECT_EQ(BuildStatus(options, &message), TACIT_OK);
  options.suffix = "long";
  EXPECT_EQ(BuildStatus(options, &message), TACIT_INVALID_ARGUMENT);
  EXPECT_NE(message.find("found long"), std::string::npos);
  options.suffix = "mixed";
  options.hash_bits = 30;
  EXPECT_EQ(BuildStatus(options, &message), TACIT_INVALID_ARGUMENT);
  options = TACIT_FILTER_OPTIONS_INIT;
  options.struct_size = 1;
  EXPECT_EQ(BuildStatus(options, &message), TACIT_INVALID_ARGUMENT);
}

TEST(CFilter, WantsItsDictionaryBack) {
  const std::string path = testing::TempDir() + "c_filter_test.filter";
  tacit_dictionary* dictionary = nullptr;
  ASSERT_EQ(tacit_dictionary_train(kKeys, 4, nullptr, &dictionary, nullptr), TACIT_OK);
  tacit_filter_options options = TACIT_FILTER_OPTIONS_INIT;
  options.dictionary = dictionary;
  tacit_filter* filter = nullptr;
  ASSERT_EQ(tacit_filter_build(kKeys, 4, &options, &filter, nullptr), TACIT_OK);
  ASSERT_EQ(tacit_filter_save(filter, path.c_str(), nullptr), TACIT_OK);
  tacit_filter_free(filter);
  EXPECT_EQ(tacit_filter_open(path.c_str(), nullptr, &filter, nullptr), TACIT_INVALID_ARGUMENT);
  EXPECT_EQ(filter, nullptr);
  ASSERT_EQ(tacit_filter_open(path.c_str(), dictionary, &filter, nullptr), TACIT_OK);
  tacit_dictionary_free(dictionary);  // the filter shares what it holds
  for (const tacit_bytes& key : kKeys) EXPECT_EQ(tacit_filter_may_contain(filter, key.data, key.size), 1);
  EXPECT_EQ(tacit_filter_may_contain_range(filter, "b", 1, "a", 1), 0);
  tacit_filter_free(filter);
  std::remove(path.c_str());
  EXPECT_EQ(tacit_filter_open(path.c_str(), nullptr, &filter, nullptr), TACIT_NOT_FOUND);
}

}  // namespace
