#include "tacit/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "src/estimator/model/errors.h"
#include "tacit/trainer.h"
#include "tests/estimator/tables.h"

namespace tacit {
namespace {

using estimator::CountTrue;
using estimator::Draw;
using estimator::MadeRows;
using estimator::MadeTable;
using estimator::MakePredicate;
using estimator::MakeTable;
using estimator::Random;

TrainedModel Train(const MadeTable& made, const TrainOptions& options) {
  MadeRows source(made);
  Result<TrainedModel> trained = TrainModel(source, options);
  EXPECT_TRUE(trained.ok()) << trained.status().message();
  return std::move(*trained);
}

std::shared_ptr<const Model> Opened(const TrainedModel& trained) {
  Result<std::shared_ptr<const Model>> model = Model::FromBytes(trained.bytes, "m");
  EXPECT_TRUE(model.ok()) << model.status().message();
  return *model;
}

Estimate Ask(const std::shared_ptr<const Model>& model, const Predicate& predicate,
             const EstimateOptions& options = {}) {
  Result<Estimator> estimator = Estimator::Create(model);
  const Result<PreparedPredicate> prepared = model->Prepare(predicate);
  EXPECT_TRUE(prepared.ok()) << prepared.status().message();
  const Result<Estimate> estimate = estimator->Rows(*prepared, options);
  EXPECT_TRUE(estimate.ok()) << estimate.status().message();
  return *estimate;
}

TEST(ModelTest, CountsWhereAllRowsAreKept) {
  Random random(1);
  for (int round = 0; round < 10; ++round) {
    const MadeTable made = MakeTable(random, 5, 700, 30);
    const std::shared_ptr<const Model> model = Opened(Train(made, {}));
    EXPECT_EQ(model->info().kept_rows, 700);
    EXPECT_EQ(model->info().network, "none");
    for (int i = 0; i < 60; ++i) {
      const Predicate predicate = MakePredicate(random, made, 4);
      const Estimate estimate = Ask(model, predicate);
      ASSERT_EQ(estimate.rows, CountTrue(predicate, made));
      ASSERT_EQ(estimate.low, estimate.rows);
      ASSERT_EQ(estimate.high, estimate.rows);
    }
  }
}

TEST(ModelTest, CountsDistinctValuesWhereAllRowsAreKept) {
  Random random(2);
  const MadeTable made = MakeTable(random, 4, 500, 12);
  const std::shared_ptr<const Model> model = Opened(Train(made, {}));
  Result<Estimator> estimator = Estimator::Create(model);
  for (int i = 0; i < 50; ++i) {
    const Predicate predicate = MakePredicate(random, made, 2);
    const Result<PreparedPredicate> prepared = model->Prepare(predicate);
    ASSERT_TRUE(prepared.ok());
    std::set<Row> groups;
    for (const Row& row : made.rows) {
      if (Truth(predicate, made, row) == true) groups.insert({row[1], row[3]});
    }
    const Result<Estimate> distinct = estimator->Distinct(std::vector<std::string>{"c1", "c3"}, *prepared);
    ASSERT_TRUE(distinct.ok());
    ASSERT_EQ(distinct->rows, static_cast<double>(groups.size()));
  }
  const Result<PreparedPredicate> all = model->Prepare(Predicate());
  EXPECT_FALSE(estimator->Distinct(std::vector<std::string>{"c9"}, *all).ok());
  EXPECT_FALSE(estimator->Distinct({}, *all).ok());
}

TrainOptions NetworkOnly() {
  TrainOptions options;
  options.network = NetworkKind::kResMade;
  options.keep_rows = false;
  options.epochs = 15;
  options.threads = 1;
  return options;
}

double QError(double estimate, double actual) {
  estimate = std::max(estimate, 1.0);
  actual = std::max(actual, 1.0);
  return std::max(estimate / actual, actual / estimate);
}

// Random conditions, of which 95 of a hundred are near and none far.
void ExpectNear(Random& random, const MadeTable& made, const std::shared_ptr<const Model>& model, double near,
                double far) {
  std::vector<double> errors;
  int held = 0;
  int asked = 0;
  for (int i = 0; i < 300; ++i) {
    const Predicate predicate = MakePredicate(random, made, 3);
    const Estimate estimate = Ask(model, predicate);
    const double actual = CountTrue(predicate, made);
    EXPECT_LE(estimate.low, estimate.rows);
    EXPECT_LE(estimate.rows, estimate.high);
    errors.push_back(QError(estimate.rows, actual));
    ++asked;
    held += estimate.low <= actual && actual <= estimate.high ? 1 : 0;
  }
  std::sort(errors.begin(), errors.end());
  EXPECT_LT(errors[errors.size() * 95 / 100], near);
  EXPECT_LT(errors.back(), far);
  EXPECT_GT(held, asked * 85 / 100);
}

TEST(ModelTest, EstimatesByItsNetworkAlone) {
  Random random(3);
  const MadeTable made = MakeTable(random, 4, 12000, 14);
  const TrainedModel trained = Train(made, NetworkOnly());
  EXPECT_GT(trained.report.model.parameters, 1000);
  EXPECT_EQ(trained.report.model.kept_rows, 0);
  EXPECT_LT(trained.report.model.bits_per_row, trained.report.entropy_bits + 1.0);
  ExpectNear(random, made, Opened(trained), 1.6, 8);
}

TEST(ModelTest, SharpensItByASampleOfRows) {
  Random random(4);
  const MadeTable made = MakeTable(random, 5, 20000, 40);
  TrainOptions options = NetworkOnly();
  options.keep_rows = true;
  options.epochs = 8;
  options.max_bytes = 30'000;
  const TrainedModel trained = Train(made, options);
  EXPECT_LE(trained.bytes.size(), 30'000U);
  const std::shared_ptr<const Model> model = Opened(trained);
  EXPECT_GT(model->info().kept_rows, 500);
  EXPECT_LT(model->info().kept_rows, 20000);
  ExpectNear(random, made, model, 2, 20);
  // Rows that are kept are there: no estimate is below them.
  EstimateOptions without;
  without.use_rows = false;
  const Predicate everything;
  EXPECT_EQ(Ask(model, everything).rows, 20000);
  EXPECT_EQ(Ask(model, everything, without).rows, 20000);
}

TEST(ModelTest, AnswersConditionsOnOneColumnExactly) {
  Random random(5);
  const MadeTable made = MakeTable(random, 3, 5000, 25);
  const std::shared_ptr<const Model> model = Opened(Train(made, NetworkOnly()));
  for (int i = 0; i < 200; ++i) {
    const Predicate predicate = MakePredicate(random, made, 0);
    ASSERT_EQ(Ask(model, predicate).rows, CountTrue(predicate, made));
  }
}

TEST(ModelTest, RepeatsItselfBitForBit) {
  Random random(6);
  const MadeTable made = MakeTable(random, 4, 3000, 20);
  TrainOptions options = NetworkOnly();
  options.epochs = 2;
  const TrainedModel one = Train(made, options);
  EXPECT_EQ(one.bytes, Train(made, options).bytes);
  const std::shared_ptr<const Model> model = Opened(one);
  for (int i = 0; i < 40; ++i) {
    const Predicate predicate = MakePredicate(random, made, 3);
    ASSERT_EQ(Ask(model, predicate).rows, Ask(model, predicate).rows);
  }
}

TEST(ModelTest, BytesThatWereForgedAreRefusedOrServeSomething) {
  Random random(7);
  const MadeTable made = MakeTable(random, 4, 1500, 20);
  TrainOptions options = NetworkOnly();
  options.keep_rows = true;
  options.epochs = 1;
  options.max_bytes = 14'000;
  const std::string bytes = Train(made, options).bytes;
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 30) {
    const auto model = Model::FromBytes(std::string_view(bytes).substr(0, size), "m.model");
    ASSERT_EQ(model.status().code(), StatusCode::kCorruption);
    ASSERT_TRUE(model.status().message().starts_with("m.model: ")) << model.status().message();
  }
  const Predicate some = MakePredicate(random, made, 2);
  const double rows = Ask(*Model::FromBytes(bytes, "m"), some).rows;
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string forged = bytes;
    forged[static_cast<std::size_t>(Draw(random, static_cast<int>(bytes.size())))] ^=
        static_cast<char>(1 << Draw(random, 8));
    const auto model = Model::FromBytes(forged, "m");
    refused += model.ok() ? 0 : 1;
    // Between sections lies what nobody reads.
    if (model.ok()) {
      EXPECT_EQ(Ask(*model, some).rows, rows);
    }
  }
  EXPECT_GT(refused, 270);
}

TEST(ModelTest, SaysWhatIsWrong) {
  Random random(8);
  const MadeTable made = MakeTable(random, 3, 300, 20);
  const std::shared_ptr<const Model> model = Opened(Train(made, {}));
  EXPECT_EQ(model->Prepare({Predicate::Kind::kIsNull, "x", {}, {}}).status().code(),
            StatusCode::kInvalidArgument);
  Result<Estimator> estimator = Estimator::Create(model);
  const std::shared_ptr<const Model> other = Opened(Train(made, {}));
  const Result<PreparedPredicate> foreign = other->Prepare(Predicate());
  EXPECT_EQ(estimator->Rows(*foreign).status().code(), StatusCode::kInvalidArgument);
  EstimateOptions wrong;
  wrong.max_samples = 0;
  EXPECT_EQ(estimator->Rows(*model->Prepare(Predicate()), wrong).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Model::Open("no such file").status().code(), StatusCode::kNotFound);

  const auto refused = [&](const TrainOptions& options) {
    MadeRows source(made);
    return TrainModel(source, options).status().code();
  };
  TrainOptions options;
  options.max_bytes = 10;
  EXPECT_EQ(refused(options), StatusCode::kInvalidArgument);
  options = {};
  options.device = TrainDevice::kCuda;
  EXPECT_EQ(refused(options), StatusCode::kNotSupported);
  options = {};
  options.cancelled = [] { return true; };
  options.network = NetworkKind::kResMade;
  options.epochs = 1000;
  EXPECT_EQ(refused(options), StatusCode::kResourceExhausted);
}

TEST(ModelTest, TablesOfOneColumnOrOneValueAreModelsToo) {
  MadeTable made;
  made.names = {"a"};
  for (int i = 0; i < 50; ++i) made.rows.push_back({std::int64_t{i % 7}});
  const Predicate three{Predicate::Kind::kEqual, "a", {std::int64_t{3}}, {}};
  EXPECT_EQ(Ask(Opened(Train(made, NetworkOnly())), three).rows, 7);
  for (Row& row : made.rows) row = {std::int64_t{3}};
  EXPECT_EQ(Ask(Opened(Train(made, NetworkOnly())), three).rows, 50);
  for (Row& row : made.rows) row = {Value()};
  EXPECT_EQ(Ask(Opened(Train(made, {})), {Predicate::Kind::kIsNull, "a", {}, {}}).rows, 50);
}

TEST(EstimateErrorsTest, SpreadAsTheAnswersDo) {
  Random random(9);
  std::vector<estimator::EstimateErrors::Answer> answers;
  for (int i = 0; i < 4000; ++i) {
    const double rows = std::pow(4.0, 2 + i % 6);
    double normal = -6;
    for (int k = 0; k < 12; ++k) normal += Draw(random, 1000) / 1000.0;
    answers.push_back({rows, rows * std::exp(0.3 * normal)});
  }
  const estimator::EstimateErrors errors = estimator::EstimateErrors::From(answers);
  for (const double rows : {30.0, 1000.0, 10000.0}) EXPECT_NEAR(errors.Deviation(rows), 0.3, 0.04);
}

TEST(BeliefTest, IsSharpenedByWhatASampleShows) {
  const estimator::Belief before = estimator::Belief::Of(100, 0.5);
  EXPECT_NEAR(before.Mean(), 100, 1e-9);
  const estimator::Belief after = before.After(40, 0.1);
  EXPECT_GT(after.Mean(), 300);
  EXPECT_LT(after.Mean(), 400);
  EXPECT_LT(after.Quantile(1.96) / after.Quantile(-1.96), before.Quantile(1.96) / before.Quantile(-1.96));
  EXPECT_LT(before.Quantile(-1.96), 100);
  EXPECT_GT(before.Quantile(1.96), 100);
  // Of a unit exponential distribution, the median is ln 2.
  EXPECT_NEAR((estimator::Belief{1, 1}).Quantile(0), std::log(2.0), 0.02);
}

}  // namespace
}  // namespace tacit
