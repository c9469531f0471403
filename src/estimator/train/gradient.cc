#include "src/estimator/train/gradient.h"

#include <algorithm>
#include <cmath>

namespace tacit::estimator {
namespace {

std::size_t Padded(std::size_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

// Where the inputs that enter at group `g` begin, and how many they are: 0 to `first` at group 0.
std::size_t EntryOf(const MaskedMatrix& matrix, std::size_t g) { return g == 0 ? 0 : matrix.InputsOf(g - 1); }

// Of a transposed matrix: the inputs that enter at group g have a row for each output of group g and later.
std::size_t TransposedOffset(const MaskedMatrix& matrix, std::size_t g) {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < g; ++i) {
    offset += (matrix.groups - i) * matrix.group * (matrix.InputsOf(i) - EntryOf(matrix, i));
  }
  return offset;
}

}  // namespace

GradientScratch::GradientScratch(const Shape& shape, const Kernel& kernel)
    : shape_(shape), layout_(shape), kernel_(kernel) {
  const std::size_t width = shape.columns() * shape.width;
  const std::size_t hidden = shape.hidden();
  const std::size_t most = *std::max_element(shape.bins.begin(), shape.bins.end());
  x_.resize(kTile * width);
  d_x_.resize(kTile * width);
  h_.resize(kTile * hidden);
  d_h_.resize(kTile * hidden);
  d_inner_.resize(kTile * hidden);
  layers_.resize(shape.blocks + 1);
  for (Layer& layer : layers_) layer.relu.resize(kTile * hidden);
  for (std::size_t i = 0; i < shape.blocks; ++i) layers_[i].inner.resize(kTile * hidden);
  z_.resize(kTile * shape.groups() * shape.width);
  d_z_.resize(z_.size());
  logits_.resize(kTile * Padded(most));
  zeros_.resize(std::max(hidden, Padded(most)));
  for (const std::uint32_t bins : shape.bins) embeddings_.emplace_back(shape.width * Padded(bins));
  a_.resize(shape.blocks);
  b_.resize(shape.blocks);
}

void GradientScratch::SetWeights(const float* weights) {
  for (std::size_t column = 1; column < shape_.columns(); ++column) {
    const float* rows = weights + layout_.embedding[column];
    const std::size_t padded = Padded(shape_.bins[column]);
    for (std::size_t bin = 0; bin < shape_.bins[column]; ++bin) {
      for (std::size_t i = 0; i < shape_.width; ++i)
        embeddings_[column][i * padded + bin] = rows[bin * shape_.width + i];
    }
  }
  input_ = Transposed(weights, layout_.input);
  output_ = Transposed(weights, layout_.output);
  for (std::size_t i = 0; i < shape_.blocks; ++i) {
    a_[i] = Transposed(weights, layout_.blocks[i].a);
    b_[i] = Transposed(weights, layout_.blocks[i].b);
  }
}

std::vector<float> GradientScratch::Transposed(const float* weights, const MaskedMatrix& matrix) const {
  std::vector<float> out(matrix.size());
  float* to = out.data();
  for (std::size_t g = 0; g < matrix.groups; ++g) {
    const std::size_t begin = EntryOf(matrix, g);
    const std::size_t count = matrix.InputsOf(g) - begin;
    for (std::size_t later = g; later < matrix.groups; ++later) {
      const float* from = weights + matrix.OffsetOf(later) + begin * matrix.group;
      for (std::size_t unit = 0; unit < matrix.group; ++unit, to += count) {
        for (std::size_t i = 0; i < count; ++i) to[i] = from[i * matrix.group + unit];
      }
    }
  }
  return out;
}

void GradientScratch::Apply(const float* weights, const MaskedMatrix& matrix, const float* in,
                            std::size_t in_row, float* out, std::size_t out_row, std::size_t rows,
                            bool add) const {
  for (std::size_t g = 0; g < matrix.groups; ++g) {
    kernel_.multiply({.a = in,
                      .a_row = in_row,
                      .a_step = 1,
                      .b = weights + matrix.OffsetOf(g),
                      .b_row = matrix.group,
                      .c = out + g * matrix.group,
                      .c_row = out_row,
                      .rows = rows,
                      .inner = matrix.InputsOf(g),
                      .columns = matrix.group,
                      .add = add});
  }
}

void GradientScratch::AddWeights(const MaskedMatrix& matrix, const float* in, std::size_t in_row,
                                 const float* d_out, std::size_t d_row, std::size_t rows,
                                 std::span<float> gradient) const {
  for (std::size_t g = 0; g < matrix.groups; ++g) {
    kernel_.multiply({.a = in,
                      .a_row = 1,
                      .a_step = in_row,
                      .b = d_out + g * matrix.group,
                      .b_row = d_row,
                      .c = gradient.data() + matrix.OffsetOf(g),
                      .c_row = matrix.group,
                      .rows = matrix.InputsOf(g),
                      .inner = rows,
                      .columns = matrix.group,
                      .add = true});
  }
}

void GradientScratch::ApplyTransposed(const MaskedMatrix& matrix, const std::vector<float>& transposed,
                                      const float* d_out, std::size_t d_row, float* d_in, std::size_t in_row,
                                      std::size_t rows, bool add) const {
  for (std::size_t g = 0; g < matrix.groups; ++g) {
    const std::size_t begin = EntryOf(matrix, g);
    const std::size_t count = matrix.InputsOf(g) - begin;
    kernel_.multiply({.a = d_out + g * matrix.group,
                      .a_row = d_row,
                      .a_step = 1,
                      .b = transposed.data() + TransposedOffset(matrix, g),
                      .b_row = count,
                      .c = d_in + begin,
                      .c_row = in_row,
                      .rows = rows,
                      .inner = (matrix.groups - g) * matrix.group,
                      .columns = count,
                      .add = add});
  }
}

void GradientScratch::Forward(const float* weights, const Batch& batch, std::size_t begin, std::size_t rows) {
  const std::size_t width = shape_.width;
  const std::size_t x_row = shape_.columns() * width;
  for (std::size_t column = 0; column < shape_.columns(); ++column) {
    const float* embedding = weights + layout_.embedding[column];
    const std::uint32_t* codes = batch.inputs[column].data() + begin;
    for (std::size_t row = 0; row < rows; ++row) {
      std::copy_n(embedding + codes[row] * width, width, x_.data() + row * x_row + column * width);
    }
  }
  const std::size_t hidden = shape_.hidden();
  Apply(weights, layout_.input, x_.data(), x_row, h_.data(), hidden, rows, false);
  const auto add_bias = [&](std::size_t bias) {
    for (std::size_t row = 0; row < rows; ++row)
      kernel_.add(h_.data() + row * hidden, weights + bias, 1, hidden);
  };
  const auto relu = [&](const std::vector<float>& from, const float* bias, std::vector<float>& to) {
    for (std::size_t row = 0; row < rows; ++row) {
      kernel_.relu(from.data() + row * hidden, bias, to.data() + row * hidden, hidden);
    }
  };
  add_bias(layout_.input_bias);
  for (std::size_t i = 0; i < shape_.blocks; ++i) {
    const Layout::Block& block = layout_.blocks[i];
    Layer& layer = layers_[i];
    relu(h_, zeros_.data(), layer.relu);
    Apply(weights, block.a, layer.relu.data(), hidden, layer.inner.data(), hidden, rows, false);
    relu(layer.inner, weights + block.a_bias, layer.inner);
    Apply(weights, block.b, layer.inner.data(), hidden, h_.data(), hidden, rows, true);
    add_bias(block.b_bias);
  }
  relu(h_, zeros_.data(), layers_.back().relu);
  const std::size_t z_row = shape_.groups() * width;
  Apply(weights, layout_.output, layers_.back().relu.data(), hidden, z_.data(), z_row, rows, false);
  for (std::size_t row = 0; row < rows; ++row) {
    kernel_.add(z_.data() + row * z_row, weights + layout_.output_bias, 1, z_row);
  }
}

// The losses of one column, and, where a gradient is asked for, what it is for embedding, bias and z.
double GradientScratch::Column(const float* weights, const Batch& batch, std::size_t begin, std::size_t rows,
                               std::size_t column, float scale, std::span<float> gradient) {
  const std::size_t bins = shape_.bins[column];
  const std::size_t padded = Padded(bins);
  const std::size_t width = shape_.width;
  const std::size_t z_row = shape_.groups() * width;
  const float* bias = weights + layout_.bias[column];
  const float* z = column == 0 ? nullptr : z_.data() + (column - 1) * width;
  for (std::size_t row = 0; row < rows; ++row) {
    float* logits = logits_.data() + row * padded;
    std::copy_n(bias, bins, logits);
    std::fill(logits + bins, logits + padded, 0.0F);
  }
  if (column > 0) {
    kernel_.multiply({.a = z,
                      .a_row = z_row,
                      .a_step = 1,
                      .b = embeddings_[column].data(),
                      .b_row = padded,
                      .c = logits_.data(),
                      .c_row = padded,
                      .rows = rows,
                      .inner = width,
                      .columns = padded,
                      .add = true});
  }
  double loss = 0;
  const std::uint32_t* targets = batch.targets[column].data() + begin;
  for (std::size_t row = 0; row < rows; ++row) {
    float* logits = logits_.data() + row * padded;
    const float sum = kernel_.exponentials(logits, bins);
    loss -= std::log(static_cast<double>(logits[targets[row]]) / static_cast<double>(sum));
    if (gradient.empty()) continue;
    // Now the gradient of the logits.
    kernel_.add(logits, logits, scale / sum - 1, bins);
    logits[targets[row]] -= scale;
    kernel_.add(gradient.data() + layout_.bias[column], logits, 1, bins);
  }
  if (gradient.empty() || column == 0) return loss;
  kernel_.multiply({.a = logits_.data(),
                    .a_row = padded,
                    .a_step = 1,
                    .b = weights + layout_.embedding[column],
                    .b_row = width,
                    .c = d_z_.data() + (column - 1) * width,
                    .c_row = z_row,
                    .rows = rows,
                    .inner = bins,
                    .columns = width,
                    .add = false});
  kernel_.multiply({.a = logits_.data(),
                    .a_row = 1,
                    .a_step = padded,
                    .b = z,
                    .b_row = z_row,
                    .c = gradient.data() + layout_.embedding[column],
                    .c_row = width,
                    .rows = bins,
                    .inner = rows,
                    .columns = width,
                    .add = true});
  return loss;
}

void GradientScratch::Backward(const float* weights, const Batch& batch, std::size_t begin, std::size_t rows,
                               float, std::span<float> gradient) {
  const std::size_t width = shape_.width;
  const std::size_t hidden = shape_.hidden();
  const std::size_t z_row = shape_.groups() * width;
  const std::size_t x_row = shape_.columns() * width;
  const auto add_bias = [&](std::size_t bias, const std::vector<float>& from, std::size_t count) {
    for (std::size_t row = 0; row < rows; ++row) {
      kernel_.add(gradient.data() + bias, from.data() + row * count, 1, count);
    }
  };
  const auto cut = [&](std::vector<float>& values, const std::vector<float>& gate) {
    kernel_.cut(values.data(), gate.data(), rows * hidden);
  };
  add_bias(layout_.output_bias, d_z_, z_row);
  AddWeights(layout_.output, layers_.back().relu.data(), hidden, d_z_.data(), z_row, rows, gradient);
  ApplyTransposed(layout_.output, output_, d_z_.data(), z_row, d_h_.data(), hidden, rows, false);
  cut(d_h_, layers_.back().relu);
  for (std::size_t i = shape_.blocks; i-- > 0;) {
    const Layout::Block& block = layout_.blocks[i];
    const Layer& layer = layers_[i];
    add_bias(block.b_bias, d_h_, hidden);
    AddWeights(block.b, layer.inner.data(), hidden, d_h_.data(), hidden, rows, gradient);
    ApplyTransposed(block.b, b_[i], d_h_.data(), hidden, d_inner_.data(), hidden, rows, false);
    cut(d_inner_, layer.inner);
    add_bias(block.a_bias, d_inner_, hidden);
    AddWeights(block.a, layer.relu.data(), hidden, d_inner_.data(), hidden, rows, gradient);
    // Through relu(h) and past it: h enters both.
    ApplyTransposed(block.a, a_[i], d_inner_.data(), hidden, h_.data(), hidden, rows, false);
    cut(h_, layer.relu);
    kernel_.add(d_h_.data(), h_.data(), 1, rows * hidden);
  }
  add_bias(layout_.input_bias, d_h_, hidden);
  AddWeights(layout_.input, x_.data(), x_row, d_h_.data(), hidden, rows, gradient);
  ApplyTransposed(layout_.input, input_, d_h_.data(), hidden, d_x_.data(), x_row, rows, false);
  // The last column's embedding is nobody's input.
  for (std::size_t column = 0; column + 1 < shape_.columns(); ++column) {
    float* embedding = gradient.data() + layout_.embedding[column];
    const std::uint32_t* codes = batch.inputs[column].data() + begin;
    for (std::size_t row = 0; row < rows; ++row) {
      kernel_.add(embedding + codes[row] * width, d_x_.data() + row * x_row + column * width, 1, width);
    }
  }
  static_cast<void>(weights);
}

double GradientScratch::Add(const float* weights, const Batch& batch, std::size_t begin, std::size_t end,
                            float scale, std::span<float> gradient) {
  double loss = 0;
  for (std::size_t at = begin; at < end; at += kTile) {
    const std::size_t rows = std::min(kTile, end - at);
    Forward(weights, batch, at, rows);
    for (std::size_t column = 0; column < shape_.columns(); ++column) {
      loss += Column(weights, batch, at, rows, column, scale, gradient);
    }
    Backward(weights, batch, at, rows, scale, gradient);
  }
  return loss;
}

double GradientScratch::Loss(const float* weights, const Batch& batch, std::size_t begin, std::size_t end) {
  double loss = 0;
  for (std::size_t at = begin; at < end; at += kTile) {
    const std::size_t rows = std::min(kTile, end - at);
    Forward(weights, batch, at, rows);
    for (std::size_t column = 0; column < shape_.columns(); ++column) {
      loss += Column(weights, batch, at, rows, column, 0, {});
    }
  }
  return loss;
}

}  // namespace tacit::estimator
