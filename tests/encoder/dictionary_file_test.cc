// Bytes of dictionaries, good and bad.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/base/crc32c.h"
#include "src/base/file.h"
#include "tacit/dictionary.h"
#include "tests/encoder/key_sets.h"

namespace tacit {
namespace {

using encoder::KeySets;
using encoder::Views;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

KeyDictionary Trained(const DictionaryOptions& options) {
  const auto keys = KeySets(1)[0].keys;
  return *KeyDictionary::Train(Views(keys), options);
}

const std::vector<DictionaryOptions> kAll = {
    {.scheme = KeyScheme::kSingleChar},
    {.scheme = KeyScheme::kDoubleChar},
    {.scheme = KeyScheme::k3Grams},
    {.scheme = KeyScheme::k4Grams, .max_entries = 700},
    {.scheme = KeyScheme::kAlm, .codes = KeyCodes::kFixedLength},
    {.scheme = KeyScheme::kAlmImproved},
};

TEST(DictionaryFile, GivesTheSameDictionary) {
  for (const DictionaryOptions& options : kAll) {
    const KeyDictionary dictionary = Trained(options);
    const std::string packed = dictionary.Pack();
    const Result<KeyDictionary> again = KeyDictionary::Open(packed, "d.dict");
    ASSERT_TRUE(again.ok()) << again.status().message();
    EXPECT_EQ(again->Pack(), packed);
    EXPECT_EQ(again->scheme(), options.scheme);
    EXPECT_EQ(again->codes(), options.codes);
    EXPECT_EQ(again->entries(), dictionary.entries());
    EXPECT_EQ(again->trained_rate(), dictionary.trained_rate());
    EXPECT_EQ(again->dictionary_bytes(), dictionary.dictionary_bytes());
    const auto keys = KeySets(2)[0].keys;
    for (const std::string& key : keys) ASSERT_EQ(again->Encode(key), dictionary.Encode(key));
  }
}

TEST(DictionaryFile, TruncatedAnywhereIsRefused) {
  const std::string packed = Trained({.scheme = KeyScheme::k3Grams, .max_entries = 600}).Pack();
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const auto opened = KeyDictionary::Open(std::string_view(packed).substr(0, size), "d.dict");
    ASSERT_FALSE(opened.ok());
    ASSERT_EQ(opened.status().code(), StatusCode::kCorruption);
    ASSERT_THAT(opened.status().message(), StartsWith("d.dict: "));
  }
  EXPECT_FALSE(KeyDictionary::Open(packed + '\0', "d.dict").ok());
}

TEST(DictionaryFile, EachWrongByteIsRefused) {
  const std::string packed = Trained({.scheme = KeyScheme::k3Grams, .max_entries = 400}).Pack();
  for (std::size_t i = 0; i < packed.size(); ++i) {
    std::string wrong = packed;
    wrong[i] = static_cast<char>(wrong[i] ^ 0x20);
    ASSERT_FALSE(KeyDictionary::Open(wrong, "d.dict").ok()) << "byte " << i;
  }
}

TEST(DictionaryFile, ANewerVersionIsNotSupported) {
  std::string packed = Trained({}).Pack();
  packed[8] = 2;
  const auto opened = KeyDictionary::Open(packed, "d.dict");
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.status().code(), StatusCode::kNotSupported);
  EXPECT_THAT(opened.status().message(), HasSubstr("version 2"));
}

// Somebody who changes a section and its checksums.
std::string Forged(std::string packed, std::size_t section, std::size_t at, char byte) {
  const auto number = [&](std::size_t from, int bytes) {
    std::uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i)
      value = value << 8U | static_cast<unsigned char>(packed[from + static_cast<std::size_t>(i)]);
    return static_cast<std::size_t>(value);
  };
  const auto put = [&](std::size_t from, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) packed[from + i] = static_cast<char>(value >> (8 * i) & 0xFFU);
  };
  const std::size_t row = 16 + 24 * section;
  const std::size_t offset = number(row, 8);
  packed[offset + at] = byte;
  put(row + 16, base::Crc32c(std::string_view(packed).substr(offset, number(row + 8, 8))));
  put(16 + 72, base::Crc32c(std::string_view(packed).substr(0, 16 + 72)));
  return packed;
}

TEST(DictionaryFile, ForgedSectionsAreRefusedOrHarmless) {
  const std::string packed = Trained({.scheme = KeyScheme::kAlmImproved, .max_entries = 400}).Pack();
  const auto keys = KeySets(2)[0].keys;
  std::size_t refused = 0;
  for (std::size_t section = 0; section < 3; ++section) {
    for (std::size_t at = 0; at < (section == 0 ? 16 : 300); ++at) {
      for (const char byte : {'\0', '\1', '\x10', '\x7F', '\xF0', '\xFF'}) {
        const auto opened = KeyDictionary::Open(Forged(packed, section, at, byte), "d.dict");
        if (!opened.ok()) {
          ASSERT_THAT(opened.status().message(),
                      AnyOf(HasSubstr("properties"), HasSubstr("bounds"), HasSubstr("levels")));
          ++refused;
          continue;
        }
        // What is accepted is a dictionary: its laws hold.
        ASSERT_EQ(opened->DecodeExactly(opened->Encode(keys[at])).value(), keys[at]);
      }
    }
  }
  EXPECT_GT(refused, 1000U);
}

// A released file is read for ever.
TEST(DictionaryFile, Golden) {
  const std::string folder = TACIT_TEST_DATA "/encoder/golden/";
  const auto bytes = base::ReadFile(folder + "words-v1.dict");
  ASSERT_TRUE(bytes.ok()) << bytes.status().message();
  const auto dictionary = KeyDictionary::Open(*bytes, "words-v1.dict");
  ASSERT_TRUE(dictionary.ok()) << dictionary.status().message();
  EXPECT_EQ(dictionary->Pack(), *bytes);
  const auto expected = base::ReadFile(folder + "words-v1.txt");
  ASSERT_TRUE(expected.ok());
  std::string text;
  for (const std::string& key :
       std::vector<std::string>{"", "a", "database", "data", "dataset", "zebra", "\xFF"}) {
    for (const char c : dictionary->Encode(key)) {
      static constexpr std::string_view kDigits = "0123456789abcdef";
      text += kDigits[static_cast<unsigned char>(c) >> 4U];
      text += kDigits[static_cast<unsigned char>(c) & 15U];
    }
    text += '\n';
  }
  EXPECT_EQ(text, *expected);
}

}  // namespace
}  // namespace tacit
