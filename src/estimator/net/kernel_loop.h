// The loops of a network over vectors of a processor's width, written once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "src/estimator/net/kernels.h"

namespace tacit::estimator {

template <std::size_t kWide>
struct Lanes;
template <>
struct Lanes<4> {
  using Vector [[gnu::vector_size(16)]] = float;
  using Integers [[gnu::vector_size(16)]] = std::uint32_t;
};
template <>
struct Lanes<8> {
  using Vector [[gnu::vector_size(32)]] = float;
  using Integers [[gnu::vector_size(32)]] = std::uint32_t;
};
template <>
struct Lanes<16> {
  using Vector [[gnu::vector_size(64)]] = float;
  using Integers [[gnu::vector_size(64)]] = std::uint32_t;
};

// `Processor` says how many numbers a vector holds (kWide, which divides kLanes), and of how many rows and
// vectors the tile of a product is that stays in registers (kRows, a power of two; kVectors). Each kernel has
// a Processor of its own, so that no two share code.
template <typename Processor>
class KernelLoop {
 public:
  static void Multiply(const Product& p) {
    std::size_t column = 0;
    for (; column + kWide * Processor::kVectors <= p.columns; column += kWide * Processor::kVectors) {
      Panel<Processor::kVectors>(p, column);
    }
    for (; column < p.columns; column += kWide) Panel<1>(p, column);
  }

  static float Exponentials(float* values, std::size_t count) {
    if (count == 0) return 0;
    const float greatest = Greatest(values, count);
    Vector sums = {};
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) {
      const Vector power = Exp(Load(values + i) - greatest);
      Store(values + i, power);
      sums += power;
    }
    float sum = Sum(sums);
    if (i < count) {
      Vector last = {};
      std::memcpy(&last, values + i, (count - i) * sizeof(float));
      const Vector power = Exp(last - greatest);
      std::memcpy(values + i, &power, (count - i) * sizeof(float));
      for (; i < count; ++i) sum += values[i];
    }
    return sum;
  }

