// Filters: no key, range or prefix that is there is ever denied, and what passes beside is what the stored
// prefixes and suffix bits leave open, no more.
#include "tacit/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "indexes/surf/build.h"
#include "indexes/surf/image.h"
#include "indexes/surf/kernels.h"
#include "src/base/section_file.h"
#include "tests/indexes/failing_allocator.h"
#include "tests/indexes/key_sets.h"

namespace tacit::index {
namespace {

using Keys = std::vector<std::string>;
using Dictionary = std::shared_ptr<const KeyDictionary>;

std::vector<std::string_view> Views(const Keys& keys) { return {keys.begin(), keys.end()}; }

Keys Sorted(Keys keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Dictionary Trained(const Keys& keys, KeyScheme scheme) {
  DictionaryOptions options;
  options.scheme = scheme;
  options.max_entries = 300;
  return std::make_shared<const KeyDictionary>(KeyDictionary::Train(Views(keys), options).value());
}

KeyFilter Built(const Keys& keys, const FilterOptions& options) {
  Result<KeyFilter> built = KeyFilter::Build(Views(keys), options);
  EXPECT_TRUE(built.ok()) << built.status().message();
  return std::move(built).value();
}

// What a filter without hash bits knows of sorted keys, in the plainest way: of each key the shortest prefix
// that no other has, or the key itself, and so many bits behind.
class Model {
 public:
  Model(const Keys& keys, std::uint32_t real_bits) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      std::size_t shared = keys.size() == 1 ? 0 : Shared(keys, i);
      const bool ends = keys.size() > 1 && shared == keys[i].size();
      if (keys.size() > 1 && !ends) ++shared;
      leaves_.push_back({keys[i].substr(0, shared), Bits(keys[i], shared, real_bits), ends});
    }
  }

  [[nodiscard]] bool Contains(const std::string& key) const {
    return std::any_of(leaves_.begin(), leaves_.end(), [&](const Leaf& leaf) {
      if (leaf.ends) return key == leaf.prefix;
      return key.starts_with(leaf.prefix) && Bits(key, leaf.prefix.size(), leaf.bits.size()) == leaf.bits;
    });
  }
  // How many may be not less than `from` and less than `to`.
  [[nodiscard]] std::uint64_t Count(const std::string& from, const std::string* to) const {
    return static_cast<std::uint64_t>(std::count_if(leaves_.begin(), leaves_.end(), [&](const Leaf& leaf) {
      return leaf.Reaches(from) && (to == nullptr || leaf.Least() < *to);
    }));
  }
  [[nodiscard]] Keys Prefixes() const {
    Keys prefixes;
    for (const Leaf& leaf : leaves_) prefixes.push_back(leaf.prefix);
    return prefixes;
  }

 private:
  // Of each bit a character.
  static std::string Bits(const std::string& key, std::size_t at, std::size_t bits) {
    std::string out;
    for (std::size_t i = 0; i < bits; ++i) {
      const std::size_t byte = at + i / 8;
      const unsigned value = byte < key.size() ? static_cast<unsigned char>(key[byte]) : 0;
      out += (value >> (7 - i % 8) & 1U) != 0 ? '1' : '0';
    }
    return out;
  }
  struct Leaf {
    std::string prefix;
    std::string bits;
    bool ends;

    [[nodiscard]] bool Reaches(const std::string& from) const {
      if (ends || !from.starts_with(prefix)) return prefix >= from;
      return bits >= Bits(from, prefix.size(), bits.size());
    }
    [[nodiscard]] std::string Least() const {
      std::string least = prefix;
      for (std::size_t i = 0; i < bits.size(); ++i) {
        if (bits[i] == '0') continue;
        least.resize(std::max(least.size(), prefix.size() + i / 8 + 1), '\0');
        least[prefix.size() + i / 8] |= static_cast<char>(0x80U >> i % 8);
      }
      return least;
    }
  };
  static std::size_t Shared(const Keys& keys, std::size_t i) {
    const auto with = [&](std::size_t other) {
      const std::string& a = keys[i];
      const std::string& b = keys[other];
      return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                      a.begin());
    };
    return std::max(i > 0 ? with(i - 1) : 0, i + 1 < keys.size() ? with(i + 1) : 0);
  }

  std::vector<Leaf> leaves_;
};

