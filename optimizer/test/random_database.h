// Databases that know no more of the queries than their constants.
#pragma once

#include "optimizer/test/domain.h"
#include "optimizer/test/world.h"

namespace tacit::refute {

struct RandomShape {
  int rows = 4;             // of each table, before pruning
  std::size_t null_in = 4;  // a nullable column is NULL once in so many; 0: never; 1: always
  bool repeat = false;      // rows of a table agree in every column that no key or reference needs
};

// Legal rows only; every fact holds.
[[nodiscard]] Database RandomDatabase(const World& world, const Domain& domain, const RandomShape& shape,
                                      Dice* dice);

// A row for each key that something refers to and that is missing, then World::Prune.
void Complete(const World& world, const Domain& domain, Database* database, Dice* dice);

// A value that is legal for the column: of the domain, or a fresh one; NULL where there is none.
[[nodiscard]] Value AnyValue(const TableModel& model, const Domain& domain, int column, Dice* dice);

}  // namespace tacit::refute
