// Training a model of a table.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tacit/export.h"
#include "tacit/model.h"
#include "tacit/row_source.h"
#include "tacit/status.h"

namespace tacit {

enum class NetworkKind { kAuto, kNone, kMade, kResMade, kTransformer };
enum class TrainDevice { kCpu, kCuda };

// Where training stands; `bits` is the mean -log2 likelihood of a row held out, once it is known.
struct TrainProgress {
  std::string_view phase;  // "reading", "training", "rows", "writing"
  double done = 0;         // share of the phase, from 0 to 1
  double epoch = 0;
  double bits = 0;
  double seconds_left = 0;  // expected; 0 where nothing is known yet
};

struct TrainOptions {
  std::vector<std::string> columns;  // empty: all that have two values or more
  NetworkKind network = NetworkKind::kAuto;
  TrainDevice device = TrainDevice::kCpu;
  double seconds = 0;                // of the training of the network; 0: until it gains no more
  double epochs = 0;                 // at most; 0: as the time and the gain allow
  std::int64_t max_bytes = 1 << 20;  // of the model's file
  bool keep_rows = true;             // whether what is left of max_bytes holds rows of the table
  std::int64_t memory_bytes = std::int64_t{2} << 30;  // for the table's rows; a larger table is sampled
  int threads = 0;                                    // 0: as many as the processor has
  std::uint64_t seed = 0;  // equal seeds, threads and inputs give equal models on one kind of processor
  std::function<void(const TrainProgress&)> progress;
  std::function<bool()> cancelled;  // asked often; true ends training with ResourceExhausted
};

struct TrainReport {
  ModelInfo model;
  double read_s = 0;
  double train_s = 0;
  double epochs = 0;
  double entropy_bits = 0;  // of a row of the table, as its distinct rows and their counts have it
};

// A model's bytes, and what was learned about them.
struct TrainedModel {
  std::string bytes;
  TrainReport report;
};

// Errors: InvalidArgument (no rows, no such column, options out of range; max_bytes that not even the columns
// fit into: says how many do); NotSupported (a device or network that this build lacks); ResourceExhausted
// (cancelled, memory); those of the source.
[[nodiscard]] TACIT_EXPORT Result<TrainedModel> TrainModel(RowSource& source,
                                                           const TrainOptions& options = {});

}  // namespace tacit
