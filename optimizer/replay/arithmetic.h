// Linear inequalities over ordered values: Gauss for equations, Fourier and Motzkin for the rest.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace tacit::replay {

// The sum of coefficient times unknown, plus a constant.
struct Sum {
  std::map<int, std::int64_t> of;
  std::int64_t constant = 0;
};

enum class Relation { kZero, kAtMostZero, kBelowZero };

class Inequalities {
 public:
  // An unknown that takes whole numbers only.
  void Whole(int unknown) { whole_.insert(unknown); }
  void Add(Sum sum, Relation relation) { rows_.push_back({std::move(sum), relation}); }
  // No values satisfy all of them. False also where the numbers or the rows grow too large. Adds what it did
  // to *work.
  [[nodiscard]] bool Infeasible(std::size_t* work) const;

 private:
  struct Line {
    Sum sum;
    Relation relation;
  };
  [[nodiscard]] bool Normalise(Line& line) const;  // false: contradictory by itself

  std::vector<Line> rows_;
  std::set<int> whole_;
};

// a * x + b * y; false on overflow.
[[nodiscard]] bool Combine(const Sum& x, std::int64_t a, const Sum& y, std::int64_t b, Sum* out);

}  // namespace tacit::replay
