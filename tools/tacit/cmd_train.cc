#include <cstdio>
#include <memory>

#include "tacit/row_source.h"
#include "tacit/trainer.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string table;
  std::string output;
  std::string columns;
  std::string network = "auto";
  std::string device = "cpu";
  double seconds = 0;
  double epochs = 0;
  std::int64_t max_bytes = TrainOptions{}.max_bytes;
  std::int64_t memory = TrainOptions{}.memory_bytes >> 20;
  std::int64_t threads = 0;
  std::uint64_t seed = 0;
  bool no_rows = false;
  bool json = false;
};

NetworkKind NetworkOf(const std::string& name) {
  if (name == "none") return NetworkKind::kNone;
  if (name == "made") return NetworkKind::kMade;
  if (name == "resmade") return NetworkKind::kResMade;
  return name == "transformer" ? NetworkKind::kTransformer : NetworkKind::kAuto;
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string AsJson(const TrainReport& report) {
  char text[600];
  const double gap = report.model.parameters > 0 ? report.model.bits_per_row - report.entropy_bits : 0;
  std::snprintf(
      text, sizeof text,
      "{\"rows\": %lld, \"columns\": %zu, \"network\": \"%s\", \"parameters\": %lld, \"kept_rows\": %lld, "
      "\"model_bytes\": %lld, \"columns_bytes\": %lld, \"network_bytes\": %lld, \"rows_bytes\": %lld, "
      "\"read_s\": %.3f, \"train_s\": %.3f, \"epochs\": %.3f, \"bits_per_row\": %.4f, \"entropy_gap_bits\": "
      "%.4f}\n",
      static_cast<long long>(report.model.rows), report.model.columns.size(), report.model.network.c_str(),
      static_cast<long long>(report.model.parameters), static_cast<long long>(report.model.kept_rows),
      static_cast<long long>(report.model.file_bytes), static_cast<long long>(report.model.columns_bytes),
      static_cast<long long>(report.model.network_bytes), static_cast<long long>(report.model.rows_bytes),
      report.read_s, report.train_s, report.epochs, report.model.bits_per_row, gap);
  return text;
}

std::string AsText(const TrainReport& report, const std::string& output) {
  const ModelInfo& model = report.model;
  char text[600];
  std::snprintf(text, sizeof text, "%s: %lld bytes, of %lld rows and %zu columns, read in %.1f s\n",
                output.c_str(), static_cast<long long>(model.file_bytes), static_cast<long long>(model.rows),
                model.columns.size(), report.read_s);
  std::string all = text;
  if (model.parameters > 0) {
    std::snprintf(text, sizeof text,
                  "network: %s, %lld parameters, %.1f epochs in %.1f s; %.2f bits a row (the rows' own "
                  "entropy: %.2f)\n",
                  model.network.c_str(), static_cast<long long>(model.parameters), report.epochs,
                  report.train_s, model.bits_per_row, report.entropy_bits);
    all += text;
  }
  if (model.kept_rows == model.rows) {
    all += "rows: all are kept; estimates are counts\n";
  } else {
    std::snprintf(text, sizeof text, "rows: %lld are kept, a sample of %.2f %%\n",
                  static_cast<long long>(model.kept_rows),
                  100.0 * static_cast<double>(model.kept_rows) / static_cast<double>(model.rows));
    all += text;
  }
  return all;
}

int Run(const Flags& flags) {
  Result<std::unique_ptr<RowSource>> source = OpenRowSource(flags.table);
  if (!source.ok()) return Fail(source.status());
  Progress progress;
  TrainOptions options;
  options.columns = SplitAtCommas(flags.columns);
  options.network = NetworkOf(flags.network);
  options.device = flags.device == "cuda" ? TrainDevice::kCuda : TrainDevice::kCpu;
  options.seconds = flags.seconds;
  options.epochs = flags.epochs;
  options.max_bytes = flags.max_bytes;
  options.keep_rows = !flags.no_rows;
  options.memory_bytes = flags.memory << 20;
  options.threads = static_cast<int>(flags.threads);
  options.seed = flags.seed;
  options.progress = [&](const TrainProgress& at) {
    char line[160];
    std::snprintf(line, sizeof line, "%.*s %3.0f %%", static_cast<int>(at.phase.size()), at.phase.data(),
                  100 * at.done);
    std::string shown = line;
    if (at.phase == "training") {
      std::snprintf(line, sizeof line, ", epoch %.1f, %.2f bits a row, %.0f s left", at.epoch, at.bits,
                    at.seconds_left);
      shown += line;
    }
    progress.Show(shown);
  };
  const Result<TrainedModel> trained = TrainModel(**source, options);
  if (!trained.ok()) return Fail(trained.status());
  if (const Status status = WriteOutput(flags.output, trained->bytes); !status.ok()) return Fail(status);
  const std::string told = flags.json ? AsJson(trained->report) : AsText(trained->report, flags.output);
  const Status status = WriteOutput("", told);
  return status.ok() ? kDone : Fail(status);
}

}  // namespace

void AddTrain(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("train", "Learn how the values of a table's columns occur together",
                                [flags] { return Run(*flags); });
  command.Text("--table", &flags->table, "FILE.csv, also compressed by gzip, xz or zstd, or URL#table")
      .Required();
  command.Text("-o", &flags->output, "The model").Required();
  command.Text("--columns", &flags->columns, "Only these, separated by commas");
  command.Number("--max-bytes", &flags->max_bytes, "Of the model's file")
      .Between(1024, std::int64_t{1} << 40);
  command.Number("--seconds", &flags->seconds, "For training the network; 0: as many as it needs")
      .Between(0, 1'000'000);
  command.Number("--epochs", &flags->epochs, "Times that the network sees each row, at most")
      .Between(0, 1'000'000);
  command.Text("--network", &flags->network, "auto: none where all rows fit into the model")
      .OneOf({"auto", "none", "made", "resmade", "transformer"});
  command.Switch("--no-rows", &flags->no_rows, "Keep no rows of the table in the model");
  command.Text("--device", &flags->device, "Where the network is trained").OneOf({"cpu", "cuda"});
  command.Number("--memory", &flags->memory, "MiB for the table; of a larger one a sample is read")
      .Between(1, std::int64_t{1} << 24);
  command.Number("--threads", &flags->threads, "0: as many as the processor has").Between(0, 256);
  command.Number("--seed", &flags->seed, "Of everything that is random");
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
