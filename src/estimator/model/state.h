// What an open model holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/estimator/model/errors.h"
#include "src/estimator/net/evaluate.h"
#include "src/estimator/predicate/condition.h"
#include "src/estimator/rows/kept_rows.h"
#include "src/estimator/sample/progressive.h"
#include "src/estimator/table/bins.h"
#include "src/estimator/table/values.h"
#include "tacit/model.h"

namespace tacit::estimator {

// A network over some of the table's columns; the others have one value each.
struct ModelNetwork {
  std::string kind;                  // "resmade", ...
  std::vector<std::uint32_t> order;  // the table's column that each of the network's is
  std::vector<ColumnBins> bins;      // by the network's columns
  ServedNetwork served;
};

// A model's parts, as training makes them and a file has them.
struct ModelParts {
  std::int64_t rows = 0;  // of the table
  double bits_per_row = 0;
  std::vector<ColumnValues> columns;
  std::optional<ModelNetwork> network;
  EstimateErrors errors;
  KeptRows kept;
  // Of the file that they were read from.
  std::int64_t network_bytes = 0;
  std::int64_t rows_bytes = 0;
};

// The bytes of a model's file: docs/formats/model.md.
[[nodiscard]] std::string PackModel(const ModelParts& parts, const Network* network);
// Errors: as Model::Open. `name` opens messages.
[[nodiscard]] Result<ModelParts> UnpackModel(std::string_view bytes, std::string_view name);

// The sets of a box over the network's bins, and what the columns outside of it leave.
struct PreparedBox {
  std::vector<BinSet> sets;  // over `weights`
  std::vector<std::vector<float>> weights;
  double factor = 1;  // the share of rows that columns outside of the network leave
  double most = 0;    // rows, at most: the least of its columns' exact counts
};

}  // namespace tacit::estimator

namespace tacit {

struct Model::State {
  estimator::ModelParts parts;
  ModelInfo info;
};

struct PreparedPredicate::State {
  std::shared_ptr<const Model> model;
  estimator::Condition condition;
  bool boxed = false;  // the boxes are the condition; else the only one is around it
  std::vector<estimator::PreparedBox> boxes;
  double most = 0;  // rows, at most
};

}  // namespace tacit
