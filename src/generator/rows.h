// The rows of one table after another, each in keeping with those before it.
#pragma once

#include <map>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "src/generator/plan.h"
#include "src/generator/tree.h"
#include "tacit/value.h"

namespace tacit::generator {

// What later tables need of the earlier ones: how many rows there are, and the values of columns that are
// referred to and are no row numbers.
class Made {
 public:
  // A plan for each table of the schema.
  explicit Made(const std::vector<TablePlan>& plans);

  [[nodiscard]] std::size_t Rows(int table) const { return rows_[static_cast<std::size_t>(table)]; }
  void Add(int table, const Row& row);
  [[nodiscard]] Value At(int table, int column, std::size_t row) const;
  // The column numbers its rows, so that its values are known before they are made.
  [[nodiscard]] bool IsNumbered(int table, int column) const;

 private:
  std::vector<std::size_t> rows_;
  std::vector<int> numbered_;  // of each table, the column that numbers its rows; -1 where it has none
  std::map<std::pair<int, int>, std::vector<Value>> kept_;
};

class RowMaker {
 public:
  // The plan, the schema and `made` must outlive it.
  RowMaker(const Schema& schema, const TablePlan& plan, Made& made, std::uint64_t seed);

  // The next row, entered into `made`; empty where the keys leave no room for one.
  [[nodiscard]] std::optional<Row> Next();

 private:
  bool TryRow(int attempt, Row& row);
  bool FillReference(const ReferencePlan& reference, int attempt, Row& row);
  bool FillClass(const PolymorphicPlan& polymorphic, int attempt, Row& row);
  void FillTree(Row& row) const;
  void OrderTimes(Row& row) const;
  bool EnterKeys(const Row& row);
  [[nodiscard]] bool MayBeNull(int column) const;
  [[nodiscard]] bool SetAt(const std::vector<int>& columns, const ReferenceTarget& target, std::size_t at,
                           Row& row);

  const Table& table_;
  const TablePlan& plan_;
  Made& made_;
  Random random_;
  std::vector<TreeRow> tree_;
  std::vector<bool> filled_;                             // columns of the row in the making
  std::vector<std::unordered_set<std::uint64_t>> seen_;  // one set of hashes a key
};

}  // namespace tacit::generator
