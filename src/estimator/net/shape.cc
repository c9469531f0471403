#include "src/estimator/net/shape.h"

#include <algorithm>
#include <string>

namespace tacit::estimator {
namespace {

constexpr std::uint32_t kLanes = 16;

MaskedMatrix Take(std::size_t& at, std::uint32_t group, std::size_t groups, std::uint32_t per_group) {
  MaskedMatrix matrix;
  matrix.offset = at;
  matrix.group = group;
  matrix.groups = static_cast<std::uint32_t>(groups);
  matrix.first = per_group;
  matrix.per_group = per_group;
  at += matrix.size();
  return matrix;
}

std::size_t Take(std::size_t& at, std::size_t count) {
  const std::size_t begin = at;
  at += count;
  return begin;
}

bool IsLanes(std::uint32_t count, std::uint32_t most) {
  return count > 0 && count <= most && count % kLanes == 0;
}

}  // namespace

Status CheckShape(const Shape& shape) {
  if (shape.bins.empty() || shape.bins.size() > kMaxNetworkColumns) {
    return Status::InvalidArgument("a network has 1 to " + std::to_string(kMaxNetworkColumns) +
                                   " columns, found " + std::to_string(shape.bins.size()));
  }
  for (std::size_t i = 0; i < shape.bins.size(); ++i) {
    if (shape.bins[i] == 0 || shape.bins[i] > kMaxBins) {
      return Status::InvalidArgument("a column of a network has 1 to " + std::to_string(kMaxBins) +
                                     " bins, found " + std::to_string(shape.bins[i]) + " for column " +
                                     std::to_string(i));
    }
  }
  if (!IsLanes(shape.width, 256) || !IsLanes(shape.group, 1024) || shape.blocks > 8) {
    return Status::InvalidArgument(
        "a network's width and groups are multiples of 16, up to 256 and 1024, and it "
        "has 8 blocks at most; found " +
        std::to_string(shape.width) + ", " + std::to_string(shape.group) + ", " +
        std::to_string(shape.blocks));
  }
  if (const std::size_t size = Layout(shape).size; size > kMaxParameters) {
    return Status::InvalidArgument("a network has " + std::to_string(kMaxParameters) +
                                   " parameters at most, found " + std::to_string(size));
  }
  return Status::Ok();
}

Layout::Layout(const Shape& shape) {
  const std::size_t groups = shape.groups();
  input = Take(size, shape.group, groups, shape.width);
  input_bias = Take(size, shape.hidden());
  for (std::uint32_t i = 0; i < shape.blocks; ++i) {
    Block block;
    block.a = Take(size, shape.group, groups, shape.group);
    block.a_bias = Take(size, shape.hidden());
    block.b = Take(size, shape.group, groups, shape.group);
    block.b_bias = Take(size, shape.hidden());
    blocks.push_back(block);
  }
  output = Take(size, shape.width, groups, shape.group);
  output_bias = Take(size, groups * shape.width);
  for (const std::uint32_t bins : shape.bins) {
    embedding.push_back(Take(size, (std::size_t{bins} + 1) * shape.width));
  }
  for (const std::uint32_t bins : shape.bins) bias.push_back(Take(size, bins));
}

}  // namespace tacit::estimator
