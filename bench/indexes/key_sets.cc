#include "bench/indexes/key_sets.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <utility>

namespace tacit::bench {
namespace {

using Random = std::mt19937_64;

constexpr std::uint64_t kSeed = 42;

KeySet Shuffled(std::string name, std::vector<std::string> keys, std::size_t count) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  Random random(kSeed);
  std::shuffle(keys.begin(), keys.end(), random);
  // What is left beyond the count comes later; where nothing is, a sixth of all.
  const std::size_t now = std::min(count, keys.size() - keys.size() / 6);
  const std::size_t end = std::min(keys.size(), now + now / 5);
  const std::vector<std::string_view> views(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(end));
  const auto middle = views.begin() + static_cast<std::ptrdiff_t>(now);
  return {std::move(name), KeyList({views.begin(), middle}), KeyList({middle, views.end()})};
}

// As YCSB draws: in constant time, by the sums of the law (Gray et al., "Quickly Generating Billion-Record
// Synthetic Databases", SIGMOD 1994).
class Zipf {
 public:
  explicit Zipf(std::size_t n) : n_(static_cast<double>(n)) {
    for (std::size_t i = 1; i <= n; ++i) zeta_ += 1 / std::pow(static_cast<double>(i), kExponent);
    eta_ = (1 - std::pow(2 / n_, 1 - kExponent)) / (1 - (1 + std::pow(0.5, kExponent)) / zeta_);
  }
  std::size_t operator()(Random& random) const {
    const double u = std::uniform_real_distribution<double>()(random);
    if (u * zeta_ < 1) return 0;
    if (u * zeta_ < 1 + std::pow(0.5, kExponent)) return 1;
    const double drawn = n_ * std::pow(eta_ * u - eta_ + 1, 1 / (1 - kExponent));
    return static_cast<std::size_t>(std::min(drawn, n_ - 1));
  }

 private:
  static constexpr double kExponent = 0.99;
  double n_;
  double zeta_ = 0;
  double eta_ = 0;
};

}  // namespace

KeyList::KeyList(const std::vector<std::string_view>& keys) {
  std::size_t size = 0;
  for (const std::string_view key : keys) size += key.size();
  bytes_.reserve(size);
  keys_.reserve(keys.size());
  for (const std::string_view key : keys) {
    const char* const at = bytes_.data() + bytes_.size();
    bytes_.insert(bytes_.end(), key.begin(), key.end());
    keys_.emplace_back(at, key.size());
  }
}

KeySet MadeKeys(std::string_view shape, std::size_t count) {
  Random random(kSeed - 1);
  std::vector<std::string> keys;
  const std::size_t wanted = count + count / 4;
  keys.reserve(wanted);
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::uint64_t drawn = random();
    const std::string number = std::to_string(drawn % 1'000'000'000'000ULL);
    if (shape == "email") {
      keys.push_back("org.example" + std::to_string(random() % 5'000) + "@user" + number);
    } else if (shape == "url") {
      keys.push_back("https://www.example" + std::to_string(random() % 200) + ".org/projects/page/" + number +
                     "/edit");
    } else if (shape == "integer") {
      std::string bytes;
      for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(drawn >> shift & 0xFFU);
      keys.push_back(bytes);
    } else {
      keys.push_back(number);
    }
  }
  return Shuffled(std::string(shape), std::move(keys), count);
}

std::optional<KeySet> ReadKeys(const std::string& path, std::size_t count) {
  std::ifstream file(path);
  std::vector<std::string> keys;
  for (std::string line; std::getline(file, line);) keys.push_back(line);
  if (keys.empty()) return std::nullopt;
  return Shuffled(path.substr(path.rfind('/') + 1), std::move(keys), count);
}

KeyList Drawn(const KeyList& keys, Choice choice, std::size_t draws, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::string_view> order = keys.views();
  std::shuffle(order.begin(), order.end(), random);
  std::vector<std::string_view> drawn;
  drawn.reserve(draws);
  if (choice == Choice::kUniform) {
    while (drawn.size() < draws) drawn.push_back(order[drawn.size() % order.size()]);
  } else {
    const Zipf zipf(order.size());
    while (drawn.size() < draws) drawn.push_back(order[zipf(random)]);
  }
  return KeyList(drawn);
}

}  // namespace tacit::bench
