// The loops of a network, for each kind of processor.
#pragma once

#include <cstddef>
#include <string_view>

namespace tacit::estimator {

// C = A B, or C += A B; rows of B and C lie `*_row` numbers apart. A's element (i, k) is a[i * a_row + k *
// a_step], so that a transposed matrix is multiplied as it lies.
struct Product {
  const float* a = nullptr;
  std::size_t a_row = 0;
  std::size_t a_step = 1;
  const float* b = nullptr;
  std::size_t b_row = 0;
  float* c = nullptr;
  std::size_t c_row = 0;
  std::size_t rows = 0;
  std::size_t inner = 0;
  std::size_t columns = 0;  // a multiple of kLanes
  bool add = false;
};
inline constexpr std::size_t kLanes = 16;

// One step of Adam (Kingma and Ba 2015, algorithm 1).
struct AdamStep {
  float rate = 0;  // with the corrections of both moments' bias
  float mean_decay = 0.9F;
  float square_decay = 0.999F;
  float epsilon = 1e-8F;  // corrected likewise
};

struct Split {
  float below = 0;
  std::size_t above = 0;
};

// Counts that are not multiples of anything are taken everywhere else. Sums are taken in another order by
// each kernel: results agree to rounding, and are equal bit for bit within one.
struct Kernel {
  std::string_view name;
  void (*multiply)(const Product& product);
  // values[i] = exp(values[i] - their greatest); returns the sum. Of no values: 0. What lies more than 87
  // below the greatest counts as if it lay there.
  float (*exponentials)(float* values, std::size_t count);
  // The sum of values[i] * weights[i].
  float (*dot)(const float* values, const float* weights, std::size_t count);
  // out[i] = values[i] * weights[i] * factor; returns how many are greater than 0.
  std::size_t (*scale)(const float* values, const float* weights, float factor, float* out,
                       std::size_t count);
  // Of values that are not negative: the sum of those below `bound`, and how many are not.
  Split (*split)(const float* values, float bound, std::size_t count);
  // out[i] = max(values[i] + bias[i], 0)
  void (*relu)(const float* values, const float* bias, float* out, std::size_t count);
  // out[i] += values[i] * factor
  void (*add)(float* out, const float* values, float factor, std::size_t count);
  // values[i] = 0 where gate[i] <= 0
  void (*cut)(float* values, const float* gate, std::size_t count);
  void (*adam)(const AdamStep& step, const float* gradient, float* mean, float* square, float* weights,
               std::size_t count);
};

// The reference: no instruction that not every processor has.
[[nodiscard]] const Kernel& ScalarKernel();
// Null where this processor, or this build, does not have what they need.
[[nodiscard]] const Kernel* Avx2Kernel();
[[nodiscard]] const Kernel* Avx512Kernel();

// The fastest that this processor has.
[[nodiscard]] const Kernel& BestKernel();

}  // namespace tacit::estimator
