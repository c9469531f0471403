// How far a network's estimates are off, as far as queries with known answers have shown.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace tacit::estimator {

// The spread of ln(true rows / estimated rows), by the size of the estimate. A value type.
class EstimateErrors {
 public:
  struct Answer {
    double estimated = 0;
    double actual = 0;
  };
  // Buckets of a factor of four in rows: below 1, below 4, ...
  static constexpr std::size_t kBuckets = 16;

  EstimateErrors() { deviation_.fill(kUnknown); }
  EstimateErrors(const std::array<float, kBuckets>& deviation, float stretch)
      : deviation_(deviation), stretch_(stretch) {}
  // From answers of any number; a bucket with few borrows from its neighbours.
  [[nodiscard]] static EstimateErrors From(std::span<const Answer> answers);

  // The deviation of the logarithm, for an estimate of so many rows; between buckets' middles, in between.
  [[nodiscard]] double Deviation(double rows) const;
  [[nodiscard]] const std::array<float, kBuckets>& deviations() const { return deviation_; }
  // By what an interval of a belief is widened so that it holds as many of the answers as it says: large
  // errors are more frequent than a gamma distribution has them.
  [[nodiscard]] float stretch() const { return stretch_; }

 private:
  static constexpr float kUnknown = 1.0F;
  void FitStretch(std::span<const Answer> answers);

  std::array<float, kBuckets> deviation_{};
  float stretch_ = 1;
};

// What is believed of a number of rows: a gamma distribution. A network's estimate with its deviation is one;
// rows of a uniform sample that match are Poisson draws that sharpen it (the conjugate update).
struct Belief {
  double shape = 0;
  double rate = 0;

  // `deviation` of the logarithm, at least 0.01.
  [[nodiscard]] static Belief Of(double rows, double deviation);
  // After `matches` rows of a sample that holds the share `share` of the table.
  [[nodiscard]] Belief After(double matches, double share) const;
  [[nodiscard]] double Mean() const { return shape / rate; }
  // Where the distribution function reaches that of a normal one `deviations` from its middle (Wilson and
  // Hilferty 1931).
  [[nodiscard]] double Quantile(double deviations) const;
};

}  // namespace tacit::estimator
