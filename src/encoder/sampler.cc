#include "src/encoder/sampler.h"

#include <algorithm>
#include <cstring>

namespace tacit::encoder {
namespace {

std::uint64_t ShareOfHashes(double fraction) {
  constexpr double kAll = 18446744073709551616.0;  // 2^64
  const double most = fraction * kAll;
  return most >= kAll ? UINT64_MAX : static_cast<std::uint64_t>(most);
}

}  // namespace

std::uint64_t HashOfPlace(std::uint64_t seed, std::uint64_t place) {
  // splitmix64, at a distance that the seed tells.
  std::uint64_t z = (seed * 0xD1342543DE82EF95U) ^ (place * 0x9E3779B97F4A7C15U);
  for (const std::uint64_t factor : {0xBF58476D1CE4E5B9U, 0x94D049BB133111EBU}) z = (z ^ z >> 30U) * factor;
  return z ^ z >> 31U;
}

Sampler::Sampler(const KeySampling& sampling, std::size_t max_bytes)
    : seed_(sampling.seed), max_bytes_(max_bytes), most_(ShareOfHashes(sampling.fraction)) {}

void Sampler::Offer(std::string_view key) {
  const std::uint64_t hash = HashOfPlace(seed_, offered_++);
  key = key.substr(0, kMaxSampledKeyBytes);
  if (hash <= least_hash_) {
    least_hash_ = hash;
    least_ = key;
  }
  if (hash > most_) return;
  drawn_.push_back({hash, key.size()});
  bytes_ += key;
  // The keys of one byte or none, of which there may be any number, count too.
  while (bytes_.size() + drawn_.size() > max_bytes_ && drawn_.size() > 1) {
    most_ /= 2;
    Thin();
  }
}

void Sampler::Thin() {
  std::size_t from = 0;
  std::size_t to = 0;
  for (const Drawn& key : drawn_) {
    if (key.hash <= most_) {
      std::memmove(bytes_.data() + to, bytes_.data() + from, key.size);
      to += key.size;
    }
    from += key.size;
  }
  bytes_.resize(to);
  std::erase_if(drawn_, [this](const Drawn& key) { return key.hash > most_; });
}

std::vector<std::string_view> Sampler::Keys() const {
  std::vector<std::string_view> keys;
  keys.reserve(drawn_.size());
  std::size_t at = 0;
  for (const Drawn& key : drawn_) {
    keys.push_back(std::string_view(bytes_).substr(at, key.size));
    at += key.size;
  }
  if (keys.empty() && offered_ > 0) keys.emplace_back(least_);
  return keys;
}

}  // namespace tacit::encoder
