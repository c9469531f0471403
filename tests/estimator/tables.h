// Small tables, conditions on them, and what is true of both.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "src/estimator/table/coded_table.h"
#include "tacit/predicate.h"
#include "tacit/row_source.h"
#include "tacit/value.h"

namespace tacit::estimator {

using Random = std::mt19937_64;

inline int Draw(Random& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}

struct MadeTable {
  std::vector<std::string> names;
  std::vector<Row> rows;
};

// Columns of integers, reals, texts and NULLs, each of a few values, that depend on each other.
[[nodiscard]] MadeTable MakeTable(Random& random, std::size_t columns, std::size_t rows, int values);

// The table as a source.
class MadeRows : public RowSource {
 public:
  explicit MadeRows(const MadeTable& table);
  const std::string& name() const override { return name_; }
  const std::vector<SourceColumn>& columns() const override { return columns_; }
  std::int64_t expected_rows() const override { return static_cast<std::int64_t>(table_.rows.size()); }
  Result<bool> Next(std::vector<Cell>& row) override;

 private:
  std::string name_ = "made";
  const MadeTable& table_;
  std::vector<SourceColumn> columns_;
  std::size_t at_ = 0;
};

[[nodiscard]] CodedTable Coded(const MadeTable& table, CodeOptions options = {});

// A random tree over the table's columns and values that are in them, or near them.
[[nodiscard]] Predicate MakePredicate(Random& random, const MadeTable& table, int depth);

// SQL's truth of the predicate for a row; nullopt: unknown.
[[nodiscard]] std::optional<bool> Truth(const Predicate& predicate, const MadeTable& table, const Row& row);
[[nodiscard]] double CountTrue(const Predicate& predicate, const MadeTable& table);

}  // namespace tacit::estimator
