#include "tests/indexes/key_sets.h"

#include <random>

namespace tacit::index {
namespace {

using Random = std::mt19937_64;

std::size_t Below(Random& random, std::size_t bound) { return static_cast<std::size_t>(random() % bound); }

// `length` letters of an alphabet.
std::string Letters(Random& random, std::size_t length, std::string_view alphabet) {
  std::string key(length, '\0');
  for (char& c : key) c = alphabet[Below(random, alphabet.size())];
  return key;
}

// make(random, i) for each i below count.
template <typename Make>
std::vector<std::string> Each(std::size_t count, std::uint64_t seed, Make make) {
  Random random(seed);
  std::vector<std::string> keys;
  keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) keys.push_back(make(random, i));
  return keys;
}

std::vector<std::string> RandomBytes(std::size_t count, std::uint64_t seed) {
  return Each(count, seed, [](Random& random, std::size_t) {
    std::string key(Below(random, 24), '\0');
    for (char& c : key) c = static_cast<char>(random());
    return key;
  });
}

std::vector<std::string> Rising(std::size_t count, std::uint64_t seed) {
  return Each(count, seed, [](Random&, std::size_t i) {
    std::string key(8, '\0');
    for (std::size_t b = 0; b < 8; ++b) key[b] = static_cast<char>(i >> (56 - 8 * b));
    return key;
  });
}

std::vector<std::string> Falling(std::size_t count, std::uint64_t seed) {
  std::vector<std::string> keys = Rising(count, seed);
  return {keys.rbegin(), keys.rend()};
}

std::vector<std::string> SharedPrefixes(std::size_t count, std::uint64_t seed) {
  return Each(count, seed, [](Random& random, std::size_t) {
    return "https://example.org/" + Letters(random, 1, "abc") + "/a-long-path-that-all-of-them-have/" +
           Letters(random, 1 + Below(random, 12), "0123456789");
  });
}

// Heads of eight bytes that differ only in what fills them up, and neighbours that are prefixes of each
// other.
std::vector<std::string> AwkwardBytes(std::size_t count, std::uint64_t seed) {
  using namespace std::string_view_literals;
  return Each(count, seed, [](Random& random, std::size_t) {
    return Letters(random, Below(random, 14), "\0\0\0\x01\xFE\xFF\xFF"sv);
  });
}

std::vector<std::string> Prefixes(std::size_t count, std::uint64_t seed) {
  return Each(count, seed, [](Random& random, std::size_t) { return std::string(Below(random, 700), 'p'); });
}

// On both sides of the length up to which nodes hold keys themselves, with long separators between them.
std::vector<std::string> LongKeys(std::size_t count, std::uint64_t seed) {
  return Each(count, seed, [](Random& random, std::size_t) {
    return std::string(470 + Below(random, 80), 'x') + Letters(random, Below(random, 900), "xy");
  });
}

}  // namespace

const std::vector<KeySet>& KeySets() {
  static const std::vector<KeySet> sets = {
      {"random", RandomBytes},   {"rising", Rising},
      {"falling", Falling},      {"shared-prefixes", SharedPrefixes},
      {"awkward", AwkwardBytes}, {"prefixes", Prefixes},
      {"long", LongKeys},
  };
  return sets;
}

}  // namespace tacit::index
