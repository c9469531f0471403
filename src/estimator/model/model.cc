#include <new>

#include "src/base/file.h"
#include "src/base/status_macros.h"
#include "src/estimator/model/state.h"
#include "tacit/model.h"

namespace tacit {
namespace {

using estimator::Box;
using estimator::ColumnValues;
using estimator::Condition;
using estimator::ModelParts;
using estimator::PreparedBox;

// Conditions that come apart into more boxes are estimated inside the box around them.
constexpr std::size_t kMostBoxes = 64;

ModelInfo InfoOf(const ModelParts& parts, std::string_view bytes) {
  ModelInfo info;
  info.rows = parts.rows;
  info.file_bytes = static_cast<std::int64_t>(bytes.size());
  info.kept_rows = parts.kept.rows();
  info.bits_per_row = parts.bits_per_row;
  info.network = "none";
  info.network_bytes = parts.network_bytes;
  info.rows_bytes = parts.rows_bytes;
  info.memory_bytes = parts.kept.memory_bytes();
  for (const ColumnValues& column : parts.columns) {
    info.columns.push_back(
        {column.name(), column.type(), column.distinct(), column.null_rows(), column.exact()});
    info.columns_bytes += static_cast<std::int64_t>(PackValues(column).size());
  }
  if (parts.network) {
    info.network = parts.network->kind;
    info.parameters = static_cast<std::int64_t>(parts.network->served.layout().size);
    info.memory_bytes += static_cast<std::int64_t>(parts.network->served.memory_bytes());
  }
  return info;
}

// A box as the network is asked for it.
PreparedBox PrepareBox(const ModelParts& parts, const Box& box) {
  PreparedBox prepared;
  prepared.most = static_cast<double>(parts.rows);
  std::vector<const estimator::CodeSet*> by_column(parts.columns.size());
  for (const Box::Side& side : box.sides) {
    by_column[side.column] = &side.set;
    prepared.most = std::min(prepared.most, side.set.Rows(parts.columns[side.column]));
  }
  if (parts.network) {
    const std::size_t columns = parts.network->order.size();
    prepared.sets.resize(columns);
    prepared.weights.resize(columns);
    for (std::size_t i = 0; i < columns; ++i) {
      const std::uint32_t column = parts.network->order[i];
      if (by_column[column] == nullptr) continue;
      const estimator::ColumnBins& bins = parts.network->bins[i];
      std::vector<float>& weights = prepared.weights[i];
      weights.resize(bins.count());
      bins.Weights(*by_column[column], parts.columns[column], weights);
      by_column[column] = nullptr;
      std::size_t begin = 0;
      std::size_t end = weights.size();
      while (begin < end && !(weights[begin] > 0)) ++begin;
      while (end > begin && !(weights[end - 1] > 0)) --end;
      prepared.sets[i] = {true, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                          std::span<const float>(weights).subspan(begin, end - begin)};
    }
  }
  for (std::size_t column = 0; column < by_column.size(); ++column) {
    if (by_column[column] == nullptr || parts.rows == 0) continue;
    prepared.factor *= by_column[column]->Rows(parts.columns[column]) / static_cast<double>(parts.rows);
  }
  return prepared;
}

}  // namespace

std::string_view Name(ColumnType type) {
  switch (type) {
    case ColumnType::kInteger: return "integer";
    case ColumnType::kReal: return "real";
    case ColumnType::kText: return "text";
    case ColumnType::kBlob: return "blob";
    case ColumnType::kBoolean: return "boolean";
    case ColumnType::kDate: return "date";
    case ColumnType::kTimestamp: return "timestamp";
  }
  return "unknown";
}

Model::Model(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Model::~Model() = default;

const ModelInfo& Model::info() const { return state_->info; }

Result<std::shared_ptr<const Model>> Model::Open(const std::string& path) {
  const Result<std::string> bytes = base::ReadFile(path);
  if (!bytes.ok()) return bytes.status();
  return FromBytes(*bytes, path);
}

Result<std::shared_ptr<const Model>> Model::FromBytes(std::string_view bytes, std::string_view name) try {
  Result<ModelParts> parts = estimator::UnpackModel(bytes, name);
  if (!parts.ok()) return parts.status();
  auto state = std::make_unique<State>();
  state->info = InfoOf(*parts, bytes);
  state->parts = std::move(*parts);
  return std::shared_ptr<const Model>(
      std::make_shared<Model>(std::unique_ptr<const State>(std::move(state))));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(std::string(name) + ": no memory to open the model");
}

Result<PreparedPredicate> Model::Prepare(const Predicate& predicate) const try {
  const ModelParts& parts = state_->parts;
  Result<Condition> condition = estimator::MakeCondition(predicate, parts.columns);
  if (!condition.ok()) return condition.status();
  auto state = std::make_shared<PreparedPredicate::State>();
  state->model = shared_from_this();
  state->condition = std::move(*condition);
  const Box hull = Hull(state->condition, parts.columns);
  std::optional<std::vector<Box>> boxes = DisjointBoxes(state->condition, parts.columns, kMostBoxes);
  state->boxed = boxes.has_value();
  if (!boxes) boxes.emplace(1, hull);
  state->most = PrepareBox(parts, hull).most;
  for (const Box& box : *boxes) state->boxes.push_back(PrepareBox(parts, box));
  return PreparedPredicate(std::move(state));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory to prepare a predicate");
}

}  // namespace tacit
