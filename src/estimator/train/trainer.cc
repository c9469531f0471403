#include "src/estimator/train/trainer.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <thread>

#include "src/estimator/net/random.h"
#include "src/estimator/train/gradient.h"

namespace tacit::estimator {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostHeldOut = 10'000;
constexpr std::size_t kStepsBetweenTells = 50;

// Places in the sequence of random numbers that a seed gives, each for its own use.
enum Use : std::uint64_t { kInit = 1, kOrder = 2, kWildcards = 3 };

double Seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

class Training {
 public:
  Training(const BinnedRows& rows, const Shape& shape, const NetworkOptions& options)
      : rows_(rows),
        shape_(shape),
        options_(options),
        kernel_(options.kernel != nullptr ? *options.kernel : BestKernel()),
        threads_(static_cast<std::size_t>(options.threads)),
        network_(InitialNetwork(shape, rows, Mixed(options.seed, kInit))),
        begin_(Clock::now()) {
    const std::size_t count = rows.front().size();
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), 0U);
    Shuffle(order_, Mixed(options.seed, kOrder));
    const std::size_t held = std::min(kMostHeldOut, count / 20);
    held_out_.assign(order_.end() - static_cast<std::ptrdiff_t>(held), order_.end());
    order_.resize(count - held);
    const std::size_t size = network_.weights.size();
    mean_.resize(size);
    square_.resize(size);
    for (std::size_t i = 0; i < threads_; ++i) {
      workers_.push_back({GradientScratch(shape, kernel_), EmptyBatch(), std::vector<float>(size)});
    }
    batch_ = std::clamp<std::size_t>(options.batch, 1, order_.size());
  }

  TrainedNetwork Run() {
    std::barrier gate(static_cast<std::ptrdiff_t>(threads_));
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads_; ++i) others.emplace_back([this, i, &gate] { Work(i, gate); });
    Work(0, gate);
    others.clear();
    TrainedNetwork result{std::move(network_), 0, Epoch()};
    result.bits =
        Bits(result.network, held_out_.empty() ? std::span<const std::uint32_t>(order_) : held_out_);
    return result;
  }

 private:
  struct Worker {
    GradientScratch scratch;
    Batch batch;
    std::vector<float> gradient;
    double loss = 0;
  };

  [[nodiscard]] Batch EmptyBatch() const {
    Batch batch;
    batch.inputs.resize(shape_.columns());
    batch.targets.resize(shape_.columns());
    return batch;
  }

  static void Shuffle(std::vector<std::uint32_t>& order, std::uint64_t key) {
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[Below(Mixed(key, i), i)]);
    }
  }

  [[nodiscard]] double Epoch() const {
    return static_cast<double>(step_ * batch_) / static_cast<double>(order_.size());
  }

  // The share of the training that is done; 1 ends it.
  [[nodiscard]] double Share() const {
    const double by_epochs = options_.epochs > 0 ? Epoch() / options_.epochs : 0;
    const double by_time = options_.seconds > 0 ? Seconds(begin_) / options_.seconds : 0;
    return std::min(1.0, std::max(by_epochs, by_time));
  }

  // The parts of one step, with all threads at the gate between them: plan (the first thread), gradients
  // (each of its rows), Adam (each of its weights).
  template <typename Gate>
  void Work(std::size_t thread, Gate& gate) {
    Worker& worker = workers_[thread];
    while (true) {
      if (thread == 0) Plan();
      gate.arrive_and_wait();
      if (done_) return;
      worker.scratch.SetWeights(network_.weights.data());
      const std::size_t begin = batch_ * thread / threads_;
      Fill(worker.batch, begin, batch_ * (thread + 1) / threads_ - begin);
      worker.loss = worker.scratch.Add(network_.weights.data(), worker.batch, 0, worker.batch.rows,
                                       1.0F / static_cast<float>(batch_), worker.gradient);
      gate.arrive_and_wait();
      Update(thread);
      gate.arrive_and_wait();
    }
  }

  void Plan() {
    if (step_ > 0) Tell();
    share_ = Share();
    done_ = done_ || share_ >= 1;
    const std::size_t position = step_ * batch_ % order_.size();
    if (position < batch_ && step_ > 0) Shuffle(order_, Mixed(options_.seed, kOrder + 16 + step_));
    // Warm-up over the first hundredth, then a cosine.
    const double warm = std::min(1.0, share_ / 0.01 + 0.01 * static_cast<double>(step_));
    const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * share_));
    ++step_;
    const auto count = static_cast<double>(step_);
    const double mean = 1 - std::pow(static_cast<double>(adam_.mean_decay), count);
    const double square = 1 - std::pow(static_cast<double>(adam_.square_decay), count);
    adam_.rate =
        static_cast<float>(static_cast<double>(options_.rate) * warm * cosine * std::sqrt(square) / mean);
    adam_.epsilon = static_cast<float>(1e-8 * std::sqrt(square));
  }

  void Tell() {
    for (const Worker& worker : workers_) loss_ += worker.loss;
    loss_rows_ += batch_;
    if (step_ % kStepsBetweenTells != 0 || !options_.progress) return;
    const double bits = loss_ / static_cast<double>(loss_rows_) / std::numbers::ln2;
    done_ = !options_.progress(Epoch(), Share(), bits);
    loss_ = 0;
    loss_rows_ = 0;
  }

  void Fill(Batch& batch, std::size_t first, std::size_t count) {
    batch.rows = count;
    const std::size_t columns = shape_.columns();
    for (std::size_t column = 0; column < columns; ++column) {
      batch.inputs[column].resize(count);
      batch.targets[column].resize(count);
    }
    const std::uint64_t key = Mixed(options_.seed, kWildcards);
    std::vector<std::uint32_t> shuffled(columns);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t place = (step_ - 1) * batch_ + first + i;
      const std::uint32_t row = order_[place % order_.size()];
      for (std::size_t column = 0; column < columns; ++column) {
        const std::uint32_t code = rows_[column][row];
        batch.inputs[column][i] = code;
        batch.targets[column][i] = code;
      }
      // As many wildcards as a number from 0 to all says, in random columns.
      std::uint64_t bits = Mixed(key, place);
      const std::uint64_t wildcards = Below(bits, columns + 1);
      std::iota(shuffled.begin(), shuffled.end(), 0U);
      for (std::size_t k = 0; k < wildcards; ++k) {
        bits = Mixed(bits, k);
        std::swap(shuffled[k], shuffled[k + Below(bits, columns - k)]);
        batch.inputs[shuffled[k]][i] = shape_.bins[shuffled[k]];
      }
    }
  }

  void Update(std::size_t thread) {
    const std::size_t size = network_.weights.size();
    const std::size_t begin = size * thread / threads_;
    const std::size_t count = size * (thread + 1) / threads_ - begin;
    float* gradient = workers_[0].gradient.data() + begin;
    for (std::size_t i = 1; i < threads_; ++i) {
      float* other = workers_[i].gradient.data() + begin;
      kernel_.add(gradient, other, 1, count);
      std::fill_n(other, count, 0.0F);
    }
    kernel_.adam(adam_, gradient, mean_.data() + begin, square_.data() + begin,
                 network_.weights.data() + begin, count);
    std::fill_n(gradient, count, 0.0F);
  }

  [[nodiscard]] double Bits(const Network& network, std::span<const std::uint32_t> rows) {
    Batch batch = EmptyBatch();
    batch.rows = rows.size();
    for (std::size_t column = 0; column < shape_.columns(); ++column) {
      for (const std::uint32_t row : rows) batch.inputs[column].push_back(rows_[column][row]);
      batch.targets[column] = batch.inputs[column];
    }
    GradientScratch& scratch = workers_[0].scratch;
    scratch.SetWeights(network.weights.data());
    return scratch.Loss(network.weights.data(), batch, 0, batch.rows) / static_cast<double>(batch.rows) /
           std::numbers::ln2;
  }

  const BinnedRows& rows_;
  const Shape shape_;
  const NetworkOptions& options_;
  const Kernel& kernel_;
  const std::size_t threads_;

  Network network_;
  const Clock::time_point begin_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> held_out_;
  std::vector<float> mean_, square_;
  std::vector<Worker> workers_;
  std::size_t batch_ = 0;

  AdamStep adam_;
  std::size_t step_ = 0;
  double share_ = 0;
  double loss_ = 0;
  std::size_t loss_rows_ = 0;
  bool done_ = false;
};

