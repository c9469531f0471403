#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>

#include "src/estimator/model/state.h"
#include "tacit/model.h"

namespace tacit {
namespace {

using Clock = std::chrono::steady_clock;
using estimator::Belief;
using estimator::Condition;
using estimator::ModelParts;
using estimator::PreparedBox;

// Of a normal distribution, 95 % lie so many deviations around the middle.
constexpr double kDeviationsOf95 = 1.96;
// How far the product of columns' shares may be off, where no network says it: a factor of e^2 is nothing
// unusual.
constexpr double kIndependenceDeviation = 2.0;
constexpr int kMostSamples = 1'000'000;
// What the draws may add to a model's own error: of its deviation, as errors add in squares.
constexpr double kDrawPart = 0.4;

Status CheckOptions(const EstimateOptions& options) {
  if (options.max_samples >= 1 && options.max_samples <= kMostSamples && options.relative_error >= 0 &&
      options.relative_error <= 1e6 && options.deadline_us >= 0) {
    return Status::Ok();
  }
  return Status::InvalidArgument("an estimate takes 1 to " + std::to_string(kMostSamples) +
                                 " samples, a relative error from 0, and a deadline from 0 microseconds");
}

Result<std::vector<std::uint32_t>> ColumnsNamed(std::span<const std::string> names,
                                                std::span<const estimator::ColumnValues> columns) {
  if (names.empty()) return Status::InvalidArgument("distinct values of no columns: name at least one");
  std::vector<std::uint32_t> places;
  for (const std::string& name : names) {
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const estimator::ColumnValues& column) {
      return column.name() == name;
    });
    if (at == columns.end()) return Status::InvalidArgument("no column " + name + " in the model");
    places.push_back(static_cast<std::uint32_t>(at - columns.begin()));
  }
  return places;
}

}  // namespace

struct Estimator::State {
  explicit State(std::shared_ptr<const Model> of) : model(std::move(of)) {
    const ModelParts& parts = model->state().parts;
    if (parts.network) sampler.emplace(parts.network->served, estimator::BestKernel());
  }

  [[nodiscard]] const ModelParts& parts() const { return model->state().parts; }

  Estimate Rows(const PreparedPredicate::State& predicate, const EstimateOptions& options,
                Clock::time_point begin);
  Estimate Groups(std::span<const std::uint32_t> by, const PreparedPredicate::State& predicate,
                  const EstimateOptions& options, Clock::time_point begin);
  // What the network, or else the columns by themselves, say.
  Belief Prior(const PreparedPredicate::State& predicate, const EstimateOptions& options,
               Clock::time_point begin, Estimate& estimate);

  std::shared_ptr<const Model> model;
  std::optional<estimator::ProgressiveSampler> sampler;
  estimator::KeptRows::Scratch scratch;
};

Estimate Estimator::State::Rows(const PreparedPredicate::State& predicate, const EstimateOptions& options,
                                Clock::time_point begin) {
  const auto exactly = [](double rows) { return Estimate{.rows = rows, .low = rows, .high = rows}; };
  const ModelParts& model_parts = parts();
  const Condition& condition = predicate.condition;
  const auto rows = static_cast<double>(model_parts.rows);
  if (predicate.most <= 0) return exactly(0);
  if (condition.kind == Condition::Kind::kLeaf)
    return exactly(condition.set.Rows(model_parts.columns[condition.column]));
  if (condition.parts.empty()) return exactly(condition.kind == Condition::Kind::kAll ? rows : 0);

  const auto kept = options.use_rows ? static_cast<double>(model_parts.kept.rows()) : 0;
  const double matches = kept > 0 ? model_parts.kept.Count(condition, model_parts.columns, scratch) : 0;
  if (kept >= rows) return exactly(matches);

  Estimate estimate;
  // Enough rows match in the sample that the network has nothing to add.
  const bool many = matches * options.relative_error * options.relative_error >= 1;
  Belief belief = many ? Belief{} : Prior(predicate, options, begin, estimate);
  if (kept > 0) belief = belief.After(matches, kept / rows);
  // Rows that are kept are rows of the table.
  const double least = matches;
  const double most = std::max(least, std::min(predicate.most, rows - (kept - matches)));
  estimate.rows = std::clamp(belief.Mean(), least, most);
  // Counts are whole.
  const double deviations = kDeviationsOf95 * model_parts.errors.stretch();
  estimate.low = std::clamp(std::floor(belief.Quantile(-deviations)), least, estimate.rows);
  estimate.high = std::clamp(std::ceil(belief.Quantile(deviations)), estimate.rows, most);
  return estimate;
}

