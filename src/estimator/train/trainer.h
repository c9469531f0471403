// Gradient descent on the processor: a network of a table's rows.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "src/estimator/net/kernels.h"
#include "src/estimator/net/shape.h"
#include "tacit/status.h"

namespace tacit::estimator {

// Rows as bins, column after column in the network's order.
using BinnedRows = std::vector<std::vector<std::uint16_t>>;

struct NetworkOptions {
  double epochs = 0;   // over the rows, at most; 0: as many as `seconds` allow
  double seconds = 0;  // 0: no limit but `epochs`
  std::size_t batch = 1024;
  float rate = 3e-3F;  // the greatest
  int threads = 1;
  std::uint64_t seed = 0;
  const Kernel* kernel = nullptr;  // null: the best
  // Told now and then, from the thread that called; false ends training where it stands, which is no error.
  std::function<bool(double epoch, double share, double bits)> progress;
};

struct TrainedNetwork {
  Network network;
  double bits = 0;    // -log2 likelihood of a row that training did not see, all columns known
  double epochs = 0;  // done
};

// Minimises -log likelihood of the rows, with wildcards in the place of random columns, by Adam with warm-up
// and a rate that falls along a cosine to nothing; keeps a share of the rows back to measure. Columns' biases
// begin as their logarithmic shares. Equal options, with epochs given and not seconds, give equal networks.
// Errors: InvalidArgument (no rows, codes that are no bins, sizes that differ, CheckShape);
// ResourceExhausted.
[[nodiscard]] Result<TrainedNetwork> TrainNetwork(const BinnedRows& rows, const Shape& shape,
                                                  const NetworkOptions& options);

// A network before training.
[[nodiscard]] Network InitialNetwork(const Shape& shape, const BinnedRows& rows, std::uint64_t seed);

}  // namespace tacit::estimator
