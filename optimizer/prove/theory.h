// Equality with congruence, and order as difference bounds, over a set of literals.
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "optimizer/prove/term.h"

namespace tacit::prove {

// Decides nothing by itself: it tells which atoms the literals assumed so far settle. Sound (a conflict is
// one), incomplete for sums of several unknowns. Belongs to one thread; the store must outlive it.
class Theory {
 public:
  explicit Theory(const Store& store) : store_(store) {}

  // Terms of these atoms take part from now on.
  void Register(FormulaId atom);
  void RegisterTerm(TermId t);
  // An atom, or -atom - 1 for its negation.
  using Literal = int;
  // Starts over from these literals. False where they contradict each other.
  bool Assume(const std::vector<Literal>& literals);
  // What the literals say of an atom over registered terms. Exists atoms are never settled here.
  [[nodiscard]] std::optional<bool> Value(FormulaId atom) const;

  [[nodiscard]] bool Equal(TermId a, TermId b) const;
  // All registered terms that are equal to t, itself included.
  [[nodiscard]] std::vector<TermId> ClassOf(TermId t) const;
  [[nodiscard]] bool KnownNotNull(TermId t) const;

 private:
  // node - other <= weight, or < where strict.
  struct Bound {
    double weight = 0;
    bool strict = false;
    bool finite = false;
  };

  [[nodiscard]] int Index(TermId t) const;
  [[nodiscard]] int Find(int i) const;
  bool Union(int a, int b);
  bool CloseCongruence();
  bool SplitRows();
  bool CheckConstants();
  bool CheckOrder(bool* merged);
  void BuildOrder();
  void Tighten(int i, int j, double weight, bool strict);
  bool CloseOrder();
  [[nodiscard]] int Node(int cls) const;
  [[nodiscard]] bool Distinct(int a, int b) const;
  [[nodiscard]] Bound& At(int i, int j) {
    return bounds_[static_cast<std::size_t>(i) * node_count_ + static_cast<std::size_t>(j)];
  }
  [[nodiscard]] const Bound& At(int i, int j) const {
    return bounds_[static_cast<std::size_t>(i) * node_count_ + static_cast<std::size_t>(j)];
  }

  const Store& store_;
  std::vector<TermId> terms_;
  std::unordered_map<TermId, int> index_;
  std::vector<int> ordered_;  // indexes of terms that some order atom compares

  mutable std::vector<int> parent_;
  std::vector<int> constant_;  // by class: index of a constant in it, or -1
  std::vector<std::pair<int, int>> unequal_;
  std::vector<std::pair<int, int>> less_, not_less_;
  std::vector<int> node_of_;  // by class: order node, or -1; node 0 is the number zero
  std::vector<int> nodes_;    // by node: class; -1 for zero
  std::vector<bool> whole_;   // by node: only whole numbers
  std::vector<Bound> bounds_;
  std::size_t node_count_ = 0;
};

}  // namespace tacit::prove
