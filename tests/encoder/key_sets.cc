#include "tests/encoder/key_sets.h"

#include <functional>
#include <random>

namespace tacit::encoder {
namespace {

using Random = std::mt19937_64;

std::size_t Below(Random& random, std::size_t bound) { return static_cast<std::size_t>(random() % bound); }

std::string Pick(Random& random, const std::vector<std::string>& from) {
  return from[Below(random, from.size())];
}

std::string Bytes(Random& random, std::size_t size, int low, int high) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) {
    bytes +=
        static_cast<char>(low + static_cast<int>(Below(random, static_cast<std::size_t>(high - low + 1))));
  }
  return bytes;
}

std::vector<std::string> Make(std::size_t count, const std::function<std::string()>& make) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(make());
  return keys;
}

std::string Integer(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
  return bytes;
}

}  // namespace

std::vector<KeySet> KeySets(std::uint64_t seed) {
  Random random(seed);
  const std::vector<std::string> hosts = {"com.gmail@", "com.yahoo@", "org.example@", "uk.ac.cam@",
                                          "de.web@"};
  const std::vector<std::string> names = {"anna", "bert", "carl.smith", "dora_99", "e.f", "gustav", "hanna"};
  const std::vector<std::string> parts = {"http://", "www.", "index", ".html",
                                          "/wiki/",  "/a/",  "?q=",   "example.org"};
  const std::vector<std::string> letters = {
      "\xC3\xA9", "\xE4\xB8\xAD", "\xE6\x96\x87", "\xF0\x9F\x98\x80", "a", " "};
  std::vector<KeySet> sets;
  sets.push_back({"addresses", Make(600, [&] {
                    return Pick(random, hosts) + Pick(random, names) + std::to_string(Below(random, 1000));
                  })});
  sets.push_back({"paths", Make(400, [&] {
                    std::string key;
                    for (std::size_t n = Below(random, 9); n > 0; --n) key += Pick(random, parts);
                    return key;
                  })});
  sets.push_back({"utf8", Make(300, [&] {
                    std::string key;
                    for (std::size_t n = Below(random, 12); n > 0; --n) key += Pick(random, letters);
                    return key;
                  })});
  KeySet integers{"integers and their prefixes", {}};
  for (int i = 0; i < 150; ++i) {
    const std::string key = Integer(random() >> Below(random, 64));
    for (std::size_t size = 0; size <= key.size(); ++size) integers.keys.push_back(key.substr(0, size));
  }
  sets.push_back(std::move(integers));
  sets.push_back({"high bytes", Make(300, [&] { return Bytes(random, Below(random, 20), 0x80, 0xFF); })});
  sets.push_back({"NUL and 0xFF", Make(400, [&] {
                    std::string key;
                    for (std::size_t n = Below(random, 20); n > 0; --n)
                      key += Below(random, 2) == 0 ? '\0' : '\xFF';
                    return key;
                  })});
  KeySet runs{"runs", {}};
  for (const char c : {'\0', 'a', '\xFF'}) {
    for (std::size_t size = 0; size < 40; ++size) runs.keys.push_back(std::string(size, c));
  }
  sets.push_back(std::move(runs));
  sets.push_back({"random bytes", Make(400, [&] { return Bytes(random, Below(random, 40), 0, 255); })});
  sets.push_back({"one key", {"only"}});
  sets.push_back({"all equal", std::vector<std::string>(50, "the same")});
  sets.push_back({"short", {"", "a", "b", "ab"}});
  sets.push_back({"none", {}});
  sets.push_back(
      {"long", {Bytes(random, 100000, 'a', 'd'), std::string(70000, '\0'), Bytes(random, 30000, 0, 255)}});
  return sets;
}

std::vector<std::string> Near(const std::string& key) {
  std::vector<std::string> near = {key, key + '\0', key + '\xFF', key + std::string(9, '\0')};
  if (key.empty()) return near;
  near.push_back(key.substr(0, key.size() - 1));
  near.push_back(key.substr(0, key.size() / 2));
  std::string other = key;
  other.back() = static_cast<char>(static_cast<unsigned char>(other.back()) + 1);
  near.push_back(other);
  other[other.size() / 2] = '\0';
  near.push_back(other);
  return near;
}

std::vector<std::string_view> Views(const std::vector<std::string>& keys) {
  return {keys.begin(), keys.end()};
}

}  // namespace tacit::encoder
