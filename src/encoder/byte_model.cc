#include "src/encoder/byte_model.h"

#include <algorithm>
#include <array>

#include "src/encoder/select.h"

namespace tacit::encoder {
namespace {

constexpr std::size_t kBytes = 256;
constexpr std::size_t kEnd = 0;
constexpr std::size_t kNexts = kBytes + 1;
// How many bytes seen behind a byte are trusted as much as those seen anywhere.
constexpr double kBackoff = 16;

}  // namespace

ByteModel::ByteModel(std::span<const std::string_view> sample)
    : first_(kBytes + 1), next_(kBytes * (kNexts + 1)) {
  std::vector<double> pairs(kBytes * kNexts);
  std::array<double, kNexts> singles{};
  singles.fill(1.0 / static_cast<double>(kNexts));
  for (const std::string_view key : sample) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      const std::size_t next = i + 1 < key.size() ? static_cast<unsigned char>(key[i + 1]) + 1U : kEnd;
      ++singles[static_cast<unsigned char>(key[i]) + 1U];
      ++pairs[static_cast<unsigned char>(key[i]) * kNexts + next];
      if (next == kEnd) ++singles[kEnd];
    }
  }
  double total = 0;
  for (const double count : singles) total += count;
  double bytes = total - singles[kEnd];
  for (std::size_t b = 0; b < kBytes; ++b) first_[b + 1] = first_[b] + singles[b + 1] / bytes;
  for (std::size_t last = 0; last < kBytes; ++last) {
    double seen = 0;
    for (std::size_t next = 0; next < kNexts; ++next) seen += pairs[last * kNexts + next];
    double* const below = &next_[last * (kNexts + 1)];
    for (std::size_t next = 0; next < kNexts; ++next) {
      const double likely =
          (pairs[last * kNexts + next] + kBackoff * singles[next] / total) / (seen + kBackoff);
      below[next + 1] = below[next] + likely;
    }
  }
}

double ByteModel::Below(const Text16& text) const {
  double below = 0;
  double prefix = 1;
  const double* ways = nullptr;
  for (int i = 0; i < text.size; ++i) {
    const auto byte = static_cast<std::size_t>(text[i]);
    if (ways == nullptr) {
      below = first_[byte];
      prefix = first_[byte + 1] - first_[byte];
    } else {
      below += prefix * ways[byte + 1];
      prefix *= ways[byte + 2] - ways[byte + 1];
    }
    ways = &next_[byte * (kNexts + 1)];
  }
  return below;
}

std::vector<double> IntervalWeights(std::span<const std::string_view> sample, const Intervals& intervals) {
  std::vector<double> weights = CountParse(sample, intervals);
  const ByteModel model(sample);
  const auto once = static_cast<double>(std::count(weights.begin(), weights.end(), 1.0));
  const double unseen = std::max(once, 1.0);
  double before = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const double below = i + 1 < intervals.size() ? model.Below(intervals[i + 1].low) : 1;
    weights[i] += unseen * std::max(below - before, 0.0);
    before = below;
  }
  return weights;
}

}  // namespace tacit::encoder