  static float Dot(const float* values, const float* weights, std::size_t count) {
    Vector sums = {};
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) sums += Load(values + i) * Load(weights + i);
    float sum = Sum(sums);
    for (; i < count; ++i) sum += values[i] * weights[i];
    return sum;
  }

  static std::size_t Scale(const float* values, const float* weights, float factor, float* out,
                           std::size_t count) {
    Integers positive = {};
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) {
      const Vector value = Load(values + i) * Load(weights + i) * factor;
      Store(out + i, value);
      positive -= static_cast<Integers>(value > Vector{});  // a comparison that holds is -1
    }
    std::size_t sum = Sum(positive);
    for (; i < count; ++i) {
      out[i] = values[i] * weights[i] * factor;
      sum += out[i] > 0 ? 1 : 0;
    }
    return sum;
  }

  static Split SplitAt(const float* values, float bound, std::size_t count) {
    Vector below = {};
    Integers above = {};
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) {
      const Vector value = Load(values + i);
      below += value < bound ? value : Vector{};
      above -= static_cast<Integers>(value >= bound);
    }
    Split split{Sum(below), Sum(above)};
    for (; i < count; ++i) {
      if (values[i] < bound) {
        split.below += values[i];
      } else {
        ++split.above;
      }
    }
    return split;
  }

  static void Relu(const float* values, const float* bias, float* out, std::size_t count) {
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) {
      const Vector value = Load(values + i) + Load(bias + i);
      Store(out + i, value > Vector{} ? value : Vector{});
    }
    for (; i < count; ++i) out[i] = std::max(values[i] + bias[i], 0.0F);
  }

  static void Add(float* out, const float* values, float factor, std::size_t count) {
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) Store(out + i, Load(out + i) + Load(values + i) * factor);
    for (; i < count; ++i) out[i] += values[i] * factor;
  }

  static void Cut(float* values, const float* gate, std::size_t count) {
    std::size_t i = 0;
    for (; i + kWide <= count; i += kWide) {
      Store(values + i, Load(gate + i) > Vector{} ? Load(values + i) : Vector{});
    }
    for (; i < count; ++i) {
      if (!(gate[i] > 0)) values[i] = 0;
    }
  }

  static void Adam(const AdamStep& step, const float* gradient, float* mean, float* square, float* weights,
                   std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      mean[i] += (1 - step.mean_decay) * (gradient[i] - mean[i]);
      square[i] += (1 - step.square_decay) * (gradient[i] * gradient[i] - square[i]);
      weights[i] -= step.rate * mean[i] / (__builtin_sqrtf(square[i]) + step.epsilon);
    }
  }

 private:
  static constexpr std::size_t kWide = Processor::kWide;
  using Vector = typename Lanes<kWide>::Vector;
  using Integers = typename Lanes<kWide>::Integers;

  static Vector Load(const float* from) {
    Vector vector;
    std::memcpy(&vector, from, sizeof(vector));
    return vector;
  }
  static void Store(float* to, Vector vector) { std::memcpy(to, &vector, sizeof(vector)); }

  static float Sum(Vector vector) {
    float sum = 0;
    for (std::size_t i = 0; i < kWide; ++i) sum += vector[i];
    return sum;
  }

  static std::size_t Sum(Integers counts) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < kWide; ++i) sum += counts[i];
    return sum;
  }

  static float Greatest(const float* values, std::size_t count) {
    std::size_t i = 0;
    float greatest = values[0];
    if (count >= kWide) {
      Vector most = Load(values);
      for (i = kWide; i + kWide <= count; i += kWide) {
        const Vector next = Load(values + i);
        most = next > most ? next : most;
      }
      for (std::size_t lane = 0; lane < kWide; ++lane) greatest = std::max(greatest, most[lane]);
    }
    for (; i < count; ++i) greatest = std::max(greatest, values[i]);
    return greatest;
  }

  // 2^n times a polynomial for the rest, as in Cephes' expf. The argument is 0 at most.
  static Vector Exp(Vector x) {
    const Vector least = Vector{} - 87.0F;
    x = x > least ? x : least;
    // Rounds to the nearest integer: the sum's low bits hold it.
    const Vector shifted = x * 1.44269504F + 12582912.0F;
    const Vector n = shifted - 12582912.0F;
    x = x - n * 0.693359375F + n * 2.12194440e-4F;
    Vector y = x * 1.9875691500e-4F + 1.3981999507e-3F;
    y = y * x + 8.3334519073e-3F;
    y = y * x + 4.1665795894e-2F;
    y = y * x + 1.6666665459e-1F;
    y = y * x + 5.0000001201e-1F;
    y = y * (x * x) + x + 1.0F;
    Integers bits;
    std::memcpy(&bits, &shifted, sizeof(bits));
    bits = (bits + 127) << 23;
    Vector power;
    std::memcpy(&power, &bits, sizeof(power));
    return y * power;
  }

  template <std::size_t kVectors>
  static void Panel(const Product& p, std::size_t column) {
    std::size_t row = 0;
    for (; row + Processor::kRows <= p.rows; row += Processor::kRows) {
      Tile<Processor::kRows, kVectors>(p, row, column);
    }
    Rest<Processor::kRows / 2, kVectors>(p, row, column);
  }

  template <std::size_t kRows, std::size_t kVectors>
  static void Rest(const Product& p, std::size_t row, std::size_t column) {
    if constexpr (kRows > 0) {
      if (row + kRows <= p.rows) {
        Tile<kRows, kVectors>(p, row, column);
        row += kRows;
      }
      Rest<kRows / 2, kVectors>(p, row, column);
    }
  }

  template <std::size_t kRows, std::size_t kVectors>
  static void Tile(const Product& p, std::size_t row, std::size_t column) {
    Vector sums[kRows][kVectors];
    for (std::size_t i = 0; i < kRows; ++i) {
      const float* c = p.c + (row + i) * p.c_row + column;
      for (std::size_t j = 0; j < kVectors; ++j) sums[i][j] = p.add ? Load(c + j * kWide) : Vector{};
    }
    const float* a = p.a + row * p.a_row;
    const float* b = p.b + column;
    for (std::size_t k = 0; k < p.inner; ++k, a += p.a_step, b += p.b_row) {
      Vector vectors[kVectors];
      for (std::size_t j = 0; j < kVectors; ++j) vectors[j] = Load(b + j * kWide);
      for (std::size_t i = 0; i < kRows; ++i) {
        const float factor = a[i * p.a_row];
        for (std::size_t j = 0; j < kVectors; ++j) sums[i][j] += vectors[j] * factor;
      }
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      float* c = p.c + (row + i) * p.c_row + column;
      for (std::size_t j = 0; j < kVectors; ++j) Store(c + j * kWide, sums[i][j]);
    }
  }
};

template <typename Processor>
inline constexpr Kernel kKernelOf = {Processor::kName,
                                     KernelLoop<Processor>::Multiply,
                                     KernelLoop<Processor>::Exponentials,
                                     KernelLoop<Processor>::Dot,
                                     KernelLoop<Processor>::Scale,
                                     KernelLoop<Processor>::SplitAt,
                                     KernelLoop<Processor>::Relu,
                                     KernelLoop<Processor>::Add,
                                     KernelLoop<Processor>::Cut,
                                     KernelLoop<Processor>::Adam};

}  // namespace tacit::estimator
