// Keys that dictionaries are trained on and tried with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::encoder {

struct KeySet {
  std::string name;
  std::vector<std::string> keys;
};

// Keys of the kinds that users have and of the kinds that break encoders: addresses, words, paths, texts in
// UTF-8, big-endian integers with all their prefixes, high bytes only, NULs, 0xFF, runs, random bytes, few
// and long ones. Deterministic.
[[nodiscard]] std::vector<KeySet> KeySets(std::uint64_t seed);

// Neighbours of a key that encoders confuse: itself with bytes appended, cut, raised by one.
[[nodiscard]] std::vector<std::string> Near(const std::string& key);

[[nodiscard]] std::vector<std::string_view> Views(const std::vector<std::string>& keys);

}  // namespace tacit::encoder
