// A model of a table: how its columns' values occur together, and the estimates that it answers.
//
// A model has three parts. The columns: each one's values in order with their exact counts, so that a
// condition on one column is answered exactly where the values are all kept. The network: a masked
// autoregressive network over the columns (MADE, Germain et al. 2015; Naru, Yang et al., VLDB 2020), which
// progressive sampling asks for the share of rows in a region. The rows: as many rows of the table,
// compressed, as the model's bytes allow; all of them where the table is small, and then estimates are
// counts; else a uniform sample, which corrects the network where it holds enough rows that match.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/predicate.h"
#include "tacit/status.h"

namespace tacit {

enum class ColumnType { kInteger, kReal, kText, kBlob, kBoolean, kDate, kTimestamp };
[[nodiscard]] TACIT_EXPORT std::string_view Name(ColumnType type);  // "integer", "real", ...

struct ModelColumn {
  std::string name;
  ColumnType type = ColumnType::kInteger;
  std::int64_t distinct = 0;  // values, without NULL: exact, or estimated where the table was not read whole
  std::int64_t nulls = 0;     // rows
  bool exact = false;         // every value is kept with its count
};

struct ModelInfo {
  std::int64_t rows = 0;             // of the table
  std::vector<ModelColumn> columns;  // in the table's order
  std::string network;               // "made", "resmade", "transformer", "none"
  std::int64_t parameters = 0;
  std::int64_t kept_rows = 0;  // rows of the table that the model holds; all of them: == rows
  double bits_per_row = 0;     // of the network on rows that it was not trained on: -log2 of the likelihood
  std::int64_t file_bytes = 0;
  std::int64_t columns_bytes = 0;  // of the file: the columns' values and counts
  std::int64_t network_bytes = 0;
  std::int64_t rows_bytes = 0;
  std::int64_t memory_bytes = 0;  // what the open model holds beside the mapped file
};

// A condition as a model sees it. Belongs to the model that prepared it, which it keeps alive. Thread safety:
// immutable, for any number of threads.
class TACIT_EXPORT PreparedPredicate {
 public:
  struct State;
  explicit PreparedPredicate(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

// Thread safety: immutable, for any number of threads.
class TACIT_EXPORT Model : public std::enable_shared_from_this<Model> {
 public:
  // Never reads outside of the file's bytes, whatever they hold. Errors: NotFound; Io; Corruption (names the
  // section); NotSupported (a newer version); ResourceExhausted.
  [[nodiscard]] static Result<std::shared_ptr<const Model>> Open(const std::string& path);
  // The same of bytes, which are copied. `name` opens messages.
  [[nodiscard]] static Result<std::shared_ptr<const Model>> FromBytes(std::string_view bytes,
                                                                      std::string_view name);

  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ~Model();

  [[nodiscard]] const ModelInfo& info() const;
  // Names are matched as they are, then regardless of case where that leaves one column. Literals are read as
  // the column's type ('2001-06-04' for a date, '12' for an integer; 12.5 beside integers compares as numbers
  // do). Errors: InvalidArgument (no such column; a literal that is no value of the column's type; a tree
  // deeper than kMaxPredicateDepth): names the column.
  [[nodiscard]] Result<PreparedPredicate> Prepare(const Predicate& predicate) const;

  struct State;
  explicit Model(std::unique_ptr<const State> state);
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  std::unique_ptr<const State> state_;
};

struct EstimateOptions {
  // Paths of progressive sampling at most; the sampler stops earlier once the relative standard error that it
  // expects is below `relative_error`.
  int max_samples = 1'024;
  double relative_error = 0.05;
  std::int64_t deadline_us = 0;  // answers with what it has by then; 0: no deadline
  std::uint64_t seed = 0;        // equal seeds give equal answers, bit for bit, on one kind of processor
  bool use_rows = true;          // false: the columns and the network alone
};

struct Estimate {
  double rows = 0;  // never rounded
  // 95 % of true counts are expected between them; [rows, rows] where the model counts exactly.
  double low = 0;
  double high = 0;
  int samples = 0;  // paths drawn; 0: exact, or a closed form
  double us = 0;    // microseconds that this took
};

// Scratch memory for estimates. Thread safety: belongs to one thread; the model is shared.
class TACIT_EXPORT Estimator {
 public:
  // Errors: ResourceExhausted.
  [[nodiscard]] static Result<Estimator> Create(std::shared_ptr<const Model> model);
  Estimator(Estimator&&) noexcept;
  Estimator& operator=(Estimator&&) noexcept;
  ~Estimator();

  // Errors: InvalidArgument (prepared by another model; options out of range); ResourceExhausted.
  [[nodiscard]] Result<Estimate> Rows(const PreparedPredicate& predicate,
                                      const EstimateOptions& options = {});
  // One answer per predicate, the same as one by one. Errors: as Rows.
  [[nodiscard]] Result<std::vector<Estimate>> Rows(std::span<const PreparedPredicate> predicates,
                                                   const EstimateOptions& options = {});
  // How many different combinations of values the columns have among the rows that match: NDV, or the number
  // of groups of a GROUP BY. NULL counts as a value. Errors: as Rows; InvalidArgument (no columns, no such
  // column).
  [[nodiscard]] Result<Estimate> Distinct(std::span<const std::string> columns,
                                          const PreparedPredicate& predicate,
                                          const EstimateOptions& options = {});

 private:
  struct State;
  explicit Estimator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tacit
