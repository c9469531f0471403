// One thing to be shown: that no rows of a legal database meet some conditions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "optimizer/replay/proof.h"

namespace tacit::replay {

// Called with the clauses of each obligation that was found to hold; false: another one disagrees.
using SecondOpinion = std::function<bool(const std::vector<Ref>& clauses)>;

// Collects what is assumed, and the instances that the hints name, and then decides without quantifiers.
// Every instance holds on every legal database whatever the hint says, so that a wrong hint proves nothing.
class Obligation {
 public:
  // Equalities of terms may be taken from the claims before `claims_before`.
  Obligation(Nodes& nodes, const Proof& proof, int claims_before, const SecondOpinion& ask)
      : nodes_(nodes), proof_(proof), claims_before_(claims_before), ask_(ask) {}

  void Declare(const std::vector<Row>& rows);  // rows that are there
  void Assume(Ref f) { clauses_.push_back(f); }
  // Nothing where the conditions contradict each other; else what is wrong with the hints, or that they do
  // not suffice.
  [[nodiscard]] std::optional<std::string> Fails(const Hints& hints);

 private:
  struct Known {
    Ref source = -1;
    Ref guard = -1;  // the row is there where this holds
  };

  bool WellTyped() const;
  bool Add(const Hint& hint);
  bool OpenExistence(const Hint& hint);
  bool Member(const Hint& hint);
  bool Instance(const Hint& hint);
  bool Follow(const Hint& hint);
  bool OnRow(const Hint& hint);
  bool KeyOf(const Hint& hint);
  bool OfFold(const Hint& hint);
  bool OnlyRow(const Hint& hint);
  bool Congruent(const Hint& hint);
  bool Quotient(const Hint& hint);
  bool FromClaim(const Hint& hint);
  const Fact* FactAt(std::int64_t at, Fact::Kind kind) const;
  // A table's column of a row; its type is the table's.
  Ref ColumnOf(Var var, int ordinal);
  Known* Find(std::int64_t name);
  Var Name(std::int64_t name, Known known);
  Ref Local(std::int64_t ref);  // with the hints' names for rows replaced by ours

  Nodes& nodes_;
  const Proof& proof_;
  int claims_before_;
  const SecondOpinion& ask_;
  std::map<Var, Known> rows_;
  std::map<std::int64_t, Var> names_;  // of rows that hints bring in
  std::vector<Ref> clauses_;
};

}  // namespace tacit::replay
