// From a table's rows to a model's bytes.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <numeric>
#include <thread>

#include "src/base/status_macros.h"
#include "src/estimator/model/state.h"
#include "src/estimator/net/pack_network.h"
#include "src/estimator/net/random.h"
#include "src/estimator/table/coded_table.h"
#include "src/estimator/train/budget.h"
#include "src/estimator/train/calibrate.h"
#include "src/estimator/train/column_order.h"
#include "src/estimator/train/trainer.h"
#include "tacit/trainer.h"

namespace tacit {
namespace {

using namespace estimator;

// More bins than that add more to a network's time than to its answers.
constexpr std::uint32_t kMostBins = 2'048;
// The least that a network gets of the bytes, where rows get the others.
constexpr double kNetworkShare = 0.4;
constexpr std::size_t kCalibrationQueries = 400;
// Where nothing else bounds the training: so many rows are shown to a network, however small the table.
constexpr double kDefaultShownRows = 12e6;
constexpr double kMostDefaultEpochs = 100;

double SecondsSince(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

// Random numbers for each use of the seed.
enum Purpose : std::uint64_t { kReading = 1, kOrdering, kTraining, kKeeping, kCalibrating };

class Job {
 public:
  Job(RowSource& source, const TrainOptions& options) : source_(source), options_(options) {}

  Result<TrainedModel> Run() {
    TACIT_RETURN_IF_ERROR(CheckOptions());
    TACIT_RETURN_IF_ERROR(Read());
    const std::int64_t left = options_.max_bytes - FixedBytes();
    if (left < 0) return TooSmall();
    if (options_.keep_rows && KeepsAll(left) && options_.network == NetworkKind::kAuto) {
      report_.entropy_bits = EntropyBits(table_);
      parts_.bits_per_row = report_.entropy_bits;
      return Finish(nullptr);
    }
    if (options_.network != NetworkKind::kNone) TACIT_RETURN_IF_ERROR(Train(left));
    report_.entropy_bits = EntropyBits(table_);
    if (options_.keep_rows)
      TACIT_RETURN_IF_ERROR(KeepRows(left - static_cast<std::int64_t>(packed_network_bytes_)));
    return Finish(network_ ? &*network_ : nullptr);
  }

 private:
  Status CheckOptions() const {
    if (options_.device == TrainDevice::kCuda) {
      return Status::NotSupported("training on CUDA: this build has no such part; train on the processor");
    }
    if (options_.network == NetworkKind::kTransformer) {
      return Status::NotSupported("transformers: this build has no such part; train a resmade");
    }
    if (options_.seconds < 0 || options_.epochs < 0 || options_.max_bytes < 1024 || options_.threads < 0 ||
        options_.threads > 256) {
      return Status::InvalidArgument(
          "training takes seconds and epochs from 0, 1024 bytes or more for the model, and 0 to 256 threads");
    }
    return Status::Ok();
  }

  [[nodiscard]] bool Tell(std::string_view phase, double done, double epoch = 0, double bits = 0,
                          double left = 0) const {
    if (options_.progress) options_.progress({phase, done, epoch, bits, left});
    return !options_.cancelled || !options_.cancelled();
  }

  Status Read() {
    const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    CodeOptions code;
    code.columns = options_.columns;
    code.memory_bytes = options_.memory_bytes;
    // A tenth of the model may be one column's values.
    code.max_atoms =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(options_.max_bytes / 32, 1'024, 65'535));
    code.seed = Mixed(options_.seed, kReading);
    code.progress = [&](double share) { return Tell("reading", share); };
    Result<CodedTable> table = CodeTable(source_, code);
    if (!table.ok()) return table.status();
    table_ = std::move(*table);
    parts_.rows = table_.rows;
    for (const CodedColumn& column : table_.columns) parts_.columns.push_back(column.values);
    report_.read_s = SecondsSince(begin);
    return Status::Ok();
  }

  // What a model takes without network and rows.
  [[nodiscard]] std::int64_t FixedBytes() const {
    return static_cast<std::int64_t>(PackModel(parts_, nullptr).size()) + kSlackBytes;
  }
  [[nodiscard]] Status TooSmall() const {
    return Status::InvalidArgument(
        source_.name() + ": a model of " + std::to_string(options_.max_bytes) +
        " bytes cannot hold the values of its columns: " + std::to_string(FixedBytes()) +
        " would do; name fewer columns or more bytes");
  }

  // Keeps every row, where their bytes allow it.
  bool KeepsAll(std::int64_t bytes) {
    if (table_.coded_rows != table_.rows) return false;
    // No row takes less than a tenth of a bit for each distinct one's least; a look at a part says whether
    // all may fit.
    std::vector<std::uint32_t> rows(static_cast<std::size_t>(table_.rows));
    std::iota(rows.begin(), rows.end(), 0U);
    if (rows.size() > 2 * kProbeRows && BytesFor(Sample(kProbeRows)) > 2 * bytes) return false;
    Result<KeptRows> kept = KeptRows::Of(table_, rows);
    if (!kept.ok() || static_cast<std::int64_t>(kept->Pack().size()) > bytes) return false;
    parts_.kept = std::move(*kept);
    return true;
  }

  [[nodiscard]] std::int64_t BytesFor(const std::vector<std::uint32_t>& rows) const {
    const Result<KeptRows> kept = KeptRows::Of(table_, rows);
    return kept.ok() ? static_cast<std::int64_t>(kept->Pack().size()) : options_.max_bytes;
  }

  // The first `count` of the coded rows in a random order.
  [[nodiscard]] std::vector<std::uint32_t> Sample(std::size_t count) const {
    const auto all = static_cast<std::uint64_t>(table_.coded_rows);
    std::vector<std::uint32_t> rows(static_cast<std::size_t>(all));
    std::iota(rows.begin(), rows.end(), 0U);
    for (std::size_t i = 0; i < count; ++i) {
      std::swap(rows[i], rows[i + Below(Mixed(Mixed(options_.seed, kKeeping), i), all - i)]);
    }
    rows.resize(count);
    return rows;
  }

  // As many rows as the bytes hold: rows are cheaper by the row the more there are, so the number is found by
  // trying.
  Status KeepRows(std::int64_t bytes) {
    if (KeepsAll(bytes)) return Status::Ok();
    const auto all = static_cast<std::size_t>(table_.coded_rows);
    std::size_t count = std::min(all, kProbeRows);
    std::size_t best = 0;
    for (int round = 0; round < 6 && count > 0 && count != best; ++round) {
      if (!Tell("rows", round / 6.0)) return Cancelled();
      const std::int64_t taken = BytesFor(Sample(count));
      if (taken <= bytes) best = std::max(best, count);
      const double wanted =
          static_cast<double>(count) * static_cast<double>(bytes) / static_cast<double>(taken) * 0.998;
      if (taken <= bytes && taken > bytes - bytes / 100) break;
      count = std::min(all, static_cast<std::size_t>(wanted));
    }
    Result<KeptRows> kept = KeptRows::Of(table_, Sample(best));
    if (!kept.ok()) return kept.status();
    parts_.kept = std::move(*kept);
    return Status::Ok();
  }

  Status Train(std::int64_t left) {
    BinnedRows rows;
    std::vector<std::uint32_t> columns;
    std::vector<ColumnBins> bins;
    for (std::uint32_t column = 0; column < table_.columns.size(); ++column) {
      ColumnBins own(table_.columns[column].values, kMostBins);
      if (own.count() < 2) continue;
      std::vector<std::uint16_t> codes;
      for (const std::uint32_t code : table_.columns[column].codes)
        codes.push_back(static_cast<std::uint16_t>(own.BinOf(code)));
      rows.push_back(std::move(codes));
      columns.push_back(column);
      bins.push_back(std::move(own));
    }
    if (columns.size() < 2) return Status::Ok();  // one column is answered by its counts
    const std::vector<std::uint32_t> order = ColumnOrder(rows, Mixed(options_.seed, kOrdering));
    BinnedRows ordered;
    std::vector<std::uint32_t> counts;
    std::vector<std::uint32_t> table_order;
    std::vector<ColumnBins> ordered_bins;
    for (const std::uint32_t at : order) {
      ordered.push_back(std::move(rows[at]));
      counts.push_back(bins[at].count());
      table_order.push_back(columns[at]);
      ordered_bins.push_back(std::move(bins[at]));
    }
    const double share = options_.keep_rows ? kNetworkShare : 1;
    Shape shape =
        ChooseShape(counts, table_.coded_rows, static_cast<std::int64_t>(share * static_cast<double>(left)));
    if (options_.network == NetworkKind::kMade) shape.blocks = 0;
    TACIT_RETURN_IF_ERROR(CheckShape(shape));
    if (static_cast<std::int64_t>(PackedNetworkBytes(shape)) > left) {
      return Status::InvalidArgument(source_.name() + ": the smallest network takes " +
                                     std::to_string(PackedNetworkBytes(shape)) + " bytes, and " +
                                     std::to_string(left) +
                                     " are left of the model's: name fewer columns or more bytes");
    }
    Result<TrainedNetwork> trained = TrainNetwork(ordered, shape, OptionsOf(table_.coded_rows));
    if (!trained.ok()) return trained.status();
    if (options_.cancelled && options_.cancelled()) return Cancelled();
    // What is served is what the file holds.
    const std::string packed = PackNetwork(trained->network);
    Result<Network> unpacked = UnpackNetwork(packed);
    if (!unpacked.ok()) return unpacked.status();
    packed_network_bytes_ = packed.size();
    network_ = std::move(*unpacked);
    parts_.network.emplace(ModelNetwork{shape.blocks == 0 ? "made" : "resmade", std::move(table_order),
                                        std::move(ordered_bins), ServedNetwork(*network_)});
    parts_.bits_per_row = trained->bits;
    parts_.errors = MeasureErrors(ordered, parts_.network->served, table_.rows, kCalibrationQueries,
                                  Mixed(options_.seed, kCalibrating));
    report_.epochs = trained->epochs;
    return Status::Ok();
  }

  [[nodiscard]] NetworkOptions OptionsOf(std::int64_t rows) {
    NetworkOptions network;
    network.epochs = options_.epochs;
    network.seconds = options_.seconds;
    if (network.epochs <= 0 && network.seconds <= 0) {
      network.epochs = std::clamp(kDefaultShownRows / static_cast<double>(rows), 1.0, kMostDefaultEpochs);
    }
    network.batch = rows > 200'000 ? 2'048 : 1'024;
    network.threads = options_.threads > 0
                          ? options_.threads
                          : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
    network.seed = Mixed(options_.seed, kTraining);
    network.progress = [this, begin = std::chrono::steady_clock::now()](double epoch, double share,
                                                                        double bits) {
      const double left = share > 0 ? SecondsSince(begin) * (1 - share) / share : 0;
      return Tell("training", share, epoch, bits, left);
    };
    return network;
  }

  static Status Cancelled() { return Status::ResourceExhausted("training was given up"); }

  Result<TrainedModel> Finish(const Network* network) {
    TrainedModel model;
    model.bytes = PackModel(parts_, network);
    Result<std::shared_ptr<const Model>> opened = Model::FromBytes(model.bytes, "the new model");
    if (!opened.ok()) return Status::Internal(opened.status().message());
    report_.model = (*opened)->info();
    report_.train_s = SecondsSince(begin_) - report_.read_s;
    model.report = report_;
    return model;
  }

  static constexpr std::size_t kProbeRows = 50'000;
  static constexpr std::int64_t kSlackBytes = 512;  // sections begin at multiples of 64; bins' begins

  RowSource& source_;
  const TrainOptions& options_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  CodedTable table_;
  ModelParts parts_;
  std::optional<Network> network_;
  std::size_t packed_network_bytes_ = 0;
  TrainReport report_;
};

}  // namespace

Result<TrainedModel> TrainModel(RowSource& source, const TrainOptions& options) try {
  return Job(source, options).Run();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(source.name() +
                                   ": no memory to train a model: allow it fewer bytes of memory");
}

}  // namespace tacit
