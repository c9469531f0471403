#include "src/estimator/rows/bit_coder.h"

namespace tacit::estimator {
namespace {

// Logarithmic odds in steps of 1/256, from -2047 to 2047, and back to probabilities of 12 bits: Mahoney's
// tables.
constexpr std::array<std::int32_t, 33> kSquashed = {
    1,    2,    3,    6,    10,   16,   27,   45,   73,   120,  194,  310,  488,  747,  1101, 1546, 2047,
    2549, 2994, 3348, 3607, 3785, 3901, 3975, 4024, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094};
constexpr std::int32_t kMostOdds = 2047;

// The probability, of 16 bits.
Probability Squash(std::int32_t odds) {
  if (odds > kMostOdds) odds = kMostOdds;
  if (odds < -kMostOdds) odds = -kMostOdds;
  const std::int32_t part = odds & 127;
  const auto at = static_cast<std::size_t>((odds >> 7) + 16);
  const std::int32_t squashed = (kSquashed[at] * 16 * (128 - part) + kSquashed[at + 1] * 16 * part + 64) >> 7;
  return static_cast<Probability>(std::clamp(squashed, 16, 65536 - 16));
}

// The odds of a probability of 12 bits.
class Stretched {
 public:
  Stretched() {
    std::size_t next = 0;
    for (std::int32_t odds = -kMostOdds; odds <= kMostOdds; ++odds) {
      const std::size_t squashed = Squash(odds) >> 4U;
      for (; next <= squashed && next < table_.size(); ++next) table_[next] = static_cast<std::int16_t>(odds);
    }
    for (; next < table_.size(); ++next) table_[next] = kMostOdds;
  }
  [[nodiscard]] std::int32_t operator[](std::size_t probability) const { return table_[probability]; }

 private:
  std::array<std::int16_t, 4096> table_{};
};

const Stretched& Stretch() {
  static const Stretched kTable;
  return kTable;
}

// 2^16 / (n + 1.5), how far a probability that was met n times goes.
constexpr std::uint32_t kMostMet = 250;
constexpr std::array<std::uint32_t, kMostMet + 1> Rates() {
  std::array<std::uint32_t, kMostMet + 1> rates{};
  for (std::uint32_t n = 0; n <= kMostMet; ++n) rates[n] = 131072 / (2 * n + 3);
  return rates;
}
constexpr std::array<std::uint32_t, kMostMet + 1> kRates = Rates();

}  // namespace

BitMixer::BitMixer(unsigned table_bits, std::size_t sets)
    : mask_((1U << table_bits) - 1), table_(std::size_t{1} << table_bits, 1U << 31U), weights_(sets) {
  for (auto& weights : weights_) weights.fill(65536 * 3 / 10);
}

Probability BitMixer::Predict(std::span<const std::uint32_t, kInputs> contexts, std::size_t set) {
  static const Stretched& stretch = Stretch();
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kInputs; ++i) {
    places_[i] = contexts[i] & mask_;
    stretched_[i] = stretch[table_[places_[i]] >> 20U];
    sum += std::int64_t{stretched_[i]} * weights_[set][i];
  }
  return Squash(static_cast<std::int32_t>(std::clamp<std::int64_t>(sum >> 16, -kMostOdds, kMostOdds)));
}

void BitMixer::Learn(bool bit, std::size_t set, Probability one) {
  const std::int32_t error = ((bit ? 65535 : 0) - static_cast<std::int32_t>(one)) * 10;
  for (std::size_t i = 0; i < kInputs; ++i) {
    weights_[set][i] += static_cast<std::int32_t>((std::int64_t{stretched_[i]} * error + 0x8000) >> 18);
    std::uint32_t& slot = table_[places_[i]];
    const std::uint32_t met = slot & 1023U;
    const std::int64_t off = (bit ? (1 << 22) - 1 : 0) - static_cast<std::int64_t>(slot >> 10U);
    const std::int64_t probability = static_cast<std::int64_t>(slot >> 10U) + ((off * kRates[met]) >> 16);
    slot = static_cast<std::uint32_t>(std::clamp<std::int64_t>(probability, 0, (1 << 22) - 1)) << 10U |
           std::min(met + 1, kMostMet);
  }
}

}  // namespace tacit::estimator
