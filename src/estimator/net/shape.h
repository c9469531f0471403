// What a masked autoregressive network over a table's columns is: its sizes, its weights, where each lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tacit/status.h"

namespace tacit::estimator {

// A network of the kind of ResMADE (Nash and Durkan 2019; MADE, Germain et al. 2015) that gives, for columns
// in a fixed order, the distribution of each given those before it:
//
//   x_j     = E_j[code of column j]                              or E_j[wildcard], `width` numbers
//   h_0     = W x + b                                            hidden units in groups, one per column but
//   the last h_(l+1) = h_l + B_l relu(A_l relu(h_l) + a_l) + b_l          `blocks` times z_j     = P_j
//   relu(h) + p_j                                  `width` numbers logits  = E_j z_j + c_j one per bin: input
//   and output embeddings are one
//
// Units of group g see columns 0 to g only: W's rows of group g are zero beyond column g, A's and B's beyond
// group g; P_j reads groups 0 to j - 1. Masked weights are never stored nor computed. So when column g is
// known, group g is final: evaluation column by column computes each unit once. A column that a query does
// not restrict enters as its wildcard, which training shows the network as often as values (Liang et al.,
// "Variable Skipping", ICML 2020).
struct Shape {
  std::vector<std::uint32_t> bins;  // of each column, in the network's order, NULL's among them
  std::uint32_t width = 16;         // of embeddings: a multiple of 16
  std::uint32_t group = 16;         // hidden units of a group: a multiple of 16
  std::uint32_t blocks = 2;         // residual blocks, 0 to 8

  [[nodiscard]] std::size_t columns() const { return bins.size(); }
  // Groups: one per column but the last.
  [[nodiscard]] std::size_t groups() const { return bins.empty() ? 0 : bins.size() - 1; }
  [[nodiscard]] std::size_t hidden() const { return groups() * group; }
};

// Errors: InvalidArgument (no columns, a column without bins, more than kMaxParameters, sizes out of their
// range).
[[nodiscard]] Status CheckShape(const Shape& shape);
inline constexpr std::size_t kMaxParameters = std::size_t{1} << 28;
inline constexpr std::size_t kMaxNetworkColumns = 1024;
inline constexpr std::uint32_t kMaxBins = 1U << 16;

// A matrix that takes numbers of `in` inputs to `out` outputs, where an output's group g reads the first
// InputsOf(g) inputs only. Weights of a group lie together, input by input: group g's are at offset(g), a row
// of `group` weights for each of its inputs; so that a processor's vector is a run of outputs.
struct MaskedMatrix {
  std::size_t offset = 0;   // of the first weight in Network::weights
  std::uint32_t group = 0;  // outputs of a group
  std::uint32_t groups = 0;
  std::uint32_t per_group = 0;  // inputs that each group reads more than the one before
  std::uint32_t first = 0;      // inputs that group 0 reads

  [[nodiscard]] std::size_t InputsOf(std::size_t g) const { return first + g * per_group; }
  [[nodiscard]] std::size_t OffsetOf(std::size_t g) const {
    return offset +
           group * (g * first + per_group * (g * (g - 1) / 2));  // g (g - 1) / 2 is 0 for g = 0 and 1
  }
  [[nodiscard]] std::size_t size() const { return OffsetOf(groups) - offset; }
};

// Where everything lies in one array of weights.
struct Layout {
  explicit Layout(const Shape& shape);

  struct Block {
    MaskedMatrix a;
    std::size_t a_bias = 0;
    MaskedMatrix b;
    std::size_t b_bias = 0;
  };

  MaskedMatrix input;
  std::size_t input_bias = 0;
  std::vector<Block> blocks;
  MaskedMatrix output;                 // group j - 1 is P_j, of `width` outputs
  std::size_t output_bias = 0;         // p_1 on, `width` each; z_0 is a constant: column 0 has none
  std::vector<std::size_t> embedding;  // of column j: (bins + 1) rows of `width`, the last is the wildcard's
  std::vector<std::size_t> bias;       // c_j: bins numbers
  std::size_t size = 0;                // of all
};

struct Network {
  Shape shape;
  std::vector<float> weights;  // Layout(shape).size numbers
};

}  // namespace tacit::estimator
