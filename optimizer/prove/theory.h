// Equality with congruence, and order as difference bounds, over a set of literals.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "optimizer/prove/id_map.h"
#include "optimizer/prove/intern_table.h"
#include "optimizer/prove/term.h"

namespace tacit::prove {

// Decides nothing by itself: it tells which atoms the literals assumed so far settle. Sound (a conflict is
// one), incomplete for sums of several unknowns. Belongs to one thread; the store must outlive it.
class Theory {
 public:
  explicit Theory(const Store& store) : store_(store) {}

  // Terms of these atoms take part from now on. The number is the atom's here.
  using AtomId = int;
  AtomId Register(FormulaId atom);
  void RegisterTerm(TermId t);
  // A registered atom, or -atom - 1 for its negation.
  using Literal = int;
  // Starts over from these literals. False where they contradict each other.
  bool Assume(const std::vector<Literal>& literals);
  // What the literals say of a registered atom. Exists atoms are never settled here.
  [[nodiscard]] std::optional<bool> Value(AtomId atom) const {
    return ValueOf(atoms_[static_cast<std::size_t>(atom)]);
  }
  // Of any atom, if its terms are registered.
  [[nodiscard]] std::optional<bool> ValueOf(FormulaId atom) const;

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

  // An atom's sides by index; -1 where the theory has nothing to say of it.
  struct Atom {
    FormulaKind kind = FormulaKind::kEq;
    int left = -1;
    int right = -1;
  };
  // A term that equal arguments determine.
  struct Function {
    int term = -1;
    int shape = -1;  // functions of one shape differ in their arguments only
    bool commutes = false;
    std::size_t args = 0;  // where they begin in args_
    std::size_t arity = 0;
  };
  // Another class of which it is said that it is not this one.
  struct Unequal {
    int other = -1;
    int next = -1;
  };

  [[nodiscard]] Atom AtomOf(FormulaId f) const;
  [[nodiscard]] std::optional<bool> ValueOf(Atom atom) const;
  void AddFunction(int index, const Term& term);
  bool Close();
  void NoteUnequal();
  [[nodiscard]] int Index(TermId t) const { return index_.Find(t); }
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
  IdMap index_;
  std::vector<Atom> atoms_;
  std::vector<int> ordered_;  // indexes of terms that some order atom compares
  std::vector<int> settled_;  // indexes of constants and NULL
  std::vector<int> anchors_;  // indexes of constants, and of x + c: what an order may go through
  InternTable shapes_;
  std::vector<Function> functions_;
  std::vector<std::size_t> rows_;  // those of the functions that make rows
  std::vector<int> args_;          // indexes of the functions' arguments
  InternTable signatures_;         // of this round, and what has them
  std::vector<InternTable::Word> signature_;
  std::vector<int> signed_;

  mutable std::vector<int> parent_;
  std::vector<int> constant_;  // by class: index of a constant in it, or -1
  std::vector<std::pair<int, int>> unequal_;
  std::vector<int> unequal_of_;  // by class: the first of its Unequals, or -1
  std::vector<Unequal> unequals_;
  std::vector<std::pair<int, int>> less_, not_less_;
  std::vector<int> node_of_;  // by class: order node, or -1; node 0 is the number zero
  std::vector<int> nodes_;    // by node: class; -1 for zero
  std::vector<bool> whole_;   // by node: only whole numbers
  std::vector<Bound> bounds_;
  std::size_t node_count_ = 0;
};

}  // namespace tacit::prove
