#include <cstdio>
#include <memory>

#include "tacit/estimate_workload.h"
#include "tacit/model.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string model;
  std::string where;
  std::string workload;
  std::string output;
  std::string samples = "auto";
  std::string device = "cpu";
  std::string distinct;
  std::uint64_t seed = 0;
  std::int64_t deadline = 0;
  bool no_rows = false;
  bool json = false;
};

// Of one estimate, as the contract has it.
std::string AsJson(const std::string& id, const Estimate& estimate) {
  char text[300];
  std::snprintf(text, sizeof text,
                "\"estimate\": %.17g, \"low\": %.17g, \"high\": %.17g, \"samples\": %d, \"us\": %.1f}\n",
                estimate.rows, estimate.low, estimate.high, estimate.samples, estimate.us);
  return (id.empty() ? "{" : "{\"id\": " + id + ", ") + text;
}

std::string AsText(const Estimate& estimate, std::int64_t rows) {
  char text[300];
  if (estimate.low == estimate.high) {
    std::snprintf(text, sizeof text, "%.10g of %lld rows, exactly; %.0f us\n", estimate.rows,
                  static_cast<long long>(rows), estimate.us);
  } else {
    std::snprintf(text, sizeof text, "%.6g of %lld rows; 95 %%: %.6g to %.6g; %d samples, %.0f us\n",
                  estimate.rows, static_cast<long long>(rows), estimate.low, estimate.high, estimate.samples,
                  estimate.us);
  }
  return text;
}

Result<EstimateOptions> OptionsOf(const Flags& flags) {
  if (flags.device == "cuda") return Status::NotSupported("estimates on CUDA: this build has no such part");
  EstimateOptions options;
  if (flags.samples != "auto") {
    char* end = nullptr;
    const long samples = std::strtol(flags.samples.c_str(), &end, 10);
    if (*end != '\0' || samples < 1 || samples > 1'000'000) {
      return Status::InvalidArgument("--samples: expected 'auto' or 1 to 1000000, found '" + flags.samples +
                                     "'");
    }
    options.max_samples = static_cast<int>(samples);
    options.relative_error = 0;
  }
  options.seed = flags.seed;
  options.deadline_us = flags.deadline;
  options.use_rows = !flags.no_rows;
  return options;
}

std::vector<std::string> SplitNames(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Result<Estimate> Answer(const Flags& flags, const EstimateOptions& options, const Model& model,
                        Estimator& estimator, const Predicate& predicate) {
  const Result<PreparedPredicate> prepared = model.Prepare(predicate);
  if (!prepared.ok()) return prepared.status();
  if (flags.distinct.empty()) return estimator.Rows(*prepared, options);
  return estimator.Distinct(SplitNames(flags.distinct), *prepared, options);
}

Status AnswerWorkload(const Flags& flags, const EstimateOptions& options, const Model& model,
                      Estimator& estimator) {
  const Result<std::vector<EstimateQuery>> queries = LoadEstimateQueries(flags.workload);
  if (!queries.ok()) return queries.status();
  Result<Output> output = Output::To(flags.output);
  if (!output.ok()) return output.status();
  for (const EstimateQuery& query : *queries) {
    const Result<Estimate> estimate = Answer(flags, options, model, estimator, query.predicate);
    if (!estimate.ok()) {
      return Status(estimate.status().code(),
                    flags.workload + ":" + std::to_string(query.line) + ": " + estimate.status().message());
    }
    if (const Status status = output->Write(AsJson(query.id, *estimate)); !status.ok()) return status;
  }
  return output->Finish();
}

int Run(const Flags& flags) {
  const Result<EstimateOptions> options = OptionsOf(flags);
  if (!options.ok()) return Fail(options.status());
  const Result<std::shared_ptr<const Model>> model = Model::Open(flags.model);
  if (!model.ok()) return Fail(model.status());
  Result<Estimator> estimator = Estimator::Create(*model);
  if (!estimator.ok()) return Fail(estimator.status());
  if (!flags.workload.empty()) {
    const Status status = AnswerWorkload(flags, *options, **model, *estimator);
    return status.ok() ? kDone : Fail(status);
  }
  const Result<Predicate> predicate = ParsePredicate(flags.where);
  if (!predicate.ok()) return Fail(predicate.status());
  const Result<Estimate> estimate = Answer(flags, *options, **model, *estimator, *predicate);
  if (!estimate.ok()) return Fail(estimate.status());
  const Status status = WriteOutput(
      flags.output, flags.json ? AsJson("", *estimate) : AsText(*estimate, (*model)->info().rows));
  return status.ok() ? kDone : Fail(status);
}

}  // namespace

void AddEstimate(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("estimate", "How many rows of a table fulfil a condition, by its model",
                                [flags] { return Run(*flags); });
  command.Text("MODEL", &flags->model, "A model that `tacit train` made").Required();
  command.ExactlyOne({command.Text("--where", &flags->where, "A condition, as SQL has it after WHERE"),
                      command.Text("--workload", &flags->workload, "Conditions, one JSON object a line")});
  command.Text("-o", &flags->output, "Write the answers there");
  command.Text("--distinct", &flags->distinct,
               "Count the distinct values of these columns, separated by commas, among the rows");
  command.Text("--samples", &flags->samples, "Paths to draw; auto: as many as the error needs");
  command.Number("--deadline", &flags->deadline, "Microseconds for each estimate; 0: no limit")
      .Between(0, std::int64_t{1} << 40);
  command.Number("--seed", &flags->seed, "Of the draws");
  command.Switch("--no-rows", &flags->no_rows, "Do without the rows that the model keeps");
  command.Text("--device", &flags->device, "Where estimates are computed").OneOf({"cpu", "cuda"});
  command.Switch("--json", &flags->json, "Write JSON; of a workload always");
}

}  // namespace tacit::tool
