// Sets of variables, each kept once: most terms, formulas and bags of a proof are over the same few.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
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
    Known& known = known_[(static_cast<std::size_t>(a) * 31 + static_cast<std::size_t>(b)) % known_.size()];
    if (known.a != a || known.b != b) known = {a, b, Merged((*this)[a], (*this)[b])};
    return known.both;
  }

 private:
  // A union that was asked for lately.
  struct Known {
    SetId a = -1;
    SetId b = -1;
    SetId both = kEmpty;
  };

  SetId Merged(const std::vector<int>& x, const std::vector<int>& y) {
    std::vector<int> both;
    both.reserve(x.size() + y.size());
    std::set_union(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    return Keep(std::move(both));
  }
  SetId Keep(std::vector<int> vars) {
    const auto [id, fresh] = index_.IdOf(vars);
    if (fresh) sets_.push_back(std::move(vars));
    return id;
  }

  std::deque<std::vector<int>> sets_;  // grown at the end only, so that references to them stay valid
  InternTable index_;
  std::array<Known, 256> known_;  // each at a place that its pair says
};

}  // namespace tacit::prove
