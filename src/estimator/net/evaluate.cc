#include "src/estimator/net/evaluate.h"

#include <algorithm>
#include <utility>

namespace tacit::estimator {
namespace {

constexpr float kNoWeight = -1e30F;

}  // namespace

ServedNetwork::ServedNetwork(Network network) : network_(std::move(network)), layout_(network_.shape) {
  std::size_t by_bin = 0;
  std::size_t bias = 0;
  for (const std::uint32_t bins : shape().bins) {
    const std::size_t padded = (bins + kLanes - 1) / kLanes * kLanes;
    padded_.push_back(padded);
    by_bin_at_.push_back(by_bin);
    bias_at_.push_back(bias);
    by_bin += padded * shape().width;
    bias += padded;
  }
  by_bin_.resize(by_bin);
  bias_.resize(bias, kNoWeight);
  for (std::size_t column = 0; column < shape().columns(); ++column) {
    const std::size_t width = shape().width;
    const float* embedding = weights() + layout_.embedding[column];
    float* transposed = by_bin_.data() + by_bin_at_[column];
    for (std::size_t bin = 0; bin < shape().bins[column]; ++bin) {
      for (std::size_t i = 0; i < width; ++i)
        transposed[i * padded_[column] + bin] = embedding[bin * width + i];
    }
    std::copy_n(weights() + layout_.bias[column], shape().bins[column], bias_.data() + bias_at_[column]);
  }
}

std::size_t ServedNetwork::memory_bytes() const {
  return (network_.weights.size() + by_bin_.size() + bias_.size()) * sizeof(float) +
         (padded_.size() + by_bin_at_.size() + bias_at_.size()) * sizeof(std::size_t);
}

Evaluator::Evaluator(const ServedNetwork& network, const Kernel& kernel)
    : network_(network), kernel_(kernel) {
  const Shape& shape = network.shape();
  x_.stride = shape.columns() * shape.width;
  relu_.resize(shape.blocks + 1);
  inner_.resize(shape.blocks);
  for (Plane& plane : relu_) plane.stride = shape.hidden();
  for (Plane& plane : inner_) plane.stride = shape.hidden();
  Reset();
}

void Evaluator::Reset() {
  paths_ = 1;
  known_ = 0;
  computed_ = 0;
  Reserve(1);
}

void Evaluator::Reserve(std::size_t paths) {
  const auto grow = [](std::vector<float>& numbers, std::size_t count) {
    if (numbers.size() < count) numbers.resize(count);
  };
  const auto grow_plane = [&](Plane& plane) {
    grow(plane.now, paths * plane.stride);
    grow(plane.next, paths * plane.stride);
  };
  grow_plane(x_);
  for (Plane& plane : relu_) grow_plane(plane);
  for (Plane& plane : inner_) grow_plane(plane);
  const Shape& shape = network_.shape();
  grow(h_, paths * shape.group);
  grow(part_, paths * shape.group);
  grow(z_, paths * shape.width);
}

// Group `group` of every layer, from the columns up to it and the groups before it.
void Evaluator::ComputeGroup(std::size_t group) {
  const Shape& shape = network_.shape();
  const Layout& layout = network_.layout();
  const float* weights = network_.weights();
  const std::size_t units = shape.group;
  const auto multiply = [&](const MaskedMatrix& matrix, const Plane& in, float* out, bool add) {
    kernel_.multiply({.a = in.now.data(),
                      .a_row = in.stride,
                      .a_step = 1,
                      .b = weights + matrix.OffsetOf(group),
                      .b_row = units,
                      .c = out,
                      .c_row = units,
                      .rows = paths_,
                      .inner = matrix.InputsOf(group),
                      .columns = units,
                      .add = add});
  };
  const auto bias = [&](std::size_t offset) { return weights + offset + group * units; };
  // What the paths hold before it is added.
  const auto start = [&](float* rows, std::size_t offset) {
    for (std::size_t path = 0; path < paths_; ++path) std::copy_n(bias(offset), units, rows + path * units);
  };
  static constexpr float kZeros[1024] = {};
  const auto relu = [&](const float* rows, Plane& out) {
    for (std::size_t path = 0; path < paths_; ++path) {
      kernel_.relu(rows + path * units, kZeros, out.now.data() + path * out.stride + group * units, units);
    }
  };
  start(h_.data(), layout.input_bias);
  multiply(layout.input, x_, h_.data(), true);
  for (std::size_t i = 0; i < shape.blocks; ++i) {
    relu(h_.data(), relu_[i]);
    start(part_.data(), layout.blocks[i].a_bias);
    multiply(layout.blocks[i].a, relu_[i], part_.data(), true);
    relu(part_.data(), inner_[i]);
    start(part_.data(), layout.blocks[i].b_bias);
    multiply(layout.blocks[i].b, inner_[i], part_.data(), true);
    kernel_.add(h_.data(), part_.data(), 1, paths_ * units);
  }
  relu(h_.data(), relu_.back());
}

void Evaluator::ComputeGroups() {
  for (; computed_ < known_; ++computed_) ComputeGroup(computed_);
}

void Evaluator::Logits(std::size_t first, std::size_t count, float* out) {
  const std::size_t column = known_;
  const std::size_t padded = network_.padded(column);
  for (std::size_t i = 0; i < count; ++i) std::copy_n(network_.bias(column), padded, out + i * padded);
  if (column == 0) return;
  ComputeGroups();
  const Shape& shape = network_.shape();
  const MaskedMatrix& output = network_.layout().output;
  const float* bias = network_.weights() + network_.layout().output_bias + (column - 1) * shape.width;
  for (std::size_t i = 0; i < count; ++i) std::copy_n(bias, shape.width, z_.data() + i * shape.width);
  kernel_.multiply({.a = relu_.back().now.data() + first * relu_.back().stride,
                    .a_row = relu_.back().stride,
                    .a_step = 1,
                    .b = network_.weights() + output.OffsetOf(column - 1),
                    .b_row = shape.width,
                    .c = z_.data(),
                    .c_row = shape.width,
                    .rows = count,
                    .inner = output.InputsOf(column - 1),
                    .columns = shape.width,
                    .add = true});
  kernel_.multiply({.a = z_.data(),
                    .a_row = shape.width,
                    .a_step = 1,
                    .b = network_.by_bin(column),
                    .b_row = padded,
                    .c = out,
                    .c_row = padded,
                    .rows = count,
                    .inner = shape.width,
                    .columns = padded,
                    .add = true});
}

void Evaluator::SkipColumn() {
  const std::size_t width = network_.shape().width;
  const float* wildcard =
      network_.weights() + network_.layout().embedding[known_] + network_.shape().bins[known_] * width;
  for (std::size_t path = 0; path < paths_; ++path) {
    std::copy_n(wildcard, width, x_.now.data() + path * x_.stride + known_ * width);
  }
  ++known_;
}

void Evaluator::Branch(std::span<const std::uint32_t> parents, std::span<const std::uint32_t> bins) {
  const Shape& shape = network_.shape();
  const std::size_t width = shape.width;
  const std::size_t column = known_;
  ComputeGroups();
  Reserve(parents.size());
  const auto copy = [&](Plane& plane, std::size_t count) {
    for (std::size_t i = 0; i < parents.size(); ++i) {
      std::copy_n(plane.now.data() + parents[i] * plane.stride, count, plane.next.data() + i * plane.stride);
    }
    std::swap(plane.now, plane.next);
  };
  copy(x_, column * width);
  for (Plane& plane : relu_) copy(plane, computed_ * shape.group);
  for (Plane& plane : inner_) copy(plane, computed_ * shape.group);
  const float* embedding = network_.weights() + network_.layout().embedding[column];
  for (std::size_t i = 0; i < parents.size(); ++i) {
    std::copy_n(embedding + bins[i] * width, width, x_.now.data() + i * x_.stride + column * width);
  }
  paths_ = parents.size();
  ++known_;
}

}  // namespace tacit::estimator
