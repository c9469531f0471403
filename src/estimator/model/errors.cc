#include "src/estimator/model/errors.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tacit::estimator {
namespace {

// A count of a few rows is coarse: half a row more on both sides keeps 0 and 1 near each other.
constexpr double kHalf = 0.5;
// So many answers' worth of what the neighbours show enter each bucket.
constexpr double kBorrowed = 8;

// The share of a normal distribution that so many deviations around its middle hold is 95 %.
constexpr double k95 = 1.96;
constexpr double kMostStretch = 8;

double Place(double rows) { return std::max(0.0, std::log2(std::max(rows, 1e-9)) / 2 + 1); }

}  // namespace

EstimateErrors EstimateErrors::From(std::span<const Answer> answers) {
  std::array<double, kBuckets> squares{}, counts{};
  double all_squares = 0;
  for (const Answer& answer : answers) {
    const double off = std::log((answer.actual + kHalf) / (answer.estimated + kHalf));
    const auto bucket = std::min(kBuckets - 1, static_cast<std::size_t>(Place(answer.estimated)));
    squares[bucket] += off * off;
    counts[bucket] += 1;
    all_squares += off * off;
  }
  EstimateErrors errors;
  if (answers.empty()) return errors;
  const double all = all_squares / static_cast<double>(answers.size());
  for (std::size_t i = 0; i < kBuckets; ++i) {
    double near_squares = all;
    double near_counts = 1;
    for (std::size_t k = i > 0 ? i - 1 : 0; k < std::min(kBuckets, i + 2); ++k) {
      near_squares += squares[k];
      near_counts += counts[k];
    }
    const double square = (squares[i] + kBorrowed * near_squares / near_counts) / (counts[i] + kBorrowed);
    errors.deviation_[i] = static_cast<float>(std::sqrt(square));
  }
  errors.FitStretch(answers);
  return errors;
}

void EstimateErrors::FitStretch(std::span<const Answer> answers) {
  // What each answer would need, the 95th of a hundred in order.
  std::vector<double> needed;
  for (const Answer& answer : answers) {
    const Belief belief = Belief::Of(answer.estimated, Deviation(answer.estimated));
    double stretch = 0;
    const auto holds = [&] {
      return std::floor(belief.Quantile(-k95 * stretch)) <= answer.actual &&
             answer.actual <= std::ceil(belief.Quantile(k95 * stretch));
    };
    while (stretch < kMostStretch && !holds()) stretch += 0.125;
    needed.push_back(stretch);
  }
  std::sort(needed.begin(), needed.end());
  stretch_ = static_cast<float>(std::max(1.0, needed[needed.size() * 95 / 100]));
}

double EstimateErrors::Deviation(double rows) const {
  const double place = std::clamp(Place(rows) - 0.5, 0.0, static_cast<double>(kBuckets - 1));
  const auto low = std::min(kBuckets - 2, static_cast<std::size_t>(place));
  const double part = place - static_cast<double>(low);
  return static_cast<double>(deviation_[low]) * (1 - part) + static_cast<double>(deviation_[low + 1]) * part;
}

Belief Belief::Of(double rows, double deviation) {
  const double kept = std::max(deviation, 0.01);
  const double shape = 1 / (kept * kept);
  return {shape, shape / std::max(rows, 1e-9)};
}

Belief Belief::After(double matches, double share) const { return {shape + matches, rate + share}; }

double Belief::Quantile(double deviations) const {
  const double part = 1 / (9 * shape);
  const double root = std::max(0.0, 1 - part + deviations * std::sqrt(part));
  return Mean() * root * root * root;
}

}  // namespace tacit::estimator
