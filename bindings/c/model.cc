#include "tacit/model.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/c/call.h"
#include "bindings/c/handles.h"
#include "tacit/output.h"
#include "tacit/predicate.h"
#include "tacit/row_source.h"
#include "tacit/trainer.h"

struct tacit_model {
  std::shared_ptr<const tacit::Model> model;
};
struct tacit_predicate {
  tacit::PreparedPredicate predicate;
};
struct tacit_estimator {
  tacit::Estimator estimator;
};

namespace tacit::c {
namespace {

Status WriteModel(const char* path, const std::string& bytes) {
  Result<OutputFile> file = OutputFile::Create(path);
  if (!file.ok()) return file.status();
  if (Status status = file->Write(bytes); !status.ok()) return status;
  return file->Commit();
}

Status Train(const char* table, const tacit_training_options& wanted, const char* path) {
  Result<std::unique_ptr<RowSource>> source = OpenRowSource(table);
  if (!source.ok()) return source.status();
  TrainOptions options;
  options.max_bytes =
      static_cast<std::int64_t>(std::min<std::uint64_t>(wanted.max_bytes, std::uint64_t{1} << 40));
  options.seconds = wanted.seconds;
  options.epochs = wanted.epochs;
  options.seed = wanted.seed;
  options.threads = static_cast<int>(std::min(wanted.threads, 1'000U));
  const Result<TrainedModel> trained = TrainModel(**source, options);
  if (!trained.ok()) return trained.status();
  return WriteModel(path, trained->bytes);
}

Status Keep(Result<std::shared_ptr<const Model>> opened, tacit_model** model) {
  if (!opened.ok()) return opened.status();
  *model = std::make_unique<tacit_model>(tacit_model{*std::move(opened)}).release();
  return Status::Ok();
}

Status Keep(Result<PreparedPredicate> prepared, tacit_predicate** predicate) {
  if (!prepared.ok()) return prepared.status();
  *predicate = std::make_unique<tacit_predicate>(tacit_predicate{*std::move(prepared)}).release();
  return Status::Ok();
}

// Reads a tree in prefix order.
class TreeReader {
 public:
  TreeReader(const tacit_condition* tree, size_t count) : tree_(tree), count_(count) {}

  Result<Predicate> Read() {
    Result<Predicate> predicate = Node(0);
    if (predicate.ok() && at_ != count_) {
      return Wrong("expected " + std::to_string(at_) + " nodes in the tree, found " + std::to_string(count_));
    }
    return predicate;
  }

 private:
  static Status Wrong(const std::string& what) {
    return Status::InvalidArgument("tree of conditions: " + what);
  }

  Result<Predicate> Node(int depth) {
    if (depth > kMaxPredicateDepth)
      return Wrong("more than " + std::to_string(kMaxPredicateDepth) + " levels");
    if (at_ == count_) return Wrong("expected more nodes than " + std::to_string(count_));
    const tacit_condition& node = tree_[at_++];
    if (node.kind > TACIT_LIKE) return Wrong("no kind " + std::to_string(node.kind));
    Predicate predicate;
    predicate.kind = static_cast<Predicate::Kind>(node.kind);
    if (node.kind <= TACIT_NOT) {
      for (uint32_t i = 0; i < node.parts; ++i) {
        Result<Predicate> part = Node(depth + 1);
        if (!part.ok()) return part;
        predicate.parts.push_back(*std::move(part));
      }
      return predicate;
    }
    if (node.column == nullptr) return Wrong("a condition without a column");
    predicate.column = node.column;
    for (size_t i = 0; i < node.value_count; ++i) {
      Result<Value> value = ValueOf(node.values[i]);
      if (!value.ok()) return value.status();
      predicate.values.push_back(*std::move(value));
    }
    return predicate;
  }

  static Result<Value> ValueOf(const tacit_value& value) {
    switch (value.kind) {
      case TACIT_VALUE_NULL: return Value();
      case TACIT_VALUE_INTEGER: return Value(value.integer);
      case TACIT_VALUE_REAL: return Value(value.real);
      case TACIT_VALUE_TEXT: return Value(std::string(View(value.text.data, value.text.size)));
      case TACIT_VALUE_BOOLEAN: return Value(value.integer != 0);
      default: return Wrong("no kind of value " + std::to_string(value.kind));
    }
  }

  const tacit_condition* tree_;
  size_t count_;
  size_t at_ = 0;
};
static_assert(static_cast<int>(Predicate::Kind::kAnd) == TACIT_AND &&
              static_cast<int>(Predicate::Kind::kNot) == TACIT_NOT &&
              static_cast<int>(Predicate::Kind::kEqual) == TACIT_EQUAL &&
              static_cast<int>(Predicate::Kind::kGreaterOrEqual) == TACIT_GREATER_OR_EQUAL &&
              static_cast<int>(Predicate::Kind::kIn) == TACIT_IN &&
              static_cast<int>(Predicate::Kind::kBetween) == TACIT_BETWEEN &&
              static_cast<int>(Predicate::Kind::kIsNull) == TACIT_IS_NULL &&
              static_cast<int>(Predicate::Kind::kIsNotNull) == TACIT_IS_NOT_NULL &&
              static_cast<int>(Predicate::Kind::kLike) == TACIT_LIKE);

Result<EstimateOptions> OptionsOf(const tacit_estimate_options* wanted) {
  EstimateOptions options;
  if (wanted == nullptr) return options;
  if (Status sized = CheckSize("tacit_estimate_options", wanted->struct_size, sizeof *wanted); !sized.ok())
    return sized;
  options.max_samples = static_cast<int>(std::min(wanted->max_samples, 1U << 30U));
  options.relative_error = wanted->relative_error;
  options.deadline_us = wanted->deadline_us;
  options.seed = wanted->seed;
  options.use_rows = wanted->use_rows != 0;
  return options;
}

tacit_estimate ForCaller(const Estimate& estimate) {
  return {estimate.rows, estimate.low, estimate.high, estimate.us, estimate.samples};
}

Status Describe(const Model& model, tacit_model_properties* properties) {
  if (Status sized = CheckSize("tacit_model_properties", properties->struct_size, sizeof *properties);
      !sized.ok()) {
    return sized;
  }
  const ModelInfo& info = model.info();
  properties->columns = static_cast<uint32_t>(info.columns.size());
  properties->rows = static_cast<uint64_t>(info.rows);
  properties->kept_rows = static_cast<uint64_t>(info.kept_rows);
  properties->parameters = static_cast<uint64_t>(info.parameters);
  properties->file_bytes = static_cast<uint64_t>(info.file_bytes);
  properties->memory_bytes = static_cast<uint64_t>(info.memory_bytes);
  properties->bits_per_row = info.bits_per_row;
  return Status::Ok();
}

}  // namespace
}  // namespace tacit::c

using tacit::Result;
using tacit::Status;
using tacit::c::Call;
using tacit::c::View;

int tacit_model_train(const char* table, const tacit_training_options* options, const char* path,
                      tacit_error** error) {
  return Call(error, [&]() -> Status {
    const tacit_training_options usual = TACIT_TRAINING_OPTIONS_INIT;
    const tacit_training_options& wanted = options == nullptr ? usual : *options;
    Status sized = tacit::c::CheckSize("tacit_training_options", wanted.struct_size, sizeof wanted);
    return sized.ok() ? tacit::c::Train(table, wanted, path) : sized;
  });
}

int tacit_model_open(const char* path, tacit_model** model, tacit_error** error) {
  *model = nullptr;
  return Call(error, [&] { return tacit::c::Keep(tacit::Model::Open(path), model); });
}

int tacit_model_read(const void* bytes, size_t size, const char* name, tacit_model** model,
                     tacit_error** error) {
  *model = nullptr;
  return Call(error, [&] {
    return tacit::c::Keep(tacit::Model::FromBytes(View(bytes, size), name == nullptr ? "model" : name),
                          model);
  });
}

void tacit_model_free(tacit_model* model) { delete model; }

int tacit_model_describe(const tacit_model* model, tacit_model_properties* properties, tacit_error** error) {
  return Call(error, [&] { return tacit::c::Describe(*model->model, properties); });
}

const char* tacit_model_column_name(const tacit_model* model, size_t i) {
  const auto& columns = model->model->info().columns;
  return i < columns.size() ? columns[i].name.c_str() : nullptr;
}

const char* tacit_model_column_type(const tacit_model* model, size_t i) {
  const auto& columns = model->model->info().columns;
  return i < columns.size() ? tacit::Name(columns[i].type).data() : nullptr;
}

int tacit_predicate_prepare(const tacit_model* model, const tacit_condition* tree, size_t count,
                            tacit_predicate** predicate, tacit_error** error) {
  *predicate = nullptr;
  return Call(error, [&]() -> Status {
    const Result<tacit::Predicate> read = tacit::c::TreeReader(tree, count).Read();
    return read.ok() ? tacit::c::Keep(model->model->Prepare(*read), predicate) : read.status();
  });
}

int tacit_predicate_parse(const tacit_model* model, const char* where, size_t size,
                          tacit_predicate** predicate, tacit_error** error) {
  *predicate = nullptr;
  return Call(error, [&]() -> Status {
    const Result<tacit::Predicate> read = tacit::ParsePredicate(View(where, size));
    return read.ok() ? tacit::c::Keep(model->model->Prepare(*read), predicate) : read.status();
  });
}

void tacit_predicate_free(tacit_predicate* predicate) { delete predicate; }

int tacit_estimator_create(const tacit_model* model, tacit_estimator** estimator, tacit_error** error) {
  *estimator = nullptr;
  return Call(error, [&]() -> Status {
    Result<tacit::Estimator> made = tacit::Estimator::Create(model->model);
    if (!made.ok()) return made.status();
    *estimator = std::make_unique<tacit_estimator>(tacit_estimator{*std::move(made)}).release();
    return Status::Ok();
  });
}

void tacit_estimator_free(tacit_estimator* estimator) { delete estimator; }

int tacit_estimator_rows(tacit_estimator* estimator, const tacit_predicate* const* predicates, size_t count,
                         const tacit_estimate_options* options, tacit_estimate* estimates,
                         tacit_error** error) {
  return Call(error, [&]() -> Status {
    const Result<tacit::EstimateOptions> wanted = tacit::c::OptionsOf(options);
    if (!wanted.ok()) return wanted.status();
    for (size_t i = 0; i < count; ++i) {
      const Result<tacit::Estimate> estimate = estimator->estimator.Rows(predicates[i]->predicate, *wanted);
      if (!estimate.ok()) return estimate.status();
      estimates[i] = tacit::c::ForCaller(*estimate);
    }
    return Status::Ok();
  });
}

int tacit_estimator_distinct(tacit_estimator* estimator, const char* const* columns, size_t column_count,
                             const tacit_predicate* predicate, const tacit_estimate_options* options,
                             tacit_estimate* estimate, tacit_error** error) {
  return Call(error, [&]() -> Status {
    const Result<tacit::EstimateOptions> wanted = tacit::c::OptionsOf(options);
    if (!wanted.ok()) return wanted.status();
    const std::vector<std::string> names(columns, columns + column_count);
    const Result<tacit::Estimate> found = estimator->estimator.Distinct(names, predicate->predicate, *wanted);
    if (found.ok()) *estimate = tacit::c::ForCaller(*found);
    return found.status();
  });
}
