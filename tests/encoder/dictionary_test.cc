// The laws of tacit/dictionary.h, for every scheme, trained on every key set, over every key set.
#include "tacit/dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "tests/encoder/key_sets.h"

namespace tacit {
namespace {

using encoder::KeySet;
using encoder::KeySets;
using encoder::Views;
using ::testing::HasSubstr;

constexpr KeyScheme kSchemes[] = {KeyScheme::kSingleChar, KeyScheme::kDoubleChar, KeyScheme::k3Grams,
                                  KeyScheme::k4Grams,     KeyScheme::kAlm,        KeyScheme::kAlmImproved};

KeyDictionary Trained(const std::vector<std::string>& keys, const DictionaryOptions& options) {
  Result<KeyDictionary> dictionary = KeyDictionary::Train(Views(keys), options);
  EXPECT_TRUE(dictionary.ok()) << dictionary.status().message();
  return *std::move(dictionary);
}

// A copy at the end of a heap block, so that a read beyond it is seen by AddressSanitizer.
class Exact {
 public:
  explicit Exact(std::string_view key) : bytes_(new char[key.size()]), size_(key.size()) {
    std::copy(key.begin(), key.end(), bytes_.get());
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

std::vector<std::string> AllKeys() {
  std::set<std::string> keys;
  for (const KeySet& set : KeySets(7)) {
    for (std::size_t i = 0; i < set.keys.size(); i += 1 + set.keys.size() / 60) {
      for (const std::string& near : encoder::Near(set.keys[i])) keys.insert(near);
    }
  }
  return {keys.begin(), keys.end()};
}

void ExpectLaws(const KeyDictionary& dictionary, const std::vector<std::string>& rising) {
  std::string before;
  for (std::size_t i = 0; i < rising.size(); ++i) {
    const Exact key(rising[i]);
    const std::string encoded = dictionary.Encode(key.view());
    if (i > 0) {
      ASSERT_LT(before, encoded) << "key " << i;
    }
    ASSERT_LE(encoded.size(), dictionary.MaxEncodedBytes(key.view().size()));
    const Exact bytes(encoded);
    const Result<std::string> decoded = dictionary.DecodeExactly(bytes.view());
    ASSERT_TRUE(decoded.ok()) << decoded.status().message();
    ASSERT_TRUE(*decoded == rising[i]) << "key " << i;
    before = encoded;
  }
}

class EveryScheme : public testing::TestWithParam<KeyScheme> {};

TEST_P(EveryScheme, KeepsOrderAndDecodes) {
  const std::vector<std::string> rising = AllKeys();
  for (const KeySet& set : KeySets(1)) {
    SCOPED_TRACE("trained on " + set.name);
    for (const KeyCodes codes : {KeyCodes::kOptimal, KeyCodes::kFixedLength}) {
      ExpectLaws(Trained(set.keys, {.scheme = GetParam(), .max_entries = 2000, .codes = codes}), rising);
    }
  }
}

TEST_P(EveryScheme, TheEmptyKeyIsEmpty) {
  const KeyDictionary dictionary = Trained({"a", "b"}, {.scheme = GetParam()});
  EXPECT_EQ(dictionary.Encode(""), "");
  EXPECT_EQ(dictionary.MaxEncodedBytes(0), 0U);
  EXPECT_EQ(dictionary.DecodeExactly("").value(), "");
}

TEST_P(EveryScheme, WritesWithinWhatItIsGiven) {
  const KeyDictionary dictionary = Trained(KeySets(1)[0].keys, {.scheme = GetParam(), .max_entries = 1000});
  const std::string key = KeySets(2)[0].keys[3];
  const std::string encoded = dictionary.Encode(key);
  for (std::size_t room = 0; room < encoded.size() + 40; ++room) {
    std::string out(room + 8, '#');
    EXPECT_EQ(dictionary.Encode(key, std::span(out).first(room)), encoded.size());
    EXPECT_EQ(out.substr(room), "########");
    if (room >= encoded.size()) {
      EXPECT_EQ(out.substr(0, encoded.size()), encoded);
    }
  }
  for (std::size_t room = 0; room < key.size() + 40; ++room) {
    std::string out(room + 8, '#');
    EXPECT_EQ(dictionary.Decode(encoded, std::span(out).first(room)), key.size());
    EXPECT_EQ(out.substr(room), "########");
    if (room >= key.size()) {
      EXPECT_EQ(out.substr(0, key.size()), key);
    }
  }
}

// One call for many keys gives what one call for each gives.
// From copies of the exact sizes, so that a read beyond one is seen.
void ExpectDecoded(const KeyDictionary& dictionary, const std::vector<std::string>& encodings,
                   const std::vector<std::string>& keys) {
  std::vector<std::unique_ptr<Exact>> exact;
  std::vector<std::string_view> views;
  for (const std::string& encoding : encodings) {
    exact.push_back(std::make_unique<Exact>(encoding));
    views.push_back(exact.back()->view());
  }
  std::string bytes;
  std::vector<std::size_t> ends;
  ASSERT_TRUE(dictionary.DecodeBatch(views, &bytes, &ends));
  ASSERT_EQ(ends.size(), keys.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    ASSERT_TRUE(bytes.substr(begin, ends[i] - begin) == keys[i]) << "key " << i;
    begin = ends[i];
  }
}

bool DecodesAlone(const KeyDictionary& dictionary, const std::string& encoded) {
  std::string room(dictionary.MaxDecodedBytes(encoded.size()) + KeyDictionary::kDecodeSlack, '\0');
  return dictionary.Decode(encoded, room).has_value();
}

TEST_P(EveryScheme, BatchesAreTheSame) {
  for (const KeySet& set : KeySets(3)) {
    SCOPED_TRACE(set.name);
    const KeyDictionary dictionary = Trained(set.keys, {.scheme = GetParam(), .max_entries = 1000});
    std::vector<std::string> keys = AllKeys();
    keys.insert(keys.end(), set.keys.begin(), set.keys.end());
    std::string bytes, sorted;
    std::vector<std::size_t> ends, sorted_ends;
    dictionary.EncodeBatch(Views(keys), &bytes, &ends);
    dictionary.EncodeSorted(Views(keys), &sorted, &sorted_ends);
    ASSERT_EQ(ends.size(), keys.size());
    ASSERT_EQ(sorted_ends, ends);
    ASSERT_EQ(sorted, bytes);
    std::size_t begin = 0;
    std::vector<std::string> encodings;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      encodings.push_back(bytes.substr(begin, ends[i] - begin));
      ASSERT_TRUE(encodings[i] == dictionary.Encode(keys[i])) << "key " << i;
      begin = ends[i];
    }
    EXPECT_EQ(begin, bytes.size());
    ExpectDecoded(dictionary, encodings, keys);
  }
}

// Sharing begins where most is in common: here each key is the one before with its end changed.
TEST_P(EveryScheme, SortedKeysThatShareMuchAreTheSame) {
  const std::vector<std::string> sample = KeySets(3)[0].keys;
  const KeyDictionary dictionary = Trained(sample, {.scheme = GetParam(), .max_entries = 1000});
  std::vector<std::string> keys;
  std::string beginning;
  for (std::size_t i = 0; i < 300; ++i) {
    keys.push_back(beginning + sample[i]);
    keys.push_back(keys.back() + '\0');
    keys.push_back(keys.back());
    beginning = keys.back().substr(0, 90 + i % 30);
  }
  std::string bytes, sorted;
  std::vector<std::size_t> ends, sorted_ends;
  dictionary.EncodeBatch(Views(keys), &bytes, &ends);
  dictionary.EncodeSorted(Views(keys), &sorted, &sorted_ends);
  EXPECT_TRUE(sorted == bytes);
  EXPECT_EQ(sorted_ends, ends);
}

TEST_P(EveryScheme, BatchesOfEverySizeAreTheSame) {
  const std::vector<std::string> all = KeySets(3)[0].keys;
  const KeyDictionary dictionary = Trained(all, {.scheme = GetParam(), .max_entries = 1000});
  std::vector<std::string> keys;
  std::vector<std::string> encodings;
  for (std::size_t size = 0; size < 70; ++size) {
    std::string bytes;
    std::vector<std::size_t> ends;
    dictionary.EncodeBatch(Views(keys), &bytes, &ends);
    std::string one_by_one;
    for (const std::string& encoding : encodings) one_by_one += encoding;
    ASSERT_TRUE(bytes == one_by_one) << size;
    ExpectDecoded(dictionary, encodings, keys);
    keys.push_back(all[size].substr(0, size));
    encodings.push_back(dictionary.Encode(keys.back()));
  }
}

// One bad encoding, wherever it is, is found.
TEST_P(EveryScheme, ABatchWithABadEncodingIsRefused) {
  const std::vector<std::string> keys = KeySets(3)[0].keys;
  const KeyDictionary dictionary = Trained(keys, {.scheme = GetParam(), .max_entries = 1000});
  std::string bad;
  for (const std::string& near : encoder::Near(dictionary.Encode("com.gmail@anna7"))) {
    if (!DecodesAlone(dictionary, near)) bad = near;
  }
  ASSERT_FALSE(bad.empty());
  for (std::size_t at = 0; at < 40; ++at) {
    std::vector<std::string> encodings;
    for (std::size_t i = 0; i < 40; ++i) encodings.push_back(i == at ? bad : dictionary.Encode(keys[i]));
    std::string bytes = "before";
    std::vector<std::size_t> ends = {6};
    ASSERT_FALSE(dictionary.DecodeBatch(Views(encodings), &bytes, &ends)) << at;
    EXPECT_TRUE(bytes.empty() && ends.empty());
  }
}

TEST_P(EveryScheme, IsDeterministicWhateverTheOrderOfTheSample) {
  std::vector<std::string> keys = KeySets(1)[0].keys;
  const std::string first = Trained(keys, {.scheme = GetParam()}).Pack();
  std::reverse(keys.begin(), keys.end());
  EXPECT_EQ(Trained(keys, {.scheme = GetParam()}).Pack(), first);
}

TEST_P(EveryScheme, MakesKeysOfTheSampleShorter) {
  for (const std::size_t set : {0U, 1U}) {
    const std::vector<std::string> keys = KeySets(1)[set].keys;
    const KeyDictionary dictionary = Trained(keys, {.scheme = GetParam()});
    std::size_t before = 0, after = 0;
    for (const std::string& key : keys) {
      before += key.size();
      after += dictionary.Encode(key).size();
    }
    const double rate = static_cast<double>(before) / static_cast<double>(after);
    EXPECT_GT(rate, 1.3);
    EXPECT_NEAR(rate, dictionary.trained_rate(), 1e-9);
  }
}

TEST_P(EveryScheme, KeepsToTheEntriesAskedFor) {
  const std::vector<std::string> keys = KeySets(1)[0].keys;
  for (const std::size_t most : {1U, 256U, 300U, 1000U, 5000U}) {
    const std::size_t entries = Trained(keys, {.scheme = GetParam(), .max_entries = most}).entries();
    if (GetParam() == KeyScheme::kSingleChar) {
      EXPECT_EQ(entries, 256U);
    } else if (GetParam() == KeyScheme::kDoubleChar) {
      EXPECT_EQ(entries, 65792U);
    } else {
      EXPECT_GE(entries, 256U);
      EXPECT_LE(entries, std::max<std::size_t>(most, 256));
    }
  }
  const auto too_many =
      KeyDictionary::Train(Views(keys), {.scheme = GetParam(), .max_entries = kMaxDictionaryEntries + 1});
  ASSERT_FALSE(too_many.ok());
  EXPECT_EQ(too_many.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(too_many.status().message(), HasSubstr("262144"));
}

TEST_P(EveryScheme, PrefixesAreRanges) {
  const std::vector<std::string> rising = AllKeys();
  const KeyDictionary dictionary = Trained(KeySets(1)[1].keys, {.scheme = GetParam(), .max_entries = 1000});
  for (const std::string& prefix :
       {std::string(), std::string("http"), std::string("\0", 1), std::string("\xFF"),
        std::string("a\xFF\xFF"), std::string("\xFF\xFF\xFF")}) {
    const KeyDictionary::Range range = dictionary.EncodePrefix(prefix);
    for (const std::string& key : rising) {
      const std::string encoded = dictionary.Encode(key);
      const bool inside = encoded >= range.low && (!range.high || encoded < *range.high);
      ASSERT_EQ(inside, key.starts_with(prefix));
    }
  }
}

// Whatever the bytes: no crash, and what is given is the encoding's key or said to be none.
TEST_P(EveryScheme, DecodesNothingThatIsNoEncoding) {
  const KeyDictionary dictionary = Trained(KeySets(1)[0].keys, {.scheme = GetParam(), .max_entries = 1000});
  std::size_t refused = 0;
  for (const KeySet& set : KeySets(5)) {
    for (const std::string& bytes : set.keys) {
      const Exact exact(bytes);
      const Result<std::string> key = dictionary.DecodeExactly(exact.view());
      if (key.ok()) {
        ASSERT_EQ(dictionary.Encode(*key), bytes);
      } else {
        ASSERT_EQ(key.status().code(), StatusCode::kCorruption);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 0U);
  // What nearly is one: cut, longer, with other padding.
  for (const std::string& near : encoder::Near(dictionary.Encode("com.gmail@anna7"))) {
    const Result<std::string> key = dictionary.DecodeExactly(near);
    ASSERT_TRUE(key.ok() ? dictionary.Encode(*key) == near : key.status().code() == StatusCode::kCorruption);
  }
}

INSTANTIATE_TEST_SUITE_P(Dictionary, EveryScheme, testing::ValuesIn(kSchemes), [](const auto& scheme) {
  std::string name(Name(scheme.param));
  std::erase(name, '-');
  return name;
});

TEST(Schemes, HaveNames) {
  for (const KeyScheme scheme : kSchemes) EXPECT_EQ(KeySchemeFromName(Name(scheme)), scheme);
  EXPECT_EQ(KeySchemeFromName("5-grams"), std::nullopt);
}

// What the schemes are for: longer symbols save more.
TEST(Schemes, LongerSymbolsSaveMore) {
  const std::vector<std::string> keys = KeySets(1)[0].keys;
  const auto rate = [&](KeyScheme scheme) { return Trained(keys, {.scheme = scheme}).trained_rate(); };
  EXPECT_GT(rate(KeyScheme::k3Grams), rate(KeyScheme::kSingleChar));
  EXPECT_GT(rate(KeyScheme::k4Grams), rate(KeyScheme::k3Grams));
  EXPECT_GT(rate(KeyScheme::kAlmImproved), rate(KeyScheme::k4Grams));
}

}  // namespace
}  // namespace tacit
