// What a query means: a reference interpreter of the bound algebra over small tables in memory.
//
// It follows PostgreSQL's rules (three-valued logic, bags, run-time errors) and is built for certainty, not
// speed: where the answer hangs on something that the rules leave open (ties under a limit, the collation,
// the last digit of a sum), it says so instead of answering.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/deadline.h"
#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/status.h"
#include "tacit/value.h"

namespace tacit::interpret {

// The rows of each table, in the order of the schema's columns. Values are in the form of `Typed`.
using TableRows = std::vector<Row>;
using Database = std::map<std::string, TableRows, std::less<>>;

// Why there are no rows.
enum class Stop {
  kNone,
  kRunTimeError,   // PostgreSQL raises an error: division by zero, a cast, two rows of a scalar sub-query
  kIndeterminate,  // the rules allow more than one answer
  kTooLarge,       // more work than small tables are good for
};

struct Answer {
  Stop stop = Stop::kNone;
  std::string why;  // of a stop
  std::vector<Row> rows;
  bool ordered = false;  // the query orders its rows, and that order leaves nothing open on this database
};

// Answers of one query on one database, one for each way to break the ties that its limits cut through. A
// single one where there are no such ties, or where it is a stop.
using Answers = std::vector<Answer>;

// Do the two give different results? Bags, unless both are ordered. Numbers agree to nine digits.
[[nodiscard]] bool Differ(const Answer& left, const Answer& right);
// Whatever way the ties are broken on either side. False where a side has a stop.
[[nodiscard]] bool AlwaysDiffer(const Answers& left, const Answers& right);

// A query that is ready to be run any number of times. Thread safety: belongs to one thread.
class Program {
 public:
  // Errors: NotSupported for a function or an operator that is not modelled, and for parameters.
  [[nodiscard]] static Result<Program> Compile(const sql::QueryPtr& query, const Schema& schema,
                                               Dialect dialect);
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  ~Program();

  // A table that the database lacks is empty. Where there are too many ways to break ties, the answer is
  // kIndeterminate; past the deadline, kTooLarge.
  [[nodiscard]] Answers Run(const Database& database, const Deadline& deadline = {}) const;

 private:
  struct State;
  explicit Program(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A predicate over one row: of a table (kTableRow), or over the columns that `layout` names.
class Predicate {
 public:
  enum class Truth { kFalse, kTrue, kNull, kStopped };

  [[nodiscard]] static Result<Predicate> Compile(const sql::ExprPtr& predicate,
                                                 const std::vector<sql::ColumnId>& layout, Dialect dialect);
  Predicate(Predicate&&) noexcept;
  Predicate& operator=(Predicate&&) noexcept;
  ~Predicate();

  [[nodiscard]] Truth Evaluate(const Row& row) const;

 private:
  struct State;
  explicit Predicate(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A value in the form that the interpreter computes with: whole numbers as int64, decimals and floats as
// double, dates as YYYY-MM-DD, timestamps as YYYY-MM-DD HH:MM:SS[.ffffff], char(n) without trailing blanks.
// NULL where the value cannot be read as the type.
[[nodiscard]] Value Typed(const Value& value, sql::TypeKind kind);

}  // namespace tacit::interpret
