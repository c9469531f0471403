// One run of a program over one database. Internal to the room.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/deadline.h"
#include "src/interpret/program.h"

namespace tacit::interpret {

// The row that columns of level 0 are read from, and those of the queries around it.
struct Frame {
  const Row* row = nullptr;
  const Frame* outer = nullptr;
};

// Rows, and where they are a list, the place of each: rows of one place may stand in any order.
struct Relation {
  std::vector<Row> rows;
  bool ordered = false;
  std::vector<int> places;  // same length as rows where ordered
};

// Which way each tie of a run is broken, in the order in which they come up. Stepping through all of them is
// counting with a digit for each tie.
class Choices {
 public:
  // One of `options` ways, from 0.
  std::size_t Choose(std::size_t options) {
    if (next_ == digits_.size()) digits_.push_back({0, options});
    return digits_[next_++].value;
  }
  // To the next combination; false after the last.
  bool Advance() {
    next_ = 0;
    while (!digits_.empty() && ++digits_.back().value == digits_.back().options) digits_.pop_back();
    return !digits_.empty();
  }

 private:
  struct Digit {
    std::size_t value;
    std::size_t options;
  };
  std::vector<Digit> digits_;
  std::size_t next_ = 0;
};

class Run {
 public:
  // Past the deadline the run is halted: kTooLarge.
  Run(std::vector<const TableRows*> tables, Dialect dialect, Choices* choices, const Deadline& deadline)
      : tables_(std::move(tables)), dialect_(dialect), choices_(choices), deadline_(deadline) {}

  [[nodiscard]] Relation Execute(const Plan& plan, const Frame* outer);
  // Once a run is halted, values mean nothing any more; the first reason counts.
  [[nodiscard]] Value Evaluate(const Scalar& e, const Frame* frame);
  [[nodiscard]] bool IsTrue(const Scalar& e, const Frame* frame);

  void Halt(Stop stop, std::string_view why);
  // Parts of expressions, as they are computed: too many halt the run, and so does the deadline.
  void CountStep();
  [[nodiscard]] bool halted() const { return stop_ != Stop::kNone; }
  [[nodiscard]] Stop stop() const { return stop_; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] Dialect dialect() const { return dialect_; }

  // Of two values: the order, after everything that makes it doubtful has halted the run.
  [[nodiscard]] int OrderOf(const Value& left, const Value& right);
  // The same, where only equality matters, so that collations play no part.
  [[nodiscard]] bool AreEqual(const Value& left, const Value& right);

 private:
  // Rows, as they are made. A wide row is as much work as several.
  void Tick(std::size_t work = 1);

  Relation ExecuteNode(const Plan& plan, const Frame* outer);
  Relation ExecuteScan(const Plan& plan);
  Relation ExecuteValues(const Plan& plan, const Frame* outer);
  Relation ExecuteProject(const Plan& plan, const Frame* outer);
  Relation ExecuteFilter(const Plan& plan, const Frame* outer);
  Relation ExecuteJoin(const Plan& plan, const Frame* outer);
  Relation ExecuteAggregate(const Plan& plan, const Frame* outer);
  Relation ExecuteDistinct(const Plan& plan, const Frame* outer);
  Relation ExecuteSetOp(const Plan& plan, const Frame* outer);
  Relation ExecuteSort(const Plan& plan, const Frame* outer);
  Relation ExecuteLimit(const Plan& plan, const Frame* outer);
  [[nodiscard]] bool AllTrue(const std::vector<Scalar>& conjuncts, const Frame* frame);
  [[nodiscard]] std::int64_t RowCount(const Scalar& e, const Frame* outer, std::string_view clause);
  void BreakTie(std::size_t begin, std::size_t end, Relation* relation);

  Value Compute(const Scalar& e, const Frame* frame);
  Value EvaluateLogic(const Scalar& e, const Frame* frame);
  Value EvaluateCompare(sql::CompareOp op, const Value& left, const Value& right);
  Value EvaluateInList(const Scalar& e, const Frame* frame);
  Value EvaluateCase(const Scalar& e, const Frame* frame);
  Value EvaluateCall(const Scalar& e, const Frame* frame);
  Value EvaluateInQuery(const Scalar& e, const Frame* frame);
  Value EvaluateScalarQuery(const Scalar& e, const Frame* frame);
  // Rows of a sub-query; kept for the run where it reads nothing from outside.
  const Relation& SubqueryRows(const Scalar& e, const Frame* frame, Relation* scratch);

  std::vector<const TableRows*> tables_;
  Dialect dialect_;
  Choices* choices_;
  Stop stop_ = Stop::kNone;
  std::string why_;
  Deadline deadline_;
  std::size_t work_ = 0;
  std::size_t steps_ = 0;
  std::map<const Plan*, Relation> kept_;
};

// One aggregate over the values of its arguments, a row for each input row that passes the filter.
[[nodiscard]] Value Aggregate(const sql::Expr& aggregate, std::vector<Row> arguments, Run& run);
[[nodiscard]] bool KnowsAggregate(std::string_view name, std::size_t arguments);

// Rows sorted by TotalOrder, equal ones next to each other.
void SortRows(std::vector<Row>* rows);

// args[0] op args[1], or -args[0].
[[nodiscard]] Value Arithmetic(const sql::Expr& e, std::span<const Value> args, Run& run);
[[nodiscard]] bool KnowsArithmetic(const sql::Expr& e);
[[nodiscard]] Value Cast(const Value& value, const sql::Type& from, const sql::Type& to, Run& run);
[[nodiscard]] bool KnowsCast(const sql::Type& from, const sql::Type& to);
[[nodiscard]] bool Like(std::string_view text, std::string_view pattern, char escape, Run& run);

// Null where the function is not modelled with that many arguments.
[[nodiscard]] Function FindFunction(std::string_view name, std::size_t arguments, bool* strict);

// Days since 1970-01-01 of YYYY-MM-DD, and back.
[[nodiscard]] bool ParseDate(std::string_view text, std::int64_t* days);
[[nodiscard]] std::string FormatDate(std::int64_t days);

}  // namespace tacit::interpret
