// The keys that index trees are timed with, and the order in which they are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::bench {

// Keys whose bytes lie one behind another, so that reading one costs what it takes to read, not to find it.
class KeyList {
 public:
  KeyList() = default;
  explicit KeyList(const std::vector<std::string_view>& keys);
  // Views are of memory that moves with the list.
  KeyList(KeyList&&) = default;
  KeyList& operator=(KeyList&&) = default;

  [[nodiscard]] std::string_view operator[](std::size_t i) const { return keys_[i]; }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] const std::vector<std::string_view>& views() const { return keys_; }

 private:
  std::vector<char> bytes_;
  std::vector<std::string_view> keys_;
};

struct KeySet {
  std::string name;
  KeyList keys;   // in a random order
  KeyList later;  // others, for what is inserted while the rest is timed: a fifth as many
};

// "email", "url", "integer" (eight bytes, big-endian) or "number" (decimal digits), of `count` keys.
[[nodiscard]] KeySet MadeKeys(std::string_view shape, std::size_t count);
// A key on each line of a file, at most `count` of them, drawn at random. Nothing where there is none.
[[nodiscard]] std::optional<KeySet> ReadKeys(const std::string& path, std::size_t count);

// Which key is asked for: each as often as any other; or few of them often, by Zipf's law with exponent 0.99,
// scattered over the keys (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010).
enum class Choice { kUniform, kZipf };
// `draws` of the keys. Uniform: all of them, in another order, again and again.
[[nodiscard]] KeyList Drawn(const KeyList& keys, Choice choice, std::size_t draws, std::uint64_t seed);

}  // namespace tacit::bench