Belief Estimator::State::Prior(const PreparedPredicate::State& predicate, const EstimateOptions& options,
                               Clock::time_point begin, Estimate& estimate) {
  const auto rows = static_cast<double>(parts().rows);
  if (!sampler) {
    double share = 0;
    for (const PreparedBox& box : predicate.boxes) share += box.factor;
    return Belief::Of(std::min(share, 1.0) * rows, kIndependenceDeviation);
  }
  estimator::SampleOptions sampling;
  sampling.paths = static_cast<std::size_t>(options.max_samples);
  // Draws that are a good deal better than the model itself make nothing better.
  sampling.relative_error = [&](double share) {
    const double part = options.relative_error > 0 ? kDrawPart * parts().errors.Deviation(share * rows) : 0;
    return std::max(options.relative_error, part);
  };
  sampling.seed = options.seed;
  if (options.deadline_us > 0) {
    sampling.deadline_ns =
        (begin + std::chrono::microseconds(options.deadline_us)).time_since_epoch().count();
  }
  double sum = 0;
  double square = 0;
  for (const PreparedBox& box : predicate.boxes) {
    const estimator::Sampled sampled = sampler->Share(box.sets, sampling);
    sum += std::min(sampled.share * box.factor * rows, box.most);
    square += sampled.error * sampled.error * box.factor * box.factor * rows * rows;
    estimate.samples += static_cast<int>(sampled.paths);
  }
  const double model_error = parts().errors.Deviation(sum);
  const double draw_error = sum > 0 ? std::sqrt(square) / sum : 0;
  return Belief::Of(sum, std::sqrt(model_error * model_error + draw_error * draw_error));
}

// Counted where all rows are kept. Else from the kept rows' groups: Chao's lower bound (1984) says how many
// were not met, and no more groups can be than rows, nor than the columns have combinations.
Estimate Estimator::State::Groups(std::span<const std::uint32_t> by,
                                  const PreparedPredicate::State& predicate, const EstimateOptions& options,
                                  Clock::time_point begin) {
  const ModelParts& model_parts = parts();
  const std::vector<std::int64_t> groups =
      model_parts.kept.Groups(predicate.condition, model_parts.columns, by, scratch);
  const auto met = static_cast<double>(groups.size());
  if (model_parts.kept.rows() >= model_parts.rows) return {.rows = met, .low = met, .high = met};
  const Estimate rows = Rows(predicate, options, begin);
  double combinations = 1;
  for (const std::uint32_t column : by) {
    const estimator::ColumnValues& values = model_parts.columns[column];
    combinations *= static_cast<double>(values.distinct() + (values.null_rows() > 0 ? 1 : 0));
  }
  const double most = std::max(met, std::min(rows.high, combinations));
  const auto once = static_cast<double>(std::count(groups.begin(), groups.end(), std::int64_t{1}));
  const auto twice = static_cast<double>(std::count(groups.begin(), groups.end(), std::int64_t{2}));
  const double missed = once * (once - 1) / (2 * (twice + 1));
  Estimate estimate;
  estimate.rows = std::clamp(met + missed, met, std::max(met, std::min(rows.rows, combinations)));
  estimate.low = met;
  estimate.high = std::max(estimate.rows, most);
  estimate.samples = rows.samples;
  return estimate;
}

Estimator::Estimator(std::unique_ptr<State> state) : state_(std::move(state)) {}
Estimator::Estimator(Estimator&&) noexcept = default;
Estimator& Estimator::operator=(Estimator&&) noexcept = default;
Estimator::~Estimator() = default;

Result<Estimator> Estimator::Create(std::shared_ptr<const Model> model) try {
  return Estimator(std::make_unique<State>(std::move(model)));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory for an estimator");
}

Result<Estimate> Estimator::Rows(const PreparedPredicate& predicate, const EstimateOptions& options) try {
  const Clock::time_point begin = Clock::now();
  if (Status status = CheckOptions(options); !status.ok()) return status;
  if (predicate.state().model != state_->model) {
    return Status::InvalidArgument("the predicate was prepared by another model than the estimator's");
  }
  Estimate estimate = state_->Rows(predicate.state(), options, begin);
  estimate.us = std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
  return estimate;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory for an estimate");
}

Result<std::vector<Estimate>> Estimator::Rows(std::span<const PreparedPredicate> predicates,
                                              const EstimateOptions& options) try {
  std::vector<Estimate> estimates;
  for (const PreparedPredicate& predicate : predicates) {
    Result<Estimate> estimate = Rows(predicate, options);
    if (!estimate.ok()) return estimate.status();
    estimates.push_back(*estimate);
  }
  return estimates;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory for " + std::to_string(predicates.size()) + " estimates");
}

Result<Estimate> Estimator::Distinct(std::span<const std::string> columns, const PreparedPredicate& predicate,
                                     const EstimateOptions& options) try {
  const Clock::time_point begin = Clock::now();
  if (Status status = CheckOptions(options); !status.ok()) return status;
  if (predicate.state().model != state_->model) {
    return Status::InvalidArgument("the predicate was prepared by another model than the estimator's");
  }
  Result<std::vector<std::uint32_t>> by = ColumnsNamed(columns, state_->parts().columns);
  if (!by.ok()) return by.status();
  Estimate estimate = state_->Groups(*by, predicate.state(), options, begin);
  estimate.us = std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
  return estimate;
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory for an estimate");
}

}  // namespace tacit
