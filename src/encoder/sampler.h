// Keys drawn from a stream whose length is not known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary_tools.h"

namespace tacit::encoder {

// As KeySampling tells. Thread safety: one thread.
class Sampler {
 public:
  Sampler(const KeySampling& sampling, std::size_t max_bytes);

  void Offer(std::string_view key);
  // How many were offered.
  [[nodiscard]] std::uint64_t offered() const { return offered_; }
  // Those that are drawn, in their order. They refer to the sampler, until the next one is offered.
  [[nodiscard]] std::vector<std::string_view> Keys() const;

 private:
  struct Drawn {
    std::uint64_t hash = 0;
    std::size_t size = 0;
  };
  // Keeps those whose hash is not above `most_`; their bytes move together.
  void Thin();

  std::uint64_t seed_;
  std::size_t max_bytes_;
  std::uint64_t most_;  // keys with a hash up to this are drawn
  std::uint64_t offered_ = 0;
  std::string bytes_;
  std::vector<Drawn> drawn_;
  // The key of the least hash, which is the sample where no other is drawn.
  std::string least_;
  std::uint64_t least_hash_ = UINT64_MAX;
};

// A number that looks random of the one at `place` in a sequence that `seed` tells.
[[nodiscard]] std::uint64_t HashOfPlace(std::uint64_t seed, std::uint64_t place);

}  // namespace tacit::encoder