// Keys, and what is close to them.
std::string Probe(const Keys& keys, std::mt19937_64& random) {
  std::string key = keys.empty() ? "" : keys[random() % keys.size()];
  switch (random() % 6) {
    case 0: key.resize(random() % (key.size() + 1)); break;
    case 1: key += static_cast<char>(random()); break;
    case 2:
      if (!key.empty()) key[random() % key.size()] ^= static_cast<char>(1U << random() % 8);
      break;
    case 3:
      if (!key.empty()) ++key.back();
      break;
    default: break;
  }
  return key;
}

struct Kind {
  FilterSuffix suffix;
  std::uint32_t hash_bits;
  std::uint32_t real_bits;
  std::uint32_t dense_ratio;
};
constexpr Kind kKinds[] = {
    {FilterSuffix::kNone, 0, 0, 0},   {FilterSuffix::kNone, 0, 0, 32},  {FilterSuffix::kHash, 7, 0, 1},
    {FilterSuffix::kReal, 0, 8, 32},  {FilterSuffix::kReal, 0, 32, 0},  {FilterSuffix::kReal, 0, 3, 1},
    {FilterSuffix::kMixed, 4, 9, 64}, {FilterSuffix::kMixed, 1, 31, 1}, {FilterSuffix::kHash, 32, 0, 32},
};

FilterOptions OptionsOf(const Kind& kind, Dictionary dictionary = nullptr) {
  return {kind.suffix, kind.hash_bits, kind.real_bits, kind.dense_ratio, std::move(dictionary)};
}

void ExpectNothingDenied(const KeyFilter& filter, const Keys& keys, std::uint64_t seed) {
  const Keys& there = keys;
  for (const std::string& key : keys) ASSERT_TRUE(filter.MayContain(key));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 1'000; ++i) {
    const std::string a = Probe(keys, random);
    const std::string b = Probe(keys, random);
    const auto from = std::lower_bound(there.begin(), there.end(), a);
    const auto to = std::lower_bound(there.begin(), there.end(), b);
    const bool in_range = a < b && from != to;
    if (in_range) {
      ASSERT_TRUE(filter.MayContainRange(a, b));
    }
    if (a >= b) {
      ASSERT_FALSE(filter.MayContainRange(a, b));
    }
    if (from != there.end()) {
      ASSERT_TRUE(filter.MayContainFrom(a));
    }
    if (from != there.end() && from->starts_with(a)) {
      ASSERT_TRUE(filter.MayContainPrefix(a));
    }
    const auto exact = static_cast<std::uint64_t>(a < b ? std::distance(from, to) : 0);
    const std::uint64_t counted = filter.CountApprox(a, b).value();
    ASSERT_GE(counted, exact);
    ASSERT_LE(counted, exact + 2);
    const auto rest = static_cast<std::uint64_t>(std::distance(from, there.end()));
    const std::uint64_t counted_rest = filter.CountApprox(a).value();
    ASSERT_GE(counted_rest, rest);
    ASSERT_LE(counted_rest, rest + 1);
  }
}

