// Sets of variables, each kept once: most terms, formulas and bags of a proof are over the same few.
#pragma once

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

#include "optimizer/prove/intern_table.h"

namespace tacit::prove {

class VarSets {
 public:
  using SetId = int;
  static constexpr SetId kEmpty = 0;

  VarSets() { Keep({}); }

  // Sorted.
  [[nodiscard]] const std::vector<int>& operator[](SetId set) const {
    return sets_[static_cast<std::size_t>(set)];
  }
  SetId Of(int var) { return Keep({var}); }
  SetId Union(SetId a, SetId b) {
    if (a == b || b == kEmpty) return a;
    if (a == kEmpty) return b;
    if (a > b) std::swap(a, b);
    const auto [pair, fresh] = pairs_.IdOf({a, b});
    if (!fresh) return unions_[static_cast<std::size_t>(pair)];
    const std::vector<int>& x = (*this)[a];
    const std::vector<int>& y = (*this)[b];
    std::vector<int> both;
    both.reserve(x.size() + y.size());
    std::set_union(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    unions_.push_back(Keep(std::move(both)));
    return unions_.back();
  }

 private:
  SetId Keep(std::vector<int> vars) {
    const auto [id, fresh] = index_.IdOf(vars);
    if (fresh) sets_.push_back(std::move(vars));
    return id;
  }

  std::deque<std::vector<int>> sets_;  // grown at the end only, so that references to them stay valid
  InternTable index_, pairs_;
  std::vector<SetId> unions_;  // of each pair that was asked for
};

}  // namespace tacit::prove
