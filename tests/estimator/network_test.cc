#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/estimator/net/evaluate.h"
#include "src/estimator/net/kernels.h"
#include "src/estimator/net/pack_network.h"
#include "src/estimator/train/gradient.h"
#include "src/estimator/train/trainer.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

float Number(Random& random) { return static_cast<float>(Draw(random, 2001) - 1000) / 500.0F; }

std::vector<float> Numbers(Random& random, std::size_t count) {
  std::vector<float> numbers(count);
  for (float& number : numbers) number = Number(random);
  return numbers;
}

std::vector<const Kernel*> Kernels() {
  std::vector<const Kernel*> kernels = {&ScalarKernel()};
  for (const Kernel* kernel : {Avx2Kernel(), Avx512Kernel()}) {
    if (kernel != nullptr) kernels.push_back(kernel);
  }
  return kernels;
}

TEST(KernelTest, MultipliesAsTheDefinitionDoes) {
  Random random(1);
  for (const Kernel* kernel : Kernels()) {
    for (int round = 0; round < 200; ++round) {
      const auto rows = static_cast<std::size_t>(Draw(random, 40));
      const auto inner = static_cast<std::size_t>(Draw(random, 50));
      const std::size_t columns = 16 * static_cast<std::size_t>(1 + Draw(random, 5));
      const bool transposed = Draw(random, 2) == 0;
      const std::vector<float> a = Numbers(random, rows * inner + 1);
      const std::vector<float> b = Numbers(random, inner * (columns + 3) + 1);
      std::vector<float> c = Numbers(random, rows * (columns + 5) + 1);
      std::vector<float> expected = c;
      const bool add = Draw(random, 2) == 0;
      kernel->multiply({.a = a.data(),
                        .a_row = transposed ? 1 : inner,
                        .a_step = transposed ? rows : 1,
                        .b = b.data(),
                        .b_row = columns + 3,
                        .c = c.data(),
                        .c_row = columns + 5,
                        .rows = rows,
                        .inner = inner,
                        .columns = columns,
                        .add = add});
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
          double sum = add ? static_cast<double>(expected[i * (columns + 5) + j]) : 0;
          for (std::size_t k = 0; k < inner; ++k) {
            sum += static_cast<double>(a[transposed ? k * rows + i : i * inner + k]) *
                   static_cast<double>(b[k * (columns + 3) + j]);
          }
          expected[i * (columns + 5) + j] = static_cast<float>(sum);
        }
      }
      for (std::size_t i = 0; i < c.size(); ++i) ASSERT_NEAR(c[i], expected[i], 1e-4) << kernel->name;
    }
  }
}

TEST(KernelTest, OtherLoopsGiveWhatPlainOnesGive) {
  Random random(2);
  for (const Kernel* kernel : Kernels()) {
    for (int round = 0; round < 300; ++round) {
      const auto count = static_cast<std::size_t>(Draw(random, 70));
      const std::vector<float> values = Numbers(random, count);
      const std::vector<float> weights = Numbers(random, count);
      std::vector<float> powers = values;
      for (float& power : powers) power *= 60;
      std::vector<float> mine = powers;
      const float sum = kernel->exponentials(mine.data(), count);
      const float greatest = count > 0 ? *std::max_element(powers.begin(), powers.end()) : 0;
      double expected_sum = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const double expected =
            std::exp(std::max(-87.0, static_cast<double>(powers[i]) - static_cast<double>(greatest)));
        ASSERT_NEAR(static_cast<double>(mine[i]), expected, 2e-5 * expected);
        expected_sum += expected;
      }
      ASSERT_NEAR(static_cast<double>(sum), expected_sum, 1e-5 * (1 + expected_sum)) << kernel->name;
      double dot = 0;
      for (std::size_t i = 0; i < count; ++i)
        dot += static_cast<double>(values[i]) * static_cast<double>(weights[i]);
      ASSERT_NEAR(static_cast<double>(kernel->dot(values.data(), weights.data(), count)), dot, 1e-3);
      std::vector<float> scaled(count), relu(count), added = weights, cut = values;
      const std::size_t positive = kernel->scale(values.data(), weights.data(), 0.5F, scaled.data(), count);
      kernel->relu(values.data(), weights.data(), relu.data(), count);
      kernel->add(added.data(), values.data(), 2, count);
      kernel->cut(cut.data(), weights.data(), count);
      std::size_t expected_positive = 0;
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_FLOAT_EQ(scaled[i], values[i] * weights[i] * 0.5F);
        ASSERT_FLOAT_EQ(relu[i], std::max(0.0F, values[i] + weights[i]));
        ASSERT_NEAR(added[i], weights[i] + 2 * values[i], 1e-5);
        ASSERT_EQ(cut[i], weights[i] > 0 ? values[i] : 0);
        if (scaled[i] > 0) ++expected_positive;
      }
      ASSERT_EQ(positive, expected_positive);
      std::vector<float> magnitudes = values;
      for (float& magnitude : magnitudes) magnitude = std::abs(magnitude);
      const Split split = kernel->split(magnitudes.data(), 1, count);
      double below = 0;
      std::size_t above = 0;
      for (const float magnitude : magnitudes) {
        if (magnitude < 1) {
          below += static_cast<double>(magnitude);
        } else {
          ++above;
        }
      }
      ASSERT_EQ(split.above, above);
      ASSERT_NEAR(static_cast<double>(split.below), below, 1e-4);
    }
  }
}