Status CheckRows(const BinnedRows& rows, const Shape& shape) {
  if (rows.size() != shape.columns() || rows.front().empty()) {
    return Status::InvalidArgument("a network of " + std::to_string(shape.columns()) +
                                   " columns needs rows of as many, at least one; found " +
                                   std::to_string(rows.size()) + " columns");
  }
  for (std::size_t column = 0; column < rows.size(); ++column) {
    if (rows[column].size() != rows.front().size()) {
      return Status::InvalidArgument("columns of " + std::to_string(rows.front().size()) + " and " +
                                     std::to_string(rows[column].size()) + " rows");
    }
    const std::uint16_t most = *std::max_element(rows[column].begin(), rows[column].end());
    if (most >= shape.bins[column]) {
      return Status::InvalidArgument("column " + std::to_string(column) + " has " +
                                     std::to_string(shape.bins[column]) + " bins, found the bin " +
                                     std::to_string(most));
    }
  }
  return Status::Ok();
}

}  // namespace

Network InitialNetwork(const Shape& shape, const BinnedRows& rows, std::uint64_t seed) {
  const Layout layout(shape);
  Network network{shape, std::vector<float>(layout.size)};
  std::uint64_t place = 0;
  // Uniform with the variance that keeps activations' (He et al. 2015), or a part of it.
  const auto fill = [&](std::size_t begin, std::size_t count, double deviation) {
    for (std::size_t i = 0; i < count; ++i) {
      const double unit = 2 * Unit(Mixed(seed, place++)) - 1;
      network.weights[begin + i] = static_cast<float>(unit * deviation * std::numbers::sqrt3);
    }
  };
  const auto fill_matrix = [&](const MaskedMatrix& matrix, double part) {
    for (std::size_t g = 0; g < matrix.groups; ++g) {
      const std::size_t inputs = matrix.InputsOf(g);
      fill(matrix.OffsetOf(g), inputs * matrix.group, part * std::sqrt(2.0 / static_cast<double>(inputs)));
    }
  };
  fill_matrix(layout.input, 1);
  for (const Layout::Block& block : layout.blocks) {
    fill_matrix(block.a, 1);
    fill_matrix(block.b, 0.1);  // a block begins as little more than nothing
  }
  fill_matrix(layout.output, 0.5);
  for (std::size_t column = 0; column < shape.columns(); ++column) {
    fill(layout.embedding[column], (std::size_t{shape.bins[column]} + 1) * shape.width,
         1 / std::sqrt(static_cast<double>(shape.width)));
    std::vector<double> counts(shape.bins[column], 0.5);
    for (const std::uint16_t bin : rows[column]) counts[bin] += 1;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
      network.weights[layout.bias[column] + bin] =
          static_cast<float>(std::log(counts[bin] / static_cast<double>(rows[column].size())));
    }
  }
  return network;
}

Result<TrainedNetwork> TrainNetwork(const BinnedRows& rows, const Shape& shape,
                                    const NetworkOptions& options) {
  if (Status status = CheckShape(shape); !status.ok()) return status;
  if (Status status = CheckRows(rows, shape); !status.ok()) return status;
  if ((options.epochs <= 0 && options.seconds <= 0) || options.threads < 1 || options.threads > 256) {
    return Status::InvalidArgument("training needs a number of epochs or seconds, and 1 to 256 threads");
  }
  return Training(rows, shape, options).Run();
}

}  // namespace tacit::estimator
