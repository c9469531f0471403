#include "src/estimator/train/budget.h"

#include <algorithm>

#include "src/estimator/net/pack_network.h"

namespace tacit::estimator {
namespace {

struct Size {
  std::uint32_t width;
  std::uint32_t group;
  std::uint32_t blocks;
};
// From the smallest up.
constexpr Size kSizes[] = {{16, 16, 1}, {16, 16, 2}, {32, 16, 2}, {32, 32, 2}, {32, 48, 2}, {64, 64, 2}};
// Hidden units at most, whatever there is room for: look-ups take their square in time.
constexpr std::size_t kMostHidden = 512;

}  // namespace

Shape ChooseShape(const std::vector<std::uint32_t>& bins, std::int64_t rows, std::int64_t bytes) {
  Shape chosen{.bins = bins, .width = kSizes[0].width, .group = kSizes[0].group, .blocks = kSizes[0].blocks};
  for (const Size& size : kSizes) {
    const Shape shape{.bins = bins, .width = size.width, .group = size.group, .blocks = size.blocks};
    if (!CheckShape(shape).ok() || shape.hidden() > kMostHidden) break;
    const auto packed = static_cast<std::int64_t>(PackedNetworkBytes(shape));
    if (packed > bytes || static_cast<std::int64_t>(Layout(shape).size) > 4 * rows) break;
    chosen = shape;
  }
  return chosen;
}

}  // namespace tacit::estimator
