// Rows that a test makes up, as a source.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tacit/row_source.h"

namespace tacit::estimator {

inline Cell IntegerCell(std::int64_t integer) {
  Cell cell;
  cell.kind = Cell::Kind::kInteger;
  cell.integer = integer;
  return cell;
}
inline Cell RealCell(double real) {
  Cell cell;
  cell.kind = Cell::Kind::kReal;
  cell.real = real;
  return cell;
}
inline Cell TextCell(std::string_view text, Cell::Kind kind = Cell::Kind::kText) {
  Cell cell;
  cell.kind = kind;
  cell.bytes = text;
  return cell;
}

class MadeRows : public RowSource {
 public:
  // `fill` makes the row of a number; its texts last until the next.
  using Fill = std::function<void(std::int64_t number, std::vector<Cell>& row)>;

  MadeRows(std::vector<SourceColumn> columns, std::int64_t rows, Fill fill)
      : columns_(std::move(columns)), rows_(rows), fill_(std::move(fill)) {}

  const std::string& name() const override { return name_; }
  const std::vector<SourceColumn>& columns() const override { return columns_; }
  std::int64_t expected_rows() const override { return rows_; }
  Result<bool> Next(std::vector<Cell>& row) override {
    if (at_ == rows_) return failure_.ok() ? Result<bool>(false) : Result<bool>(failure_);
    row.assign(columns_.size(), Cell());
    fill_(at_++, row);
    return true;
  }
  // What comes in place of the end.
  void FailAtTheEnd(Status failure) { failure_ = std::move(failure); }

 private:
  std::string name_ = "made";
  std::vector<SourceColumn> columns_;
  std::int64_t rows_;
  Fill fill_;
  std::int64_t at_ = 0;
  Status failure_;
};

}  // namespace tacit::estimator
