// The loss of a network on rows, and its gradient: what a step of training needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/estimator/net/kernels.h"
#include "src/estimator/net/shape.h"

namespace tacit::estimator {

// Rows to train on, column after column in the network's order; and for each whether the network sees its
// values or its wildcard. `inputs` are the codes to embed (a column's wildcard is its number of bins),
// `targets` those to predict.
struct Batch {
  std::size_t rows = 0;
  std::vector<std::vector<std::uint32_t>> inputs;   // by column, `rows` each
  std::vector<std::vector<std::uint32_t>> targets;  // by column, `rows` each
};

// Scratch memory for one thread. The mean loss of a row is the sum over its columns of -ln of the probability
// that the network gives the target, given the inputs of the columns before; activations are kept for kTile
// rows at a time, and the logits of one column, so that no more than a processor's cache is in use.
class GradientScratch {
 public:
  static constexpr std::size_t kTile = 128;

  GradientScratch(const Shape& shape, const Kernel& kernel);

  // Adds the rows' losses in nats, and to `gradient` (Layout.size numbers) `scale` times their gradient.
  [[nodiscard]] double Add(const float* weights, const Batch& batch, std::size_t begin, std::size_t end,
                           float scale, std::span<float> gradient);
  // The rows' losses in nats, summed.
  [[nodiscard]] double Loss(const float* weights, const Batch& batch, std::size_t begin, std::size_t end);
  // Once after each change of weights, before Add and Loss: transposes what they read by columns.
  void SetWeights(const float* weights);

 private:
  struct Layer {
    std::vector<float> relu;   // of h, kTile rows of hidden()
    std::vector<float> inner;  // relu of A relu(h) + a; none for the last
  };

  void Forward(const float* weights, const Batch& batch, std::size_t begin, std::size_t rows);
  double Column(const float* weights, const Batch& batch, std::size_t begin, std::size_t rows,
                std::size_t column, float scale, std::span<float> gradient);
  void Backward(const float* weights, const Batch& batch, std::size_t begin, std::size_t rows, float scale,
                std::span<float> gradient);

  // out[rows x all outputs] (+)= in M
  void Apply(const float* weights, const MaskedMatrix& matrix, const float* in, std::size_t in_row,
             float* out, std::size_t out_row, std::size_t rows, bool add) const;
  // gradient of M += in^T d_out
  void AddWeights(const MaskedMatrix& matrix, const float* in, std::size_t in_row, const float* d_out,
                  std::size_t d_row, std::size_t rows, std::span<float> gradient) const;
  // d_in (+)= d_out M^T
  void ApplyTransposed(const MaskedMatrix& matrix, const std::vector<float>& transposed, const float* d_out,
                       std::size_t d_row, float* d_in, std::size_t in_row, std::size_t rows, bool add) const;
  [[nodiscard]] std::vector<float> Transposed(const float* weights, const MaskedMatrix& matrix) const;

  const Shape shape_;
  const Layout layout_;
  const Kernel& kernel_;

  std::vector<float> x_;       // kTile rows of columns() * width
  std::vector<float> h_;       // kTile rows of hidden(): the layer at hand
  std::vector<Layer> layers_;  // blocks + 1
  std::vector<float> z_;       // kTile rows of groups() * width
  std::vector<float> logits_;  // kTile rows of the most bins
  std::vector<float> d_z_;
  std::vector<float> d_h_;
  std::vector<float> d_inner_;
  std::vector<float> d_x_;
  std::vector<float> zeros_;
  // Of the weights at hand.
  std::vector<std::vector<float>> embeddings_;  // by column: width rows of padded bins
  std::vector<float> output_;
  std::vector<std::vector<float>> a_, b_;
  std::vector<float> input_;
};

}  // namespace tacit::estimator
