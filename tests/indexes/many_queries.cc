// Asks filters very many questions whose answers are known: no key or range that is there may be denied.
//
//   many_queries COUNT     so many look-ups in all; exit 1 at the first that is wrong
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/filter.h"
#include "tests/indexes/key_sets.h"

namespace {

using Keys = std::vector<std::string>;

// Points, ranges around a key, prefixes, and the end: false at the first that is denied.
bool AllPass(const tacit::KeyFilter& filter, const Keys& keys, std::uint64_t count, std::mt19937_64& random) {
  std::string from;
  for (std::uint64_t i = 0; i < count; i += 4) {
    const std::string& key = keys[random() % keys.size()];
    if (!filter.MayContain(key)) return false;
    from.assign(key, 0, random() % (key.size() + 1));
    if (!filter.MayContainPrefix(from) || !filter.MayContainFrom(from)) return false;
    // Its least successor, and a bound far above.
    std::string to = key;
    if (random() % 2 == 0 || to.empty()) {
      to += '\0';
    } else {
      to += static_cast<char>(random());
    }
    if (!filter.MayContainRange(from, to)) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t count = argc == 2 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (count == 0) {
    std::fprintf(stderr, "usage: many_queries COUNT\n");
    return 2;
  }
  constexpr tacit::FilterSuffix kSuffixes[] = {tacit::FilterSuffix::kNone, tacit::FilterSuffix::kHash,
                                               tacit::FilterSuffix::kReal, tacit::FilterSuffix::kMixed};
  const std::uint64_t each = count / (tacit::index::KeySets().size() * std::size(kSuffixes) * 2) + 1;
  std::mt19937_64 random(count);
  std::uint64_t asked = 0;
  for (const tacit::index::KeySet& set : tacit::index::KeySets()) {
    Keys keys = set.make(set.name == "long" ? 300 : 20'000, random());
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    const std::vector<std::string_view> views(keys.begin(), keys.end());
    tacit::DictionaryOptions training;
    training.scheme = tacit::KeyScheme::kDoubleChar;
    const auto dictionary =
        std::make_shared<const tacit::KeyDictionary>(tacit::KeyDictionary::Train(views, training).value());
    for (const tacit::FilterSuffix suffix : kSuffixes) {
      for (const bool encoded : {false, true}) {
        tacit::FilterOptions options;
        options.suffix = suffix;
        if (encoded) options.dictionary = dictionary;
        const auto filter = tacit::KeyFilter::Build(views, options);
        if (!filter.ok() || !AllPass(*filter, keys, each, random)) {
          std::fprintf(stderr, "many_queries: %s, suffix %s: a key that is there is denied\n",
                       std::string(set.name).c_str(), std::string(Name(suffix)).c_str());
          return 1;
        }
        asked += each;
      }
    }
  }
  std::printf("%llu look-ups, none wrong\n", static_cast<unsigned long long>(asked));
  return 0;
}
