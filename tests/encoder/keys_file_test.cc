// Files of keys: how they are cut into blocks and records, drawn from, and worked on in order.
#include "src/encoder/keys_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <thread>

#include "src/encoder/ordered_blocks.h"
#include "src/encoder/sampler.h"

namespace tacit::encoder {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class KeysFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tacit-keys-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string Write(const std::string& bytes) const {
    const std::string path = (folder_ / "keys").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  // All records of a file, or the message of what is wrong.
  [[nodiscard]] static std::vector<std::string> Read(const std::string& path, KeyFormat format,
                                                     std::size_t max_bytes, std::string* wrong) {
    std::vector<std::string> all;
    Result<KeyBlocks> blocks = KeyBlocks::Open(path, format, max_bytes);
    EXPECT_TRUE(blocks.ok());
    std::string block;
    std::vector<std::string_view> keys;
    while (true) {
      const Result<bool> more = blocks->Next(&block);
      if (!more.ok()) *wrong = more.status().message();
      if (!more.ok() || !*more) return all;
      const auto problem = SplitKeys(block, format, max_bytes, &keys);
      if (problem) *wrong = StatusOf(*problem, "keys", format, all.size()).message();
      all.insert(all.end(), keys.begin(), keys.end());
      if (problem) return all;
    }
  }