Network RandomNetwork(Random& random, std::vector<std::uint32_t> bins, std::uint32_t blocks) {
  Network network;
  network.shape = {.bins = std::move(bins), .width = 16, .group = 16, .blocks = blocks};
  network.weights = Numbers(random, Layout(network.shape).size);
  for (float& weight : network.weights) weight *= 0.2F;
  return network;
}

// The network as its declaration defines it, in doubles, one row, every column known: logits by column.
std::vector<std::vector<double>> Defined(const Network& network, const std::vector<std::uint32_t>& codes) {
  const Shape& shape = network.shape;
  const Layout layout(shape);
  const auto w = [&](std::size_t at) { return static_cast<double>(network.weights[at]); };
  const auto apply = [&](const MaskedMatrix& matrix, std::size_t bias, const std::vector<double>& in) {
    std::vector<double> out;
    for (std::size_t g = 0; g < matrix.groups; ++g) {
      for (std::size_t unit = 0; unit < matrix.group; ++unit) {
        double sum = w(bias + g * matrix.group + unit);
        for (std::size_t i = 0; i < matrix.InputsOf(g); ++i)
          sum += in[i] * w(matrix.OffsetOf(g) + i * matrix.group + unit);
        out.push_back(sum);
      }
    }
    return out;
  };
  const auto relu = [](std::vector<double> values) {
    for (double& value : values) value = std::max(0.0, value);
    return values;
  };
  std::vector<double> x;
  for (std::size_t column = 0; column < shape.columns(); ++column) {
    for (std::size_t i = 0; i < shape.width; ++i)
      x.push_back(w(layout.embedding[column] + codes[column] * shape.width + i));
  }
  std::vector<double> h = apply(layout.input, layout.input_bias, x);
  for (const Layout::Block& block : layout.blocks) {
    const std::vector<double> part =
        apply(block.b, block.b_bias, relu(apply(block.a, block.a_bias, relu(h))));
    for (std::size_t i = 0; i < h.size(); ++i) h[i] += part[i];
  }
  const std::vector<double> z = apply(layout.output, layout.output_bias, relu(h));
  std::vector<std::vector<double>> logits;
  for (std::size_t column = 0; column < shape.columns(); ++column) {
    logits.emplace_back();
    for (std::size_t bin = 0; bin < shape.bins[column]; ++bin) {
      double sum = w(layout.bias[column] + bin);
      for (std::size_t i = 0; column > 0 && i < shape.width; ++i) {
        sum += w(layout.embedding[column] + bin * shape.width + i) * z[(column - 1) * shape.width + i];
      }
      logits.back().push_back(sum);
    }
  }
  return logits;
}

TEST(EvaluatorTest, GivesTheLogitsThatTheNetworkIsDefinedBy) {
  Random random(3);
  for (const Kernel* kernel : Kernels()) {
    for (const std::uint32_t blocks : {0U, 1U, 2U}) {
      const Network network = RandomNetwork(random, {5, 3, 20, 7}, blocks);
      const ServedNetwork served(network);
      Evaluator evaluator(served, *kernel);
      // Paths that branch from each other, some columns wild.
      std::vector<std::vector<std::uint32_t>> paths(1);
      std::vector<float> logits(64 * 32);
      for (std::size_t column = 0; column < 4; ++column) {
        evaluator.Logits(0, paths.size(), logits.data());
        for (std::size_t path = 0; path < paths.size(); ++path) {
          std::vector<std::uint32_t> codes = paths[path];
          codes.resize(4, 0);  // what comes later changes nothing
          const std::vector<double> expected = Defined(network, codes)[column];
          for (std::size_t bin = 0; bin < expected.size(); ++bin) {
            ASSERT_NEAR(static_cast<double>(logits[path * served.padded(column) + bin]), expected[bin], 1e-4);
          }
        }
        if (column == 1) {
          evaluator.SkipColumn();
          for (auto& path : paths) path.push_back(network.shape.bins[1]);
          continue;
        }
        std::vector<std::uint32_t> parents, bins;
        std::vector<std::vector<std::uint32_t>> next;
        for (int i = 0; i < 9; ++i) {
          parents.push_back(static_cast<std::uint32_t>(Draw(random, static_cast<int>(paths.size()))));
          bins.push_back(
              static_cast<std::uint32_t>(Draw(random, static_cast<int>(network.shape.bins[column]))));
          next.push_back(paths[parents.back()]);
          next.back().push_back(bins.back());
        }
        evaluator.Branch(parents, bins);
        paths = next;
      }
    }
  }
}

