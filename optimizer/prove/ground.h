// Satisfiability of quantifier-free formulas: case splits over the theory of equality and order.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "optimizer/prove/term.h"
#include "optimizer/prove/theory.h"
#include "optimizer/prove/z3/solver.h"

namespace tacit::prove {

// A map from formulas that is emptied at no cost.
template <typename T>
class FormulaMap {
 public:
  void Clear() { ++epoch_; }
  // Null where there is none.
  [[nodiscard]] const T* Find(FormulaId f) const {
    const auto i = static_cast<std::size_t>(f);
    return i < entries_.size() && entries_[i].epoch == epoch_ ? &entries_[i].value : nullptr;
  }
  void Set(FormulaId f, T value) {
    const auto i = static_cast<std::size_t>(f);
    if (i >= entries_.size()) entries_.resize(std::max(i + 1, 2 * entries_.size()));
    entries_[i] = {epoch_, value};
  }

 private:
  struct Entry {
    std::uint64_t epoch = 0;
    T value{};
  };
  std::vector<Entry> entries_;
  std::uint64_t epoch_ = 1;
};

enum class Truth3 : std::int8_t { kFalse, kTrue, kOpen };

// What one proof may spend. Sticky: once it is used up, everything that asks fails quickly, and no failure is
// ever a proof.
struct Budget {
  SmtSolver solver;  // started where it is needed
  std::chrono::steady_clock::time_point deadline;
  std::int64_t splits_left = 200'000;
  std::size_t max_store = 2'000'000;
  bool exhausted = false;
  // Room to work in, kept from one search to the next.
  FormulaMap<bool> assigned;
  FormulaMap<Truth3> values;

  bool Spend(const Store& store) {
    if (--splits_left < 0 || store.size() > max_store || std::chrono::steady_clock::now() > deadline)
      exhausted = true;
    return !exhausted;
  }
};

// True only where no assignment of values to columns, parameters, functions and exists atoms makes all of
// `conjuncts` true. At most `max_splits` case splits.
[[nodiscard]] bool GroundUnsat(const Store& store, const std::vector<FormulaId>& conjuncts, int max_splits,
                               Budget& budget);

}  // namespace tacit::prove