void ExpectBatchAsSingle(const KeyFilter& filter, const Keys& keys) {
  std::mt19937_64 random(5);
  Keys probes;
  for (int i = 0; i < 2'500; ++i) probes.push_back(Probe(keys, random));
  const std::unique_ptr<bool[]> answers = std::make_unique<bool[]>(probes.size());
  filter.MayContainBatch(Views(probes), {answers.get(), probes.size()});
  for (std::size_t i = 0; i < probes.size(); ++i) ASSERT_EQ(answers[i], filter.MayContain(probes[i]));
}

class Filter : public testing::TestWithParam<KeySet> {
 protected:
  Keys keys_ = Sorted(GetParam().make(600, 17));
};

TEST_P(Filter, DeniesNothingThatIsThere) {
  for (const Kind& kind : kKinds) {
    for (const Dictionary& dictionary :
         {Dictionary(), Trained(keys_, KeyScheme::kSingleChar), Trained(keys_, KeyScheme::kDoubleChar),
          Trained(keys_, KeyScheme::k3Grams)}) {
      const KeyFilter filter = Built(keys_, OptionsOf(kind, dictionary));
      ASSERT_EQ(filter.size(), keys_.size());
      ASSERT_EQ(filter.suffix(), kind.suffix);
      const Status checked = filter.Check();
      ASSERT_TRUE(checked.ok()) << checked.message();
      ASSERT_NO_FATAL_FAILURE(ExpectNothingDenied(filter, keys_, 3));
      ASSERT_NO_FATAL_FAILURE(ExpectBatchAsSingle(filter, keys_));
    }
  }
}

TEST_P(Filter, PassesWhatItsPrefixesLeaveOpenAndNoMore) {
  Keys keys = keys_;
  keys.resize(std::min<std::size_t>(keys.size(), 300));
  for (const Kind& kind : kKinds) {
    if (kind.hash_bits > 0) continue;
    const KeyFilter filter = Built(keys, OptionsOf(kind));
    const Model model(keys, kind.real_bits);
    std::mt19937_64 random(11);
    for (int i = 0; i < 1'000; ++i) {
      const std::string a = Probe(keys, random);
      const std::string b = Probe(keys, random);
      ASSERT_EQ(filter.MayContain(a), model.Contains(a));
      ASSERT_EQ(filter.MayContainFrom(a), model.Count(a, nullptr) > 0);
      ASSERT_EQ(filter.CountApprox(a).value(), model.Count(a, nullptr));
      if (a >= b) continue;
      ASSERT_EQ(filter.MayContainRange(a, b), model.Count(a, &b) > 0);
      ASSERT_EQ(filter.CountApprox(a, b).value(), model.Count(a, &b));
    }
  }
}

TEST_P(Filter, EachKernelAnswersAsTheScalarOne) {
  const surf::Kernel* const fast = surf::Bmi2Kernel();
  if (fast == nullptr) GTEST_SKIP() << "this processor has no BMI2";
  for (const std::uint32_t ratio : {0U, 1U}) {
    const std::string bytes = surf::BuildImage(Views(keys_), {3, 5, ratio, ""}).value();
    const surf::Image image = surf::UnpackImage(bytes, "filter").value();
    const surf::View view = surf::ViewOf(image, "filter").value();
    const surf::Kernel& scalar = surf::ScalarKernel();
    std::mt19937_64 random(23);
    for (int i = 0; i < 2'000; ++i) {
      const std::string a = Probe(keys_, random);
      const std::string b = Probe(keys_, random);
      const surf::Text low = surf::TextOf(std::min(a, b));
      const surf::Text high = surf::TextOf(std::max(a, b));
      ASSERT_EQ(fast->may_contain(view, low), scalar.may_contain(view, low));
      ASSERT_EQ(fast->may_contain_from(view, low), scalar.may_contain_from(view, low));
      ASSERT_EQ(fast->may_contain_prefix(view, low), scalar.may_contain_prefix(view, low));
      ASSERT_EQ(fast->count(view, low, nullptr), scalar.count(view, low, nullptr));
      if (a == b) continue;
      ASSERT_EQ(fast->may_contain_range(view, low, high), scalar.may_contain_range(view, low, high));
      ASSERT_EQ(fast->count(view, low, &high), scalar.count(view, low, &high));
    }
  }
}

TEST_P(Filter, CursorGoesOverAllPrefixesBothWays) {
  Keys keys = keys_;
  keys.resize(std::min<std::size_t>(keys.size(), 300));
  for (const std::uint32_t ratio : {0U, 32U, 1U}) {
    const KeyFilter filter = Built(keys, {FilterSuffix::kReal, 0, 6, ratio, nullptr});
    const Keys prefixes = Model(keys, 6).Prefixes();
    FilterCursor cursor = filter.NewCursor().value();
    EXPECT_FALSE(cursor.on_prefix());
    ASSERT_TRUE(cursor.Seek("").ok());
    for (const std::string& prefix : prefixes) {
      ASSERT_TRUE(cursor.on_prefix());
      ASSERT_TRUE(cursor.prefix() == prefix);
      ASSERT_TRUE(cursor.Next().ok());
    }
    EXPECT_FALSE(cursor.on_prefix());
    ASSERT_TRUE(cursor.SeekLast().ok());
    for (auto prefix = prefixes.rbegin(); prefix != prefixes.rend(); ++prefix) {
      ASSERT_TRUE(cursor.on_prefix());
      ASSERT_TRUE(cursor.prefix() == *prefix);
      ASSERT_TRUE(cursor.Prev().ok());
    }
    EXPECT_FALSE(cursor.on_prefix());
    const Model model(keys, 6);
    std::mt19937_64 random(29);
    for (int i = 0; i < 1'000; ++i) {
      const std::string key = Probe(keys, random);
      const std::uint64_t behind = model.Count(key, nullptr);
      ASSERT_TRUE(cursor.Seek(key).ok());
      ASSERT_EQ(cursor.on_prefix(), behind > 0);
      if (behind > 0) {
        ASSERT_TRUE(cursor.prefix() == prefixes[prefixes.size() - behind]);
      }
    }
  }
}

TEST_P(Filter, IsTheSameFromItsFile) {
  const std::string path = testing::TempDir() + "filter_test_" + std::string(GetParam().name) + ".filter";
  const Dictionary dictionary = Trained(keys_, KeyScheme::kDoubleChar);
  const KeyFilter filter = Built(keys_, {FilterSuffix::kMixed, 4, 4, 32, dictionary});
  ASSERT_TRUE(filter.Save(path).ok());
  const Result<KeyFilter> opened = KeyFilter::Open(path, dictionary);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_TRUE(opened->bytes() == filter.bytes());
  EXPECT_TRUE(opened->Check().ok());
  ASSERT_NO_FATAL_FAILURE(ExpectNothingDenied(*opened, keys_, 31));
  EXPECT_EQ(KeyFilter::Open(path).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(KeyFilter::Open(path, Trained(keys_, KeyScheme::kSingleChar)).status().code(),
            StatusCode::kInvalidArgument);
  std::filesystem::remove(path);
  EXPECT_EQ(KeyFilter::Open(path, dictionary).status().code(), StatusCode::kNotFound);
}

INSTANTIATE_TEST_SUITE_P(KeySets, Filter, testing::ValuesIn(KeySets()), [](const auto& test) {
  std::string name(test.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(FilterOf, NoKeyAndOneKeyAndTheEmptyKey) {
  for (const Kind& kind : kKinds) {
    const KeyFilter none = Built({}, OptionsOf(kind));
    EXPECT_FALSE(none.MayContain(""));
    EXPECT_FALSE(none.MayContainFrom(""));
    EXPECT_FALSE(none.MayContainRange("", "z"));
    EXPECT_FALSE(none.MayContainPrefix(""));
    EXPECT_EQ(none.CountApprox("").value(), 0U);
    for (const Keys& keys :
         {Keys{""}, Keys{"one"}, Keys{std::string(1, '\0')}, Keys{"", std::string(1, '\0')},
          Keys{"", "a", "ab", "abc"}, Keys{"\xFF", "\xFF\xFF"}}) {
      const KeyFilter filter = Built(keys, OptionsOf(kind));
      EXPECT_TRUE(filter.Check().ok());
      ASSERT_NO_FATAL_FAILURE(ExpectNothingDenied(filter, keys, 1));
    }
  }
}

TEST(FilterOf, KeysTooLongAreDeniedAndBoundRanges) {
  const std::string longest(kMaxIndexKeyBytes, 'x');
  const KeyFilter filter = Built({"a", longest}, {});
  EXPECT_TRUE(filter.MayContain(longest));
  EXPECT_FALSE(filter.MayContain(longest + "x"));
  EXPECT_TRUE(filter.MayContainRange("b", longest + "xy"));
  const std::string too_long = longest + "x";
  const std::string_view keys[] = {"a", too_long};
  const Result<KeyFilter> refused = KeyFilter::Build(keys, {});
  EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(refused.status().message(), testing::HasSubstr("key 1"));
}

TEST(FilterOf, WrongArgumentsNamesThePlace) {
  const auto refused = [](std::vector<std::string_view> keys, const FilterOptions& options) {
    const Status status = KeyFilter::Build(keys, options).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    return status.message();
  };
  EXPECT_THAT(refused({"a", "c", "b"}, {}), testing::HasSubstr("key 2: expected one greater than key 1"));
  EXPECT_THAT(refused({"a", "a"}, {}), testing::HasSubstr("the same"));
  EXPECT_THAT(refused({}, {FilterSuffix::kReal, 8, 33, 32, nullptr}),
              testing::HasSubstr("1 to 32 real bits"));
  EXPECT_THAT(refused({}, {FilterSuffix::kHash, 0, 8, 32, nullptr}), testing::HasSubstr("1 to 32 hash bits"));
  EXPECT_THAT(refused({}, {FilterSuffix::kMixed, 17, 16, 32, nullptr}), testing::HasSubstr("at most 32"));
}

// A key that has a stored prefix, and is not there, passes with 2^-bits.
TEST(FilterOf, HashBitsPassAsTheoryTells) {
  Keys keys;
  std::mt19937_64 random(41);
  for (int i = 0; i < 20'000; ++i) keys.push_back(std::to_string(random()));
  keys = Sorted(std::move(keys));
  const KeyFilter plain = Built(keys, {FilterSuffix::kNone, 0, 0, 32, nullptr});
  for (const std::uint32_t bits : {1U, 4U, 8U}) {
    const KeyFilter filter = Built(keys, {FilterSuffix::kHash, bits, 0, 32, nullptr});
    std::size_t tried = 0;
    std::size_t passed = 0;
    for (const std::string& key : keys) {
      for (int i = 0; i < 10; ++i) {
        const std::string other = key + std::to_string(random() % 1'000'000);
        if (!plain.MayContain(other)) continue;
        ++tried;
        if (filter.MayContain(other)) ++passed;
      }
    }
    ASSERT_GT(tried, 150'000U);
    const double expected = static_cast<double>(tried) * filter.Statistics()->false_positives_by_hash;
    // Five standard deviations of the binomial distribution.
    EXPECT_NEAR(static_cast<double>(passed), expected, 5 * std::sqrt(expected)) << bits << " bits";
  }
}

TEST(FilterOf, StatisticsAddUp) {
  const Keys keys = Sorted(KeySets()[0].make(3'000, 9));
  const KeyFilter filter = Built(keys, {});
  const FilterStatistics statistics = filter.Statistics().value();
  EXPECT_EQ(statistics.keys, keys.size());
  EXPECT_EQ(statistics.labels, keys.size() + statistics.nodes - 1);
  std::size_t bytes = 0;
  for (const FilterStatistics::Part& part : statistics.parts) bytes += part.bytes;
  EXPECT_LE(bytes, filter.bytes().size());
  EXPECT_GE(filter.memory_bytes(), filter.bytes().size());
}

TEST(FilterOf, NoMemoryIsAnAnswer) {
  const Keys keys = Sorted(KeySets()[3].make(200, 2));
  const std::vector<std::string_view> views = Views(keys);
  const Dictionary dictionary = Trained(keys, KeyScheme::kSingleChar);
  for (const Dictionary& with : {Dictionary(), dictionary}) {
    std::int64_t granted = 0;
    for (bool built = false; !built; ++granted) {
      ASSERT_LT(granted, 100'000);
      GrantAllocations(granted);
      const Result<KeyFilter> filter = KeyFilter::Build(views, {FilterSuffix::kReal, 0, 8, 32, with});
      GrantAllAllocations();
      built = filter.ok();
      if (!built) {
        ASSERT_EQ(filter.status().code(), StatusCode::kResourceExhausted);
      }
    }
    EXPECT_GT(granted, 5);
  }
  const KeyFilter filter = Built(keys, {FilterSuffix::kReal, 0, 8, 32, dictionary});
  const std::string key(100'000, 'q');
  GrantAllocations(0);
  const bool may = filter.MayContain(key);
  const bool may_range = filter.MayContainRange(key, "r");
  const Result<std::uint64_t> count = filter.CountApprox(key);
  GrantAllAllocations();
  EXPECT_TRUE(may);
  EXPECT_TRUE(may_range);
  EXPECT_EQ(count.status().code(), StatusCode::kResourceExhausted);
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A file of the first version, which every later build reads, and this one still writes.
TEST(FilterFile, OfVersion1StaysAsItIs) {
  const std::string path = TACIT_TEST_DATA "/indexes/golden/words-v1.filter";
  using namespace std::string_literals;
  Keys keys = {"", "\0\xff"s};
  for (std::uint64_t i = 0; i < 300; ++i) {
    keys.push_back("word " + std::to_string(i * i));
    keys.push_back("word " + std::to_string(i * i) + std::string(i % 40, 'w'));
  }
  keys = Sorted(std::move(keys));
  const KeyFilter built = Built(keys, {FilterSuffix::kMixed, 5, 7, 1, nullptr});
  EXPECT_TRUE(built.bytes() == ReadAll(path));
  const Result<KeyFilter> opened = KeyFilter::Open(path);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_TRUE(opened->Check().ok());
  EXPECT_GT(opened->Statistics()->dense_levels, 0U);
  ASSERT_NO_FATAL_FAILURE(ExpectNothingDenied(*opened, keys, 7));
}

// The same file with one label bit changed in its blocks.
TEST(FilterFile, ThatIsDamagedNamesItsSection) {
  const std::string path = TACIT_TEST_DATA "/indexes/golden/words-damaged.filter";
  const Status damaged = KeyFilter::Open(path).status();
  EXPECT_EQ(damaged.code(), StatusCode::kCorruption);
  EXPECT_THAT(damaged.message(), testing::HasSubstr("words-damaged.filter: blocks: expected its checksum"));
}

// All look-ups, whatever the answers: none reads outside or goes on for ever.
void Ask(const KeyFilter& filter, const Keys& keys, std::mt19937_64& random) {
  for (int i = 0; i < 20; ++i) {
    const std::string a = Probe(keys, random);
    const std::string b = Probe(keys, random);
    (void)filter.MayContain(a);
    (void)filter.MayContainRange(a, b);
    (void)filter.MayContainFrom(a);
    (void)filter.MayContainPrefix(a);
    (void)filter.CountApprox(a, b);
    FilterCursor cursor = filter.NewCursor().value();
    (void)cursor.Seek(a);
    for (int step = 0; step < 20; ++step) (void)(step < 10 ? cursor.Next() : cursor.Prev());
  }
  (void)filter.Check();
}

TEST(FilterBytes, ChangedAnywhereAreRefused) {
  const Keys keys = Sorted(KeySets()[3].make(60, 4));
  const KeyFilter filter = Built(keys, {});
  const std::string bytes(filter.bytes());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Status cut = KeyFilter::FromBytes(bytes.substr(0, size), "cut").status();
    ASSERT_EQ(cut.code(), StatusCode::kCorruption) << size;
    ASSERT_THAT(cut.message(), testing::StartsWith("cut: "));
  }
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] ^= 0x10;
    if (KeyFilter::FromBytes(changed, "changed").ok()) ++accepted;
  }
  // Gaps between sections are of no checksum: fewer than 64 bytes before each of seven.
  EXPECT_LT(accepted, 7U * 64);
  std::string newer = bytes;
  newer[8] = 2;
  EXPECT_EQ(KeyFilter::FromBytes(newer, "newer").status().code(), StatusCode::kNotSupported);
}

// With right checksums over wrong bytes.
TEST(FilterBytes, ForgedAreRefusedOrHarmless) {
  static constexpr base::SectionFormat kFormat = {
      "tacitflt", 1, 64, "a filter", "build the filter again", surf::kSectionNames};
  std::mt19937_64 random(53);
  for (const KeySet& set : KeySets()) {
    Keys keys = Sorted(set.make(150, 6));
    for (const std::uint32_t ratio : {0U, 1U}) {
      const KeyFilter filter = Built(keys, {FilterSuffix::kMixed, 3, 6, ratio, nullptr});
      const auto sections = base::UnpackSections(kFormat, filter.bytes(), "filter").value();
      for (int i = 0; i < 600; ++i) {
        std::vector<std::string> forged(sections.begin(), sections.end());
        for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
          std::string& section = forged[random() % forged.size()];
          if (section.empty()) continue;
          section[random() % section.size()] ^= static_cast<char>(1U << random() % 8);
          if (random() % 20 == 0) section.resize(random() % section.size());
        }
        const std::string bytes = base::PackSections(kFormat, forged);
        // Of the exact size on the heap, so that AddressSanitizer sees a byte too many.
        const std::unique_ptr<char[]> exact = std::make_unique<char[]>(bytes.size());
        std::copy(bytes.begin(), bytes.end(), exact.get());
        const Result<KeyFilter> opened = KeyFilter::FromBytes({exact.get(), bytes.size()}, "forged");
        if (opened.ok()) {
          Ask(*opened, keys, random);
        } else {
          ASSERT_FALSE(opened.status().message().empty());
        }
      }
    }
  }
}

}  // namespace
}  // namespace tacit::index
