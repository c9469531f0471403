// The tables that a pair of queries reads, and what every database over them has to satisfy.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer/algebra/facts.h"
#include "src/interpret/interpret.h"
#include "src/sql/query.h"
#include "tacit/schema.h"

namespace tacit::refute {

using interpret::Database;
using interpret::TableRows;

// Seeded, and the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  // Below `n`, which is at least 1.
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool Once(std::size_t in) { return Below(in) == 0; }
  template <typename T>
  const T& OneOf(const std::vector<T>& list) {
    return list[Below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// One table's facts, ready to be tested on rows.
struct TableModel {
  struct Check {
    interpret::Predicate predicate;
    sql::ExprPtr source;
    std::vector<int> columns;
  };
  struct Key {
    std::vector<int> columns;
    std::optional<interpret::Predicate> condition;
  };
  struct Reference {
    std::vector<int> columns;
    std::string table;
    std::vector<int> ref_columns;
  };

  // What numeric(p, s) leaves room for. A text's length is a fact of its own.
  struct Room {
    std::optional<int> decimals;
    double below = 0;  // the least number that is too large; 0: none
  };

  const Table* table = nullptr;
  std::vector<sql::Type> types;
  std::vector<Room> rooms;
  std::vector<bool> not_null;
  std::vector<Check> checks;
  std::vector<Key> keys;
  std::vector<Reference> references;
  // A fact of this table cannot be tested, so that no row of it can be vouched for.
  bool testable = true;
  // Some check reads several columns, so that values that are legal alone may not stand together.
  bool columns_depend = false;

  [[nodiscard]] std::size_t width() const { return types.size(); }
  [[nodiscard]] bool IsLegal(const Row& row) const;
  // A value that the column's type has: no 1.5 among whole numbers.
  [[nodiscard]] bool Fits(int column, const Value& value) const;
  // Legal for this column whatever the others hold.
  [[nodiscard]] bool IsLegal(int column, const Value& value) const;
};

[[nodiscard]] TableModel MakeTableModel(const Table& table, const algebra::Facts& facts, Dialect dialect);

// References to tables outside the world are left out: a row that is referred to can always be added there
// without the queries seeing it.
class World {
 public:
  explicit World(std::vector<const TableModel*> tables);

  [[nodiscard]] const std::vector<const TableModel*>& tables() const {
    return tables_;
  }  // referred ones first
  [[nodiscard]] const TableModel* Find(std::string_view name) const;

  // Takes rows out until every fact holds: illegal rows, later rows of equal key, rows that refer to nothing.
  void Prune(Database* database) const;
  // Takes out rows that refer to nothing. Enough where only rows have been taken from a database of legal
  // rows.
  void PruneReferences(Database* database) const;

 private:
  std::vector<const TableModel*> tables_;
};

// Names of the tables that the queries scan, sorted.
[[nodiscard]] std::set<std::string> TablesOf(const sql::QueryPtr& left, const sql::QueryPtr& right);

}  // namespace tacit::refute
