// Satisfiability of quantifier-free formulas: case splits over the theory of equality and order.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "optimizer/prove/term.h"
#include "optimizer/prove/theory.h"
#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

// What one proof may spend. Sticky: once it is used up, everything that asks fails quickly, and no failure is
// ever a proof.
struct Budget {
  SmtSolver solver;  // started where it is needed
  std::chrono::steady_clock::time_point deadline;
  std::int64_t splits_left = 200'000;
  std::size_t max_store = 2'000'000;
  bool exhausted = false;

  bool Spend(const Store& store) {
    if (--splits_left < 0 || store.size() > max_store || std::chrono::steady_clock::now() > deadline)
      exhausted = true;
    return !exhausted;
  }
  // For another attempt, with a store of its own.
  void AllowStore(std::size_t size) {
    max_store = size;
    exhausted = splits_left < 0 || std::chrono::steady_clock::now() > deadline;
  }
};

// True only where no assignment of values to columns, parameters, functions and exists atoms makes all of
// `conjuncts` true. At most `max_splits` case splits.
[[nodiscard]] bool GroundUnsat(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits,
                               Budget& budget);

}  // namespace tacit::prove