Batch RandomBatch(Random& random, const Shape& shape, std::size_t rows) {
  Batch batch;
  batch.rows = rows;
  for (const std::uint32_t bins : shape.bins) {
    batch.targets.emplace_back();
    batch.inputs.emplace_back();
    for (std::size_t row = 0; row < rows; ++row) {
      batch.targets.back().push_back(static_cast<std::uint32_t>(Draw(random, static_cast<int>(bins))));
      batch.inputs.back().push_back(Draw(random, 3) == 0 ? bins : batch.targets.back().back());
    }
  }
  return batch;
}

double LossDefined(const Network& network, const Batch& batch) {
  double loss = 0;
  for (std::size_t row = 0; row < batch.rows; ++row) {
    std::vector<std::uint32_t> codes;
    for (const auto& column : batch.inputs) codes.push_back(column[row]);
    const std::vector<std::vector<double>> logits = Defined(network, codes);
    for (std::size_t column = 0; column < logits.size(); ++column) {
      double sum = 0;
      for (const double logit : logits[column]) sum += std::exp(logit);
      loss -= logits[column][batch.targets[column][row]] - std::log(sum);
    }
  }
  return loss;
}

TEST(GradientTest, IsThatOfTheLossThatIsDefined) {
  Random random(4);
  for (const Kernel* kernel : Kernels()) {
    for (const std::uint32_t blocks : {0U, 2U}) {
      Network network = RandomNetwork(random, {4, 3, 6}, blocks);
      const Batch batch = RandomBatch(random, network.shape, 5);
      GradientScratch scratch(network.shape, *kernel);
      std::vector<float> gradient(network.weights.size());
      scratch.SetWeights(network.weights.data());
      const double loss = scratch.Add(network.weights.data(), batch, 0, batch.rows, 1, gradient);
      ASSERT_NEAR(loss, LossDefined(network, batch), 1e-3);
      ASSERT_NEAR(scratch.Loss(network.weights.data(), batch, 0, batch.rows), loss, 1e-4);
      int off = 0;
      for (int i = 0; i < 300; ++i) {
        const auto at = static_cast<std::size_t>(Draw(random, static_cast<int>(network.weights.size())));
        const float kept = network.weights[at];
        const auto loss_at = [&](float weight) {
          network.weights[at] = weight;
          return LossDefined(network, batch);
        };
        const float high = kept + 2.5e-4F;
        const float low = kept - 2.5e-4F;
        const double slope =
            (loss_at(high) - loss_at(low)) / (static_cast<double>(high) - static_cast<double>(low));
        network.weights[at] = kept;
        // A relu that bends between the two leaves a difference.
        off += std::abs(static_cast<double>(gradient[at]) - slope) > 1e-3 * (1 + std::abs(slope)) ? 1 : 0;
      }
      EXPECT_LE(off, 6) << kernel->name;
    }
  }
}

TEST(PackNetworkTest, ComesBackWithinAQuantum) {
  Random random(5);
  const Network network = RandomNetwork(random, {9, 300, 2}, 2);
  const std::string bytes = PackNetwork(network);
  EXPECT_EQ(bytes.size(), PackedNetworkBytes(network.shape));
  const Result<Network> back = UnpackNetwork(bytes);
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(back->shape.bins, network.shape.bins);
  for (std::size_t i = 0; i < network.weights.size(); ++i) {
    ASSERT_NEAR(back->weights[i], network.weights[i], 0.4F / 127 / 2 + 1e-6F);
  }
  EXPECT_EQ(PackNetwork(*back), bytes) << "what was unpacked packs to the same bytes";
}

TEST(PackNetworkTest, RefusesOtherBytes) {
  Random random(6);
  const std::string bytes = PackNetwork(RandomNetwork(random, {9, 30, 2}, 1));
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 20) {
    EXPECT_EQ(UnpackNetwork(bytes.substr(0, size)).status().code(), StatusCode::kCorruption);
  }
  for (std::size_t at = 0; at < 28; ++at) {
    std::string forged = bytes;
    forged[at] = static_cast<char>(forged[at] ^ 0x55);
    EXPECT_EQ(UnpackNetwork(forged).status().code(), StatusCode::kCorruption) << at;
  }
}

}  // namespace
}  // namespace tacit::estimator
