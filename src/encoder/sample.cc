#include "src/encoder/sample.h"

#include <algorithm>

namespace tacit::encoder {

std::vector<std::string_view> Thinned(std::span<const std::string_view> sample, std::size_t max_bytes) {
  std::size_t total = 0;
  for (const std::string_view key : sample) total += key.size();
  if (total <= max_bytes) return {sample.begin(), sample.end()};
  // Of uneven keys, those that are met may be longer than the others: then fewer are taken.
  for (std::size_t step = (total + max_bytes - 1) / max_bytes; step < sample.size(); step += 1 + step / 8) {
    std::vector<std::string_view> kept;
    std::size_t bytes = 0;
    for (std::size_t i = step / 2; i < sample.size() && bytes <= max_bytes; i += step) {
      kept.push_back(sample[i]);
      bytes += sample[i].size();
    }
    if (bytes <= max_bytes) return kept;
  }
  return {sample[sample.size() / 2].substr(0, max_bytes)};
}

}  // namespace tacit::encoder