  std::filesystem::path folder_;
};

TEST_F(KeysFile, LastKeyMayLackItsSeparator) {
  std::string wrong;
  for (const char* text : {"a\n\nb\r\n", "a\n\nb\r"}) {
    EXPECT_THAT(Read(Write(text), KeyFormat::kLines, 10, &wrong), ElementsAre("a", "", "b\r"));
  }
  EXPECT_THAT(Read(Write(std::string("a\0b\n\0\0", 6)), KeyFormat::kNul, 10, &wrong),
              ElementsAre("a", "b\n", ""));
  EXPECT_THAT(Read(Write("00fF\n\n7a"), KeyFormat::kHex, 10, &wrong),
              ElementsAre(std::string("\0\xFF", 2), "", "z"));
  EXPECT_THAT(Read(Write(""), KeyFormat::kLines, 10, &wrong), ElementsAre());
  EXPECT_EQ(wrong, "");
}

// Records of all sizes around that of a block.
TEST_F(KeysFile, BlocksHoldWholeRecords) {
  std::string text;
  std::vector<std::string> expected;
  for (std::size_t i = 0; text.size() < 8'000'000; ++i) {
    expected.emplace_back(i % 97 == 0 ? (i * 7919) % 1'500'000 : i % 50, static_cast<char>('a' + i % 26));
    text += expected.back() + '\n';
  }
  std::string wrong;
  EXPECT_EQ(Read(Write(text), KeyFormat::kLines, 1'500'000, &wrong), expected);
  EXPECT_EQ(wrong, "");
}

TEST_F(KeysFile, WhatIsWrongIsNamed) {
  std::string wrong;
  EXPECT_THAT(Read(Write("a\nbcde\n"), KeyFormat::kLines, 3, &wrong), ElementsAre("a"));
  EXPECT_THAT(wrong, HasSubstr("keys:2: expected a key of at most 3 bytes"));
  EXPECT_THAT(Read(Write("aa\n616263\n61626364\n"), KeyFormat::kHex, 3, &wrong), ElementsAre("\xAA", "abc"));
  EXPECT_THAT(wrong, HasSubstr("keys:3: expected a key of at most 3 bytes"));
  // Without a separator in sight, reading ends soon.
  EXPECT_THAT(Read(Write("a\n" + std::string(3'000'000, 'k')), KeyFormat::kNul, 3000, &wrong), ElementsAre());
  EXPECT_THAT(wrong, HasSubstr("key 1: expected a key of at most 3000 bytes"));
  EXPECT_THAT(Read(Write("61\n6\n"), KeyFormat::kHex, 10, &wrong), ElementsAre("a"));
  EXPECT_THAT(wrong, HasSubstr("keys:2: expected an even number of hexadecimal digits, found 1"));
  EXPECT_THAT(Read(Write("61\n6/\n"), KeyFormat::kHex, 10, &wrong), ElementsAre("a"));
  EXPECT_THAT(wrong, HasSubstr("found '/'"));
  EXPECT_EQ(KeyBlocks::Open(folder_.string(), KeyFormat::kLines).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(KeyBlocks::Open((folder_ / "absent").string(), KeyFormat::kLines).status().code(),
            StatusCode::kNotFound);
}

TEST(AppendKey, RefusesTheSeparator) {
  std::string out;
  EXPECT_TRUE(AppendKey("a", KeyFormat::kLines, &out));
  EXPECT_FALSE(AppendKey("a\nb", KeyFormat::kLines, &out));
  EXPECT_TRUE(AppendKey("a\nb", KeyFormat::kNul, &out));
  EXPECT_FALSE(AppendKey(std::string_view("\0", 1), KeyFormat::kNul, &out));
  EXPECT_TRUE(AppendKey(std::string_view("\0\xAB", 2), KeyFormat::kHex, &out));
  EXPECT_EQ(out, std::string("a\na\nb\0"
                             "00ab\n",
                             11));
}

std::vector<std::string> Drawn(double fraction, std::uint64_t seed, std::size_t max_bytes,
                               std::size_t count) {
  Sampler sampler({.fraction = fraction, .seed = seed}, max_bytes);
  for (std::size_t i = 0; i < count; ++i) sampler.Offer("key " + std::to_string(i));
  EXPECT_EQ(sampler.offered(), count);
  const auto keys = sampler.Keys();
  return {keys.begin(), keys.end()};
}

TEST(Sampler, DrawsItsShare) {
  EXPECT_EQ(Drawn(1, 1, 1U << 24U, 1000).size(), 1000U);
  for (const std::uint64_t seed : {0U, 1U, 2U, 77U}) {
    const auto tenth = Drawn(0.1, seed, 1U << 24U, 20'000);
    EXPECT_NEAR(static_cast<double>(tenth.size()), 2000, 5 * std::sqrt(1800.0));
    EXPECT_EQ(tenth, Drawn(0.1, seed, 1U << 24U, 20'000));
    EXPECT_NE(tenth, Drawn(0.1, seed + 1, 1U << 24U, 20'000));
  }
  EXPECT_EQ(Drawn(1e-9, 1, 1U << 24U, 100).size(), 1U);
  EXPECT_EQ(Drawn(1, 1, 1U << 24U, 0).size(), 0U);
}

// A bound is kept by drawing half as many, as if the fraction had been so from the start.
TEST(Sampler, KeepsItsBound) {
  const auto bounded = Drawn(1, 3, 50'000, 20'000);
  const std::size_t bytes =
      std::accumulate(bounded.begin(), bounded.end(), std::size_t{0},
                      [](std::size_t sum, const auto& key) { return sum + key.size(); });
  EXPECT_LE(bytes, 50'000U);
  EXPECT_GT(bytes, 15'000U);
  double fraction = 1;
  while (Drawn(fraction, 3, 1U << 24U, 20'000).size() > bounded.size()) fraction /= 2;
  EXPECT_EQ(Drawn(fraction, 3, 1U << 24U, 20'000), bounded);
  Sampler sampler({}, 100);
  for (int i = 0; i < 5; ++i) sampler.Offer(std::string(2 * kMaxSampledKeyBytes, 'k'));
  ASSERT_EQ(sampler.Keys().size(), 1U);
  EXPECT_EQ(sampler.Keys()[0].size(), kMaxSampledKeyBytes);
}

TEST(RunInOrder, TakesInOrderAndStopsAtAnError) {
  for (const unsigned threads : {1U, 2U, 7U}) {
    for (const int fail_read : {-1, 0, 50}) {
      for (const int fail_take : {-1, 0, 30}) {
        int read = 0;
        std::vector<std::string> taken;
        BlockSteps steps;
        steps.read = [&](std::string* in) -> Result<bool> {
          if (read == fail_read) return Status::Io("read");
          *in = std::to_string(read);
          return read++ < 100;
        };
        steps.work = [](Block* block) {
          if (block->in.back() == '3') std::this_thread::sleep_for(std::chrono::milliseconds(1));
          block->out = "out " + block->in;
        };
        steps.take = [&](const Block& block) {
          if (static_cast<int>(taken.size()) == fail_take) return Status::Io("take");
          taken.push_back(block.out);
          return Status::Ok();
        };
        const Status status = RunInOrder(steps, threads);
        const int most = fail_read < 0 ? 100 : fail_read;
        const bool take_fails = fail_take >= 0 && fail_take < most;
        EXPECT_EQ(status.message(), take_fails ? "take" : fail_read >= 0 ? "read" : "");
        ASSERT_EQ(static_cast<int>(taken.size()), take_fails ? fail_take : most);
        for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i], "out " + std::to_string(i));
      }
    }
  }
}

}  // namespace
}  // namespace tacit::encoder
